"""A model is loaded as requested, from safetensors alone, or refused in one line before its weights are read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.attention_processor import SlicedAttnProcessor
from diffusers.models.modeling_utils import ModelMixin
from diffusers.pipelines.pipeline_utils import DiffusionPipeline

from synth.core.errors import SpecError, SynthError
from synth.image.generate.device import dtype_of, pack_dtype_of
from synth.image.generate.hub.load import LoadedPipeline, load_auto, load_controlnet, load_plain
from synth.image.generate.protocol import Sampling
from synth.image.generate.table import make_generator
from synth.image.options.generator import ControlOptions, GeneratorOptions
from synth.image.records import Condition, Drawn
from tests.image.generate.hub.fakes import crowd
from tests.image.generate.hub.models import CASES, CPU, SCENE, Case, loaded, options_of
from tests.tiny_hub import tiny

SD15 = CASES["sd15"]


LOADERS: Mapping[str, Callable[[GeneratorOptions, Sampling], LoadedPipeline]] = {
    "controlnet": load_controlnet,
    "plain": load_plain,
    "inpaint": partial(load_auto, task="inpaint"),
    "image": partial(load_auto, task="image"),
}


def refused(options: GeneratorOptions, task: str = "controlnet") -> str:
    """The line that refuses a generator."""
    with pytest.raises(SynthError) as caught:
        LOADERS[task](options, CPU)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def plain(kind: Any, model: str, **others: Any) -> GeneratorOptions:
    return GeneratorOptions(kind=kind, model=str(tiny(model)), **others)


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading weights fails, for refusals that must come before."""

    def read(*given: object, **named: object) -> None:
        raise AssertionError("weights were read")

    monkeypatch.setattr(ModelMixin, "from_pretrained", read)
    monkeypatch.setattr(DiffusionPipeline, "from_pretrained", read)


WRONG_NETS = {
    "a net of a larger model": (
        Case("sd15", {"seg": ("sdxl_controlnet", None)}),
        "sdxl_controlnet with cross_attention_dim 64'; a net made for this model, whose cross_attention_dim is 32",
    ),
    "a net of another family": (
        Case("sd15", {"seg": ("flux_controlnet", None)}),
        "flux_controlnet, a FluxControlNetModel'; StableDiffusionControlNetPipeline takes a ControlNetModel",
    ),
    "a pipeline for a net": (
        Case("sd15", {"seg": ("sdxl", None)}),
        "sdxl'; a ControlNet in diffusers' layout: config.json beside its weights",
    ),
    "a union net for a base that has none": (
        Case("sd15", {"seg": ("sdxl_union", 5)}),
        "a model for which diffusers has a ControlNet Union pipeline; this one fits generator.kind=controlnet or",
    ),
    "a base that only inpaints": (
        Case("sd15_inpaint", {"seg": ("sd15_controlnet", None)}),
        "generator.model: got 'StableDiffusionInpaintPipeline'; a model for which diffusers has a ControlNet pipeline",
    ),
    "a union net without the number of its map kind": (
        Case("sdxl", {"seg": ("sdxl_union", None)}),
        "generator.controls.seg.mode: got None; 0 to 7: this net takes 8 kinds of maps",
    ),
    "a kind that a union net lacks": (
        Case("sdxl", {"seg": ("sdxl_union", 8)}),
        "generator.controls.seg.mode: got 8; 0 to 7",
    ),
    "a kind for a net of one": (
        Case("sd15", {"seg": ("sd15_controlnet", 1)}),
        "generator.controls.seg.mode: got 1; null: this net takes one kind of map",
    ),
    "two maps for a pipeline of one": (
        Case("z_image", {"depth": ("z_image_controlnet", None), "canny": ("z_image_controlnet", None)}),
        "generator.controls: got '2 maps'; ZImageControlNetPipeline takes one control map",
    ),
    "a map without a net beside one with": (
        Case("sd15", {"seg": ("sd15_controlnet", None), "depth": (None, None)}),
        "generator.controls.depth.model: got None; a ControlNet for each map, or none for any",
    ),
    "two maps without nets": (
        Case("flux_control", {"depth": (None, None), "canny": (None, None)}),
        "generator.controls: got ['depth', 'canny']; one map for a model without a ControlNet",
    ),
    "a map for a pipeline that takes none": (
        Case("sd15", {"depth": (None, None)}),
        "generator.model: got 'StableDiffusionPipeline'; a model for generator.kind=controlnet",
    ),
    "no maps": (Case("sd15", {}), "generator.controls: got {}; at least one control map: seg, instance, depth, canny"),
    "a net for a base": (
        Case("sd15_controlnet", {"seg": ("sd15_controlnet", None)}),
        "a folder that a diffusers pipeline was saved to: it holds model_index.json",
    ),
}


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(("case", "line"), WRONG_NETS.values(), ids=WRONG_NETS.keys())
def test_maps_that_do_not_fit_are_refused_before_weights_are_read(case: Case, line: str) -> None:
    for name in (case.base, *(net for net, _ in case.controls.values() if net)):
        tiny(name)
    assert line in refused(options_of(case))


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("task", "kind", "model", "line"),
    [
        ("plain", "gligen", "sd15", "got 'StableDiffusionPipeline'; a model for generator.kind=gligen; it fits"),
        ("plain", "gligen", "flux", "it fits generator.kind=controlnet or inpaint or refine"),
        ("image", "refine", "flux_fill", "a model for generator.kind=refine; it fits generator.kind=inpaint"),
        ("inpaint", "inpaint", "gligen", "a model for generator.kind=inpaint; it fits generator.kind=gligen"),
        ("image", "refine", "flux_control", "it fits generator.kind=controlnet"),
        (
            "image",
            "refine",
            "sd15_inpaint",
            "that reads 9 channels'; a model that reads 4; it fits generator.kind=inpaint",
        ),
    ],
)
def test_a_model_of_the_wrong_family_is_told_what_it_is_good_for(task: str, kind: str, model: str, line: str) -> None:
    assert line in refused(plain(kind, model), task)


