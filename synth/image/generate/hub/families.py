"""Pipeline families of diffusers: from the class that a folder names to the class of that family for a task."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import diffusers
from diffusers.pipelines.auto_pipeline import (
    AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
    AUTO_INPAINT_PIPELINES_MAPPING,
    AUTO_TEXT2IMAGE_PIPELINES_MAPPING,
)
from diffusers.pipelines.pipeline_utils import DiffusionPipeline

from synth.core.errors import PackError
from synth.hub.files import read_json
from synth.image.generate.hub.call import call_shape

TASKS = {"inpaint": AUTO_INPAINT_PIPELINES_MAPPING, "image": AUTO_IMAGE2IMAGE_PIPELINES_MAPPING}


def class_name(folder: Path) -> str:
    """The class name in a pipeline's model_index.json. PackError where there is no such file."""
    index = folder / "model_index.json"
    if not index.is_file():
        allowed = "a folder that a diffusers pipeline was saved to: it holds model_index.json"
        raise PackError("generator.model", str(folder), allowed)
    return str(read_json(index).get("_class_name"))


def pipeline_class(name: str) -> Any:
    """A pipeline class of diffusers by its name. PackError for an unknown name."""
    found = getattr(diffusers, name, None)
    if not (isinstance(found, type) and issubclass(found, DiffusionPipeline)):
        raise PackError("generator.model", name, f"a pipeline that diffusers {diffusers.__version__} has")
    return found


def class_for(task: Literal["inpaint", "image"], own: str) -> Any:
    """The class for a task in the family of the class `own`; `own` itself where the family has none."""
    return TASKS[task].get(family_of(own)) or pipeline_class(own)


def class_with_nets(own: str, union: bool) -> Any:
    """The class that runs a model of class `own` with ControlNets, by diffusers' naming.

    For example `FluxPipeline` -> `FluxControlNetPipeline`. PackError where diffusers has no such class.
    """
    middle = "ControlNetUnionPipeline" if union else "ControlNetPipeline"
    name = own if "ControlNet" in own else own.removesuffix("Pipeline") + middle
    if not hasattr(diffusers, name):
        kind, fits = "ControlNet Union" if union else "ControlNet", " or ".join(generator_kinds_of(own)) or "none"
        allowed = f"a model for which diffusers has a {kind} pipeline; this one fits generator.kind={fits}"
        raise PackError("generator.model", own, allowed)
    return pipeline_class(name)


def family_of(name: str) -> str:
    """Diffusers' name of the family of a pipeline class, such as `flux`; empty where the class has no family."""
    for table in (AUTO_TEXT2IMAGE_PIPELINES_MAPPING, *TASKS.values()):
        for family, kind in table.items():
            if kind.__name__ == name:
                return family
    return ""


def generator_kinds_of(own: str) -> tuple[str, ...]:
    """The kinds of generator that a model can serve, by the class that its folder names."""
    netted = getattr(diffusers, own.removesuffix("Pipeline") + "ControlNetPipeline", None)
    classes = {
        "controlnet": netted or pipeline_class(own),
        "inpaint": class_for("inpaint", own),
        "refine": class_for("image", own),
        "gligen": pipeline_class(own),
    }
    return tuple(kind for kind, found in classes.items() if kind in call_shape(found).fits)
