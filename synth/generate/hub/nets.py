"""ControlNets: which class of pipeline takes them, whether they fit its base, and how several become one."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any, NamedTuple

import diffusers
import torch

from synth.errors import PackError, SpecError
from synth.generate.hub.fetch import controlnet_path
from synth.packs.hub import read_json
from synth.spec.generator import GeneratorOptions

UNION = "ControlNetUnionModel"
SHARED_SIZES = ("cross_attention_dim", "joint_attention_dim", "pooled_projection_dim", "in_channels", "dim")
"""Numbers of a net's config that its base's denoiser has to share: diffusers itself fails late, with a shape."""

ONE_FOR_ALL = ("QwenImageMultiControlNetModel",)
"""Wrappers that hold a single net, which takes every map in turn."""


class Nets(NamedTuple):
    """The class of the pipeline and what it takes as `controlnet`."""

    pipeline: Any
    controlnet: Any


def load_nets(options: GeneratorOptions, base: Path, base_class: str, dtype: torch.dtype) -> Nets:
    """The nets of all control maps; one that takes several maps is loaded once. PackError where they do not fit."""
    paths = {name: controlnet_path(control) for name, control in options.controls.items()}
    if None in paths.values():
        without = [name for name, path in paths.items() if path is None]
        raise SpecError(f"generator.controls.{without[0]}.model", None, "a ControlNet for each map, or none for any")
    loaded = {path: _net(path, base, dtype) for path in dict.fromkeys(paths.values()) if path is not None}
    nets = [loaded[path] for path in paths.values() if path is not None]
    union = any(type(net).__name__ == UNION for net in nets)
    pipeline = _pipeline_with_nets(base_class, union)
    single, multiple = _accepted(pipeline)
    for path, net in loaded.items():
        if single and not isinstance(net, tuple(single)):
            allowed = f"{pipeline.__name__} takes a {' or '.join(kind.__name__ for kind in single)}"
            raise PackError("generator.controls", f"{path}: a {type(net).__name__}", allowed)
    if union or len(nets) == 1:
        return Nets(pipeline, _only(pipeline, list(loaded.values())) if union else nets[0])
    if multiple is None:
        raise PackError("generator.controls", list(paths), f"{pipeline.__name__} takes one control map")
    if multiple.__name__ in ONE_FOR_ALL:
        return Nets(pipeline, multiple([_only(pipeline, list(loaded.values()))]))
    return Nets(pipeline, multiple(nets))


def _only(pipeline: Any, nets: list[Any]) -> Any:
    """The single net of a pipeline whose net takes every map."""
    if len(nets) > 1:
        raise PackError("generator.controls", f"{len(nets)} nets", f"{pipeline.__name__} takes one net for all maps")
    return nets[0]


def _pipeline_with_nets(base_class: str, union: bool) -> Any:
    """The class of diffusers that runs a base with ControlNets, by its naming: `FluxPipeline` ->
    `FluxControlNetPipeline`.
    """
    middle = "ControlNetUnionPipeline" if union else "ControlNetPipeline"
    name = base_class if "ControlNet" in base_class else base_class.removesuffix("Pipeline") + middle
    found = getattr(diffusers, name, None)
    if found is None:
        kind = "ControlNet Union" if union else "ControlNet"
        raise PackError("generator.model", base_class, f"a base for which diffusers has a {kind} pipeline ({name})")
    return found


def _accepted(pipeline: Any) -> tuple[list[type], Any]:
    """The classes of nets that a pipeline takes, and the wrapper of several (None: it takes one)."""
    annotation = typing.get_type_hints(pipeline.__init__)["controlnet"]
    kinds = [kind for kind in (typing.get_args(annotation) or (annotation,)) if isinstance(kind, type)]
    nets = [kind for kind in kinds if issubclass(kind, torch.nn.Module)]
    wrappers = [kind for kind in nets if "Multi" in kind.__name__]
    return [kind for kind in nets if kind not in wrappers], wrappers[0] if wrappers else None


def _net(path: Path, base: Path, dtype: torch.dtype) -> Any:
    """One ControlNet, from a folder or from a single file beside its config.json."""
    folder = path if path.is_dir() else path.parent
    if not (folder / "config.json").is_file():
        allowed = "a ControlNet in diffusers' layout: config.json beside the weights"
        raise PackError("generator.controls", str(path), allowed)
    described = read_json(folder / "config.json")
    kind = getattr(diffusers, str(described.get("_class_name")), None)
    if kind is None or "ControlNet" not in kind.__name__:
        raise PackError("generator.controls", f"{path}: {described.get('_class_name')}", "a ControlNet of diffusers")
    _check_sizes(path, described, base)
    try:
        if path.is_dir():
            return kind.from_pretrained(str(path), torch_dtype=dtype, use_safetensors=True, local_files_only=True)
        return kind.from_single_file(str(path), config=str(folder), torch_dtype=dtype, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise PackError("generator.controls", f"{path}: {error}", "a ControlNet that diffusers loads") from error


def _check_sizes(path: Path, described: dict[str, Any], base: Path) -> None:
    """PackError where a net was made for another base."""
    for part in ("unet", "transformer"):
        config = base / part / "config.json"
        denoiser = read_json(config) if config.is_file() else {}
        for name in SHARED_SIZES:
            ours, theirs = described.get(name), denoiser.get(name)
            if ours is not None and theirs is not None and ours != theirs:
                allowed = f"a ControlNet made for {base.name}, whose {name} is {theirs}"
                raise PackError("generator.controls", f"{path}: {name} {ours}", allowed)
