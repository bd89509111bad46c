"""The files of a pipeline and of its ControlNets: what is downloaded, at which commit, and that it can be trusted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from synth.errors import SpecError
from synth.packs.hub import check_weights, local_folder
from synth.spec.generator import ControlOptions, GeneratorOptions

CONTROLNET_FILES = (
    "config.json",
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model-*-of-*.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
)
"""What `save_pretrained` writes of a model; repositories hold more (pickles, other precisions, demonstrations)."""


def pipeline_folder(options: GeneratorOptions) -> Path:
    """The folder of a generator's pipeline, fetched if it is a hub id."""
    if options.model is None:
        raise SpecError("generator.model", None, "a hub id or a folder of a diffusers pipeline")
    folder = local_folder(options.model, options.revision, partial(_download_pipeline, options.variant))
    check_weights(folder, options.variant)
    return folder


def controlnet_path(control: ControlOptions) -> Path | None:
    """The folder or file of the ControlNet that takes a map; None where the pipeline itself does."""
    if control.model is None:
        return None
    path = local_folder(control.model, control.revision, _download_controlnet)
    if path.is_dir():
        check_weights(path, None)
    return path


def _download_pipeline(variant: str | None, model: str, revision: str | None) -> str:
    """Only the parts that the pipeline's index names, only as safetensors."""
    from diffusers.pipelines.pipeline_utils import DiffusionPipeline

    return str(DiffusionPipeline.download(model, revision=revision, variant=variant, use_safetensors=True))


def _download_controlnet(model: str, revision: str | None) -> str:
    """The plain weights of a repository, or the one file that is named after it, with the repository's config.json."""
    from huggingface_hub import snapshot_download

    owner, name, *file = model.split("/", 2)
    patterns: list[str] = ["config.json", *file] if file else [*CONTROLNET_FILES]
    folder = snapshot_download(f"{owner}/{name}", revision=revision, allow_patterns=patterns)
    return str(Path(folder, *file))
