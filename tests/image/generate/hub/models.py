"""Generators over the tiny hub: one case for every way in which a family takes its control maps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest

from synth.image.generate.hub import controlnet
from synth.image.generate.hub.load import LoadedPipeline, load_controlnet
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.table import make_generator
from synth.image.options.generator import ControlOptions, GeneratorOptions
from tests.image.plan.scenes import scene_of
from tests.tiny_hub import tiny

CPU = Sampling(device="cpu")
SCENE = scene_of({"car": {"count": 1}})


class Case(NamedTuple):
    """A base and for each control map its net (None: the base takes it) and its mode."""

    base: str
    controls: Mapping[str, tuple[str | None, int | None]]


CASES = {
    "sd15": Case("sd15", {"seg": ("sd15_controlnet", None)}),
    "sd15, two maps": Case("sd15", {"seg": ("sd15_controlnet", None), "depth": ("sd15_controlnet", None)}),
    "sdxl": Case("sdxl", {"depth": ("sdxl_controlnet", None)}),
    "sdxl, two maps": Case("sdxl", {"depth": ("sdxl_controlnet", None), "canny": ("sdxl_controlnet", None)}),
    "sdxl union": Case("sdxl", {"seg": ("sdxl_union", 5)}),
    "sdxl union, two maps": Case("sdxl", {"pose": ("sdxl_union", 0), "depth": ("sdxl_union", 1)}),
    "sd3": Case("sd3", {"depth": ("sd3_controlnet", None)}),
    "sd3, two maps": Case("sd3", {"depth": ("sd3_controlnet", None), "canny": ("sd3_controlnet", None)}),
    "flux": Case("flux", {"canny": ("flux_controlnet", None)}),
    "flux union": Case("flux", {"pose": ("flux_union", 4)}),
    "flux union, two maps": Case("flux", {"canny": ("flux_union", 0), "depth": ("flux_union", 2)}),
    "flux control": Case("flux_control", {"depth": (None, None)}),
    "qwen image": Case("qwen_image", {"depth": ("qwen_image_controlnet", None)}),
    "qwen image, two maps": Case(
        "qwen_image", {"depth": ("qwen_image_controlnet", None), "pose": ("qwen_image_controlnet", None)}
    ),
    "z image": Case("z_image", {"depth": ("z_image_controlnet", None)}),
}


def options_of(case: Case, **others: Any) -> GeneratorOptions:
    """The options of a `controlnet` generator on folders: two steps, the maps' weights are 0.6, 0.7 and so on."""
    controls = {
        name: ControlOptions(model=net and str(tiny(net)), mode=mode, scale=0.6 + n / 10)
        for n, (name, (net, mode)) in enumerate(case.controls.items())
    }
    plain: dict[str, Any] = {"model": str(tiny(case.base)), "controls": controls, "steps": 2, "guidance": 3.0}
    return GeneratorOptions(**{"kind": "controlnet", **plain, **others})


@cache
def made(name: str) -> tuple[Generator, LoadedPipeline]:
    """The generator of a case, from the table, with the pipeline that it loaded; made once a process."""
    kept: list[LoadedPipeline] = []

    def load_and_keep(options: GeneratorOptions, sampling: Sampling) -> LoadedPipeline:
        kept.append(load_controlnet(options, sampling))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(controlnet, "load_controlnet", load_and_keep)
        generator = make_generator(options_of(CASES[name]), SCENE, None, CPU)
    return generator, kept[0]


def loaded(name: str) -> LoadedPipeline:
    """The pipeline of a case; use it as it is."""
    return made(name)[1]