def test_two_nets_where_one_has_to_take_all_maps(tmp_path: Path) -> None:
    other = shutil.copytree(tiny("qwen_image_controlnet"), tmp_path / "other")
    options = options_of(CASES["qwen image, two maps"])
    controls = {**options.controls, "depth": ControlOptions(model=str(other))}
    line = refused(options_of(CASES["qwen image, two maps"], controls=controls))
    assert "generator.controls: got '2 nets'; QwenImageControlNetPipeline takes one net for all maps" in line


@pytest.mark.parametrize(
    ("task", "kind", "model", "pipeline"),
    [
        ("inpaint", "inpaint", "sd15", "StableDiffusionInpaintPipeline"),
        ("inpaint", "inpaint", "sd15_inpaint", "StableDiffusionInpaintPipeline"),
        ("inpaint", "inpaint", "flux_fill", "FluxFillPipeline"),
        ("image", "refine", "sd3", "StableDiffusion3Img2ImgPipeline"),
        ("plain", "gligen", "gligen", "StableDiffusionGLIGENPipeline"),
    ],
)
def test_the_class_of_the_family_that_does_the_task_is_loaded(task: str, kind: str, model: str, pipeline: str) -> None:
    ready = LOADERS[task](plain(kind, model), CPU)
    assert ready.shape.pipeline == type(ready.pipeline).__name__ == pipeline
    assert ready.multiple_px == (8 if model in ("sd15", "sd15_inpaint", "gligen") else 16)


def test_a_net_that_takes_two_maps_is_loaded_once() -> None:
    first, second = loaded("sd15, two maps").pipeline.controlnet.nets
    assert first is second
    assert len(loaded("qwen image, two maps").pipeline.controlnet.nets) == 1


