"""The files of a pipeline and of its ControlNets: which are downloaded, and at which commit."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from synth.core.errors import PackError, SpecError
from synth.hub.files import SAFE, check_weights, fingerprint, local_folder, shown_name
from synth.hub.quiet import quietly
from synth.image.options.generator import ControlOptions, GeneratorOptions

WEIGHTS_STEM = "diffusion_pytorch_model"
"""Stem of the weight files that `save_pretrained` writes. Repositories hold other files too (pickles, examples)."""

HALF = "fp16"
"""Variant of the weights that some ControlNets publish as their only safetensors."""

_SHARD = r"(?:-\d+-of-\d+)?"
_VARIANT = re.compile(rf"(?:{WEIGHTS_STEM}|model){_SHARD}\.(\w+?){_SHARD}{re.escape(SAFE)}")
"""The name of a weight file of a variant."""


def fetch_generator_models(options: GeneratorOptions) -> dict[str, str]:
    """The role and name of each model, such as `controls.depth/OWNER/NAME` -> its fingerprint, for the manifest.

    Models that are not in the cache are downloaded. PackError where that fails.
    """
    found = {f"generator/{shown_name(str(options.model))}": fingerprint(pipeline_folder(options))}
    for name, control in options.controls.items():
        path = controlnet_path(control)
        if path is not None:
            found[f"controls.{name}/{shown_name(str(control.model))}"] = fingerprint(path)
    return found


def pipeline_folder(options: GeneratorOptions) -> Path:
    """The folder of a generator's pipeline; a hub id is fetched. SpecError or PackError where there is none."""
    if options.model is None:
        raise SpecError("generator.model", None, "a hub id or a folder of a diffusers pipeline")
    folder = local_folder(options.model, options.revision, partial(_download_pipeline, options.variant))
    check_weights(folder, options.variant)
    if options.variant is None:
        _refuse_variants_alone(folder)
    return folder


def _refuse_variants_alone(folder: Path) -> None:
    """PackError where a part of a pipeline has weights of a variant but no plain ones, which would be loaded."""
    for part in sorted(file for file in folder.iterdir() if file.is_dir()):
        names = sorted(file.name for file in part.glob(f"*{SAFE}"))
        variants = [found[1] for name in names if (found := _VARIANT.fullmatch(name))]
        if variants and len(variants) == len(names):
            allowed = f"generator.variant={variants[0]}, or the plain weights beside them in {folder}"
            raise PackError(f"{folder}: {part.name}", f"weights of the variant {variants[0]} alone", allowed)


def controlnet_path(control: ControlOptions) -> Path | None:
    """The folder or file of the ControlNet that takes a map; None where the pipeline itself takes it."""
    if control.model is None:
        return None
    path = local_folder(control.model, control.revision, partial(_download_controlnet, control.variant))
    if path.is_dir():
        check_weights(path, control.variant)
    return path


def weights_variant(control: ControlOptions, folder: Path) -> str | None:
    """The variant of a ControlNet's weights to read: as requested, else the plain weights, else half precision."""
    plain = any(file for name in _weights("") for file in folder.glob(name))
    return control.variant or (None if plain else HALF)


def _download_pipeline(variant: str | None, model: str, revision: str | None) -> str:
    """Download only the parts that the pipeline's index names, only as safetensors."""
    from diffusers.pipelines.pipeline_utils import DiffusionPipeline

    with quietly():
        return str(DiffusionPipeline.download(model, revision=revision, variant=variant, use_safetensors=True))


def _download_controlnet(variant: str | None, model: str, revision: str | None) -> str:
    """Download the weights of a repository, or the one file that `model` names after it, and config.json.

    Without a variant: the plain weights, or those in half precision where there are no others.
    """
    from huggingface_hub import snapshot_download

    owner, name, *file = model.split("/", 2)
    wanted = [file] if file else [_weights(f".{v}" if v else "") for v in ([variant] if variant else ["", HALF])]
    folder = ""
    for patterns in wanted:
        folder = snapshot_download(f"{owner}/{name}", revision=revision, allow_patterns=["config.json", *patterns])
        if any(Path(folder).glob("*.safetensors")):
            break
    return str(Path(folder, *file))


def _weights(variant: str) -> list[str]:
    """The names under which diffusers looks for weights, in one file or in several."""
    stem = f"{WEIGHTS_STEM}{variant}"
    return [f"{stem}.safetensors", f"{stem}-*-of-*.safetensors", f"{WEIGHTS_STEM}.safetensors.index{variant}.json"]
