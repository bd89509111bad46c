"""Requests to the hub: these files, at this commit, and nothing else."""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from diffusers.pipelines.pipeline_utils import DiffusionPipeline

from synth.core.errors import PackError, SpecError
from synth.image.generate.hub.fetch import controlnet_path, fetch_generator_models, pipeline_folder, weights_variant
from synth.image.options.generator import ControlOptions, GeneratorOptions
from tests.tiny_hub import tiny

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def hub_with(monkeypatch: pytest.MonkeyPatch, folder: Path, files: list[str]) -> list[dict[str, Any]]:
    """A hub whose one repository has these files; records the requests."""
    requests: list[dict[str, Any]] = []

    def snapshot_download(model: str, *, revision: str | None, allow_patterns: list[str]) -> str:
        requests.append({"model": model, "revision": revision})
        for name in files:
            if any(fnmatch(name, pattern) for pattern in allow_patterns):
                (folder / name).touch()
        return str(folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    return requests


REPOSITORY = [
    "README.md",
    "config.json",
    "demo.safetensors",
    "diffusion_pytorch_model.bin",
    "diffusion_pytorch_model.fp16.safetensors",
    "diffusion_pytorch_model_promax.safetensors",
]
PLAIN, HALF = "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors"


def test_of_a_controlnet_the_plain_weights_are_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    requests = hub_with(monkeypatch, tmp_path, [*REPOSITORY, PLAIN])
    assert controlnet_path(ControlOptions(model="owner/net", revision=COMMIT)) == tmp_path
    assert requests == [{"model": "owner/net", "revision": COMMIT}]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.json", PLAIN]
    assert weights_variant(ControlOptions(), tmp_path) is None


def test_where_there_are_none_those_in_half_precision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hub_with(monkeypatch, tmp_path, REPOSITORY)
    assert controlnet_path(ControlOptions(model="owner/net")) == tmp_path
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.json", HALF]
    assert weights_variant(ControlOptions(), tmp_path) == "fp16"


def test_a_variant_that_is_asked_for_is_the_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hub_with(monkeypatch, tmp_path, [*REPOSITORY, PLAIN])
    control = ControlOptions(model="owner/net", variant="fp16")
    assert controlnet_path(control) == tmp_path
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.json", HALF]
    (tmp_path / PLAIN).touch()
    assert weights_variant(control, tmp_path) == "fp16"
    with pytest.raises(PackError, match="bf16"):
        controlnet_path(ControlOptions(model=str(tmp_path), variant="bf16"))


def test_weights_in_several_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parts = [f"diffusion_pytorch_model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    index = "diffusion_pytorch_model.safetensors.index.json"
    hub_with(monkeypatch, tmp_path, [*REPOSITORY, *parts, index])
    controlnet_path(ControlOptions(model="owner/net"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.json", *parts, index]


def test_a_single_file_of_a_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    requests = hub_with(monkeypatch, tmp_path, [*REPOSITORY, PLAIN])
    path = controlnet_path(ControlOptions(model="owner/net/demo.safetensors", revision=COMMIT))
    assert path == tmp_path / "demo.safetensors"
    assert requests == [{"model": "owner/net", "revision": COMMIT}]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.json", "demo.safetensors"]


def test_a_pipeline_is_fetched_by_diffusers_at_its_commit_without_pickles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    requests = []

    def download(model: str, **options: Any) -> Path:
        requests.append((model, options))
        (tmp_path / "unet.fp16.safetensors").touch()
        return tmp_path

    monkeypatch.setattr(DiffusionPipeline, "download", download)
    options = GeneratorOptions(kind="controlnet", model="owner/base", revision=COMMIT, variant="fp16")
    assert pipeline_folder(options) == tmp_path
    assert requests == [("owner/base", {"revision": COMMIT, "variant": "fp16", "use_safetensors": True})]


@pytest.mark.parametrize("name", ["model.fp16", "model.fp16-00001-of-00002", "model-00001-of-00002.fp16"])
def test_a_folder_of_half_precision_alone_is_refused_with_the_way_on(tmp_path: Path, name: str) -> None:
    (tmp_path / "text_encoder").mkdir()
    (tmp_path / "text_encoder" / f"{name}.safetensors").touch()
    (tmp_path / "model_index.json").write_text('{"text_encoder": ["transformers", "CLIPTextModel"]}')
    options = GeneratorOptions(kind="controlnet", model=str(tmp_path))
    with pytest.raises(PackError, match=r"encoder: got 'weights of the variant fp16 alone'; generator.variant=fp16"):
        pipeline_folder(options)
    (tmp_path / "text_encoder" / "model.safetensors").touch()
    assert pipeline_folder(options) == tmp_path


def test_a_map_for_the_pipeline_itself_needs_no_net() -> None:
    assert controlnet_path(ControlOptions()) is None


def test_a_generator_without_a_model_is_refused() -> None:
    with pytest.raises(SpecError, match=r"generator.model: got None; a hub id or a folder of a diffusers pipeline"):
        pipeline_folder(GeneratorOptions(kind="controlnet"))


def test_models_are_known_by_what_they_do_not_by_their_folders_name_alone(tmp_path: Path) -> None:
    nets = [tmp_path / parent / "net" for parent in "ab"]
    for net in nets:
        shutil.copytree(tiny("sd15_controlnet"), net)
        (net / "README.md").write_text(str(net), encoding="utf-8")

    def models(seg: Path, depth: Path) -> dict[str, str]:
        controls = {"seg": ControlOptions(model=str(seg)), "depth": ControlOptions(model=str(depth))}
        return fetch_generator_models(GeneratorOptions(kind="controlnet", model=str(tiny("sd15")), controls=controls))  # pyright: ignore[reportArgumentType]

    ours = models(*nets)
    assert list(ours) == ["generator/sd15", "controls.seg/net", "controls.depth/net"]
    assert len(set(ours.values())) == 3
    assert models(*reversed(nets)) != ours