def test_two_nets_keep_the_order_of_their_maps(tmp_path: Path) -> None:
    other = shutil.copytree(tiny("sd15_controlnet"), tmp_path / "other")
    controls = {"depth": ControlOptions(model=str(other)), "seg": ControlOptions(model=str(tiny("sd15_controlnet")))}
    nets = load_controlnet(options_of(SD15, controls=controls), CPU).pipeline.controlnet.nets
    assert [net.config["_name_or_path"] for net in nets] == [str(other), str(tiny("sd15_controlnet"))]


def pickled(folder: Path, part: str) -> Path:
    """A model's folder whose weights in `part` are a pickle that runs code when it is read."""
    for file in (folder / part).glob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
        file.with_suffix(".bin").write_bytes(b"cos\nsystem\n(S'touch pickle_was_read'\ntR.")
    return folder


@pytest.mark.parametrize("part", ["unet", "text_encoder"])
def test_a_pickled_part_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.chdir(tmp_path)
    folder = pickled(Path(shutil.copytree(tiny("sd15"), tmp_path / "sd15")), part)
    assert f"weights as .safetensors in {part}: no pickle is ever loaded" in refused(
        options_of(SD15, model=str(folder))
    )
    assert not (tmp_path / "pickle_was_read").exists()


def test_a_pickled_net_is_never_read(tmp_path: Path) -> None:
    net = pickled(Path(shutil.copytree(tiny("sd15_controlnet"), tmp_path / "net")), "")
    assert "no pickle is ever loaded" in refused(options_of(SD15, controls={"seg": ControlOptions(model=str(net))}))


@pytest.mark.parametrize("part", ["unet/diffusion_pytorch_model", "text_encoder/model"])
def test_a_broken_download_is_one_line(tmp_path: Path, part: str) -> None:
    folder = Path(shutil.copytree(tiny("sd15"), tmp_path / "sd15"))
    weights = folder / f"{part}.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    assert "a folder that StableDiffusionControlNetPipeline loads" in refused(options_of(SD15, model=str(folder)))


def test_a_class_that_this_diffusers_lacks_is_one_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny("sd15"), tmp_path / "next"))
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": "NextYearsPipeline"}))
    line = refused(GeneratorOptions(kind="refine", model=str(folder)), "image")
    assert "got 'NextYearsPipeline'; a pipeline that diffusers" in line


def test_a_net_in_half_precision_alone_is_loaded(tmp_path: Path) -> None:
    net = Path(shutil.copytree(tiny("sd15_controlnet"), tmp_path / "net"))
    plain_name = net / "diffusion_pytorch_model.safetensors"
    plain_name.rename(net / "diffusion_pytorch_model.fp16.safetensors")
    ready = load_controlnet(options_of(SD15, controls={"seg": ControlOptions(model=str(net))}), CPU)
    ours, theirs = ready.pipeline.controlnet.state_dict(), loaded("sd15").pipeline.controlnet.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_a_net_in_one_file_takes_the_config_beside_it(tmp_path: Path) -> None:
    net = Path(shutil.copytree(tiny("z_image_controlnet"), tmp_path / "net"))
    file = net / "anything.safetensors"
    (net / "diffusion_pytorch_model.safetensors").rename(file)
    ready = load_controlnet(options_of(CASES["z image"], controls={"depth": ControlOptions(model=str(file))}), CPU)
    ours, theirs = ready.pipeline.controlnet.state_dict(), loaded("z image").pipeline.controlnet.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    (net / "config.json").unlink()
    assert "config.json beside its weights" in refused(
        options_of(CASES["z image"], controls={"depth": ControlOptions(model=str(file))})
    )


def test_the_type_of_the_weights_is_the_devices_unless_it_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu, gpu = torch.device("cpu"), torch.device("cuda")
    assert dtype_of("auto", cpu) == pack_dtype_of("auto", cpu) == torch.float32
    assert pack_dtype_of("auto", gpu) == torch.bfloat16
    for has_it, expected in ((True, torch.bfloat16), (False, torch.float16)):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation, has_it=has_it: has_it)
        assert dtype_of("auto", gpu) == expected
    assert dtype_of("float16", cpu) == torch.float16
    assert pack_dtype_of("bfloat16", cpu) == torch.bfloat16


