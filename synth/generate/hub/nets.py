"""ControlNets: whether they fit the model and the maps, and how several become one."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import diffusers
import torch
from safetensors import SafetensorError

from synth.errors import PackError, SpecError
from synth.generate.hub.families import class_with_nets
from synth.generate.hub.fetch import controlnet_path, weights_variant
from synth.packs.hub import read_json
from synth.spec.generator import ControlOptions, GeneratorOptions

UNION = "ControlNetUnionModel"
SHARED_SIZES = ("cross_attention_dim", "joint_attention_dim", "pooled_projection_dim", "in_channels", "dim")
"""Numbers of a net's config that the model's denoiser has to share: diffusers itself fails late, over a shape."""

ONE_FOR_ALL = (UNION, "QwenImageMultiControlNetModel")
"""Nets and wrappers of nets of which a pipeline takes one, for all of its maps."""


class Nets(NamedTuple):
    """The class of the pipeline and what it takes as `controlnet`."""

    pipeline: Any
    controlnet: Any


def load_nets(options: GeneratorOptions, base: Path, own: str, dtype: torch.dtype) -> Nets:
    """The nets of all control maps; one that takes several maps is loaded once. PackError, before weights are read,
    where they do not fit the model whose folder `base` names the class `own`.
    """
    paths = [_path(name, control) for name, control in options.controls.items()]
    kinds = {path: _net_class(path) for path in paths}
    pipeline = class_with_nets(own, any(kind.__name__ == UNION for kind in kinds.values()))
    single, wrapper = _accepted(pipeline)
    for (name, control), path in zip(options.controls.items(), paths, strict=True):
        if kinds[path] not in single:
            allowed = f"{pipeline.__name__} takes a {' or '.join(kind.__name__ for kind in single)}"
            raise PackError(f"generator.controls.{name}.model", f"{path.name}, a {kinds[path].__name__}", allowed)
        _check_sizes(f"generator.controls.{name}.model", path, base)
        _check_mode(f"generator.controls.{name}.mode", control, path)
    joins = single[0] if single[0].__name__ in ONE_FOR_ALL else wrapper
    if len(paths) > 1 and joins is None:
        raise PackError("generator.controls", list(options.controls), f"{pipeline.__name__} takes one control map")
    one_for_all = joins is not None and joins.__name__ in ONE_FOR_ALL
    if one_for_all and len(kinds) > 1:
        raise PackError("generator.controls", f"{len(kinds)} nets", f"{pipeline.__name__} takes one net for all maps")
    nets = {path: _net(path, kind, dtype) for path, kind in kinds.items()}
    if joins is None or len(paths) == 1 or joins is single[0]:
        return Nets(pipeline, nets[paths[0]])
    return Nets(pipeline, joins([nets[paths[0]]] if one_for_all else [nets[path] for path in paths]))


def _path(name: str, control: ControlOptions) -> Path:
    path = controlnet_path(control)
    if path is None:
        raise SpecError(f"generator.controls.{name}.model", None, "a ControlNet for each map, or none for any")
    return path


def _described(path: Path) -> Mapping[str, Any]:
    """The config of a net; that of a single file lies beside it."""
    config = (path if path.is_dir() else path.parent) / "config.json"
    if not config.is_file():
        raise PackError(
            str(path), "no config.json", "a ControlNet in diffusers' layout: config.json beside its weights"
        )
    return read_json(config)


def _net_class(path: Path) -> Any:
    name = str(_described(path).get("_class_name"))
    found = getattr(diffusers, name, None)
    if found is None or "ControlNet" not in name or not issubclass(found, torch.nn.Module):
        raise PackError(str(path), name, "a ControlNet of diffusers")
    return found


def _accepted(pipeline: Any) -> tuple[list[Any], Any]:
    """The classes of nets that a pipeline takes, and the wrapper of several (None: it takes one)."""
    annotation = typing.get_type_hints(pipeline.__init__)["controlnet"]
    kinds = [kind for kind in (typing.get_args(annotation) or (annotation,)) if isinstance(kind, type)]
    nets = [kind for kind in kinds if issubclass(kind, torch.nn.Module)]
    wrappers = [kind for kind in nets if "Multi" in kind.__name__]
    return [kind for kind in nets if kind not in wrappers], wrappers[0] if wrappers else None


def _check_sizes(where: str, path: Path, base: Path) -> None:
    """PackError where a net was made for another model than the one in `base`."""
    described = _described(path)
    for part in ("unet", "transformer"):
        config = base / part / "config.json"
        denoiser = read_json(config) if config.is_file() else {}
        for name in SHARED_SIZES:
            ours, theirs = described.get(name), denoiser.get(name)
            if ours is not None and theirs is not None and ours != theirs:
                allowed = f"a net made for {base.name}, whose {name} is {theirs}"
                raise PackError(where, f"{path.name} with {name} {ours}", allowed)


def _check_mode(where: str, control: ControlOptions, path: Path) -> None:
    """SpecError where a union net is not told what kind of map it is given, or another net is."""
    described = _described(path)
    modes = described.get("num_control_type") or described.get("num_mode")
    if modes and (control.mode is None or control.mode >= modes):
        allowed = f"0 to {modes - 1}: {path.name} takes {modes} kinds of maps and has to be told which"
        raise SpecError(where, control.mode, allowed)
    if not modes and control.mode is not None:
        raise SpecError(where, control.mode, f"null: {path.name} takes one kind of map")


def _net(path: Path, kind: Any, dtype: torch.dtype) -> Any:
    """One ControlNet, from a folder or from a single file beside its config.json."""
    try:
        if path.is_file():
            return kind.from_single_file(str(path), config=str(path.parent), torch_dtype=dtype, local_files_only=True)
        variant = weights_variant(path)
        return kind.from_pretrained(
            str(path), torch_dtype=dtype, variant=variant, use_safetensors=True, local_files_only=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise PackError(str(path), str(error), f"a folder that {kind.__name__} loads") from error