def test_weights_of_another_type_draw_too() -> None:
    options = options_of(SD15, dtype="bfloat16")
    ready = load_controlnet(options, CPU).pipeline
    parts = (ready.unet, ready.controlnet, ready.vae, ready.text_encoder)
    assert {weight.dtype for part in parts for weight in part.parameters()} == {torch.bfloat16}
    condition = Condition(
        prompt="a car",
        width=64,
        height=32,
        phrases=(),
        boxes_xyxy_px=np.zeros((0, 4), np.float32),
        maps={"seg": np.zeros((32, 64, 3), np.uint8)},
    )
    (drawn,) = make_generator(options, SCENE, None, CPU)([crowd()], [condition], [1])
    assert isinstance(drawn, Drawn)


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"offload": "model"}, "generator.offload: got 'model'; a GPU"),
        ({"offload": "sequential"}, "generator.offload: got 'sequential'; a GPU"),
        ({"spread": True}, "generator.spread: got True; a GPU"),
        ({"spread": True, "offload": "model"}, "generator.spread: got True; false with generator.offload=model"),
    ],
)
def test_what_spares_a_gpus_memory_is_refused_without_one(options: dict[str, Any], line: str) -> None:
    assert line in refused(options_of(SD15, **options))


def test_memory_and_speed_are_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    monkeypatch.setattr(torch.nn.Module, "compile", lambda net: compiled.append(net))
    ready = load_controlnet(options_of(SD15, attention_slicing=True, vae_tiling=True, compile=True), CPU).pipeline
    assert ready.vae.use_tiling
    assert all(isinstance(p, SlicedAttnProcessor) for p in ready.unet.attn_processors.values())
    assert compiled == [ready.unet]
    usual = loaded("sd15").pipeline
    assert not usual.vae.use_tiling
    assert not any(isinstance(p, SlicedAttnProcessor) for p in usual.unet.attn_processors.values())
    for net in (usual.unet, usual.controlnet, usual.vae):
        kernels = [weight for weight in net.parameters() if weight.dim() == 4 and min(weight.shape[1:]) > 1]
        assert kernels
        assert all(kernel.is_contiguous(memory_format=torch.channels_last) for kernel in kernels)


@pytest.mark.parametrize("offload", ["model", "sequential"])
def test_offloading_is_the_pipelines_own(monkeypatch: pytest.MonkeyPatch, offload: Any) -> None:
    """On a simulated GPU: the pipeline is offloaded, and not moved as a whole."""
    done = []
    monkeypatch.setattr("synth.image.generate.hub.load.device_of", lambda name: torch.device("cuda"))
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    for name in ("to", "enable_model_cpu_offload", "enable_sequential_cpu_offload"):
        monkeypatch.setattr(DiffusionPipeline, name, lambda self, device, name=name: done.append((name, device.type)))
    load_controlnet(options_of(SD15, offload=offload), CPU)
    assert done == [(f"enable_{offload}_cpu_offload", "cuda")]


def test_a_union_whose_config_names_a_plain_net_is_known_by_its_weights(tmp_path: Path) -> None:
    """As early union nets were published: the class of a plain ControlNet."""
    folder = Path(shutil.copytree(tiny("sdxl_union"), tmp_path / "union"))
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "_class_name": "ControlNetModel"}), encoding="utf-8")
    with_mode, without = ControlOptions(model=str(folder), mode=5), ControlOptions(model=str(folder))
    options = GeneratorOptions(kind="controlnet", model=str(tiny("sdxl")), controls={"seg": with_mode})
    assert load_controlnet(options, CPU).shape.pipeline == "StableDiffusionXLControlNetUnionPipeline"
    with pytest.raises(SpecError, match=r"generator\.controls\.seg\.mode: got None; 0 to 7"):
        load_controlnet(replace(options, controls={"seg": without}), CPU)
