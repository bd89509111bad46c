"""ControlNets: load them, check that they fit the model and the maps, and combine several into one."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import diffusers
import torch
from safetensors import SafetensorError, safe_open

from synth.core.errors import PackError, SpecError
from synth.hub.files import read_json
from synth.image.generate.hub.families import class_with_nets
from synth.image.generate.hub.fetch import controlnet_path, weights_variant
from synth.image.options.generator import ControlOptions, GeneratorOptions

UNION, UNION_WEIGHT, UNION_KINDS = "ControlNetUnionModel", "task_embedding", "num_control_type"
SHARED_SIZES = ("cross_attention_dim", "joint_attention_dim", "pooled_projection_dim", "in_channels", "dim")
"""Numbers in a net's config that must equal those of the model's denoiser. Diffusers itself fails late, at a shape."""

ONE_FOR_ALL = (UNION, "QwenImageMultiControlNetModel")
"""Nets, and wrappers of nets, of which a pipeline takes one for all of its maps."""


class Nets(NamedTuple):
    """The class of the pipeline, and its argument `controlnet`."""

    pipeline: Any
    controlnet: Any


class Net(NamedTuple):
    """The net of one control map: name and value of the option, path of the net, its config and its class."""

    where: str
    control: ControlOptions
    path: Path
    described: Mapping[str, Any]
    kind: Any


def load_nets(options: GeneratorOptions, base: Path, own: str, dtype: torch.dtype) -> Nets:
    """The nets of all control maps. A net that takes several maps is loaded once.

    `base` is the folder of the model, `own` the pipeline class that it names. Raises PackError or SpecError, before
    weights are read, where the nets do not fit the model.
    """
    nets = [_net(f"generator.controls.{name}", control) for name, control in options.controls.items()]
    pipeline = class_with_nets(own, any(net.kind.__name__ == UNION for net in nets))
    single, wrapper = _accepted(pipeline)
    for net in nets:
        _check_kind(net, pipeline, single)
        _check_sizes(net, base)
        _check_mode(net)
    joint = single[0] if single[0].__name__ in ONE_FOR_ALL else wrapper
    _check_number(nets, pipeline, joint)
    loaded = {path: _loaded(net, dtype) for path, net in {net.path: net for net in nets}.items()}
    each = [loaded[net.path] for net in nets]
    if len(each) == 1 or joint is single[0]:
        return Nets(pipeline, each[0])
    return Nets(pipeline, joint(each[:1] if joint.__name__ in ONE_FOR_ALL else each))


def _net(where: str, control: ControlOptions) -> Net:
    """The net of one option, described by its config.json; that of a single file lies in the same folder."""
    path = controlnet_path(control)
    if path is None:
        raise SpecError(f"{where}.model", None, "a ControlNet for each map, or none for any")
    config = (path if path.is_dir() else path.parent) / "config.json"
    if not config.is_file():
        allowed = "a ControlNet in diffusers' layout: config.json beside its weights"
        raise PackError(f"{where}.model", control.model, allowed)
    described = read_json(config)
    if known := _union_kinds(where, path):
        described = {**described, "_class_name": UNION, UNION_KINDS: known}
    name = str(described.get("_class_name"))
    kind = getattr(diffusers, name, None)
    if kind is None or "ControlNet" not in name or not issubclass(kind, torch.nn.Module):
        raise PackError(f"{where}.model", f"{control.model}: {name}", "a ControlNet of diffusers")
    return Net(where, control, path, described, kind)


def _union_kinds(where: str, path: Path) -> int | None:
    """The number of map kinds that a union net of SDXL knows, from the header of its weights; None for other nets.

    The configs of the first union nets name the class of a plain net and give no number.
    """
    for file in [path] if path.is_file() else sorted(path.glob("*.safetensors")):
        try:
            with safe_open(file, "pt") as weights:
                if UNION_WEIGHT in weights.keys():  # noqa: SIM118 - it is no mapping
                    return int(weights.get_slice(UNION_WEIGHT).get_shape()[0])
        except (OSError, SafetensorError) as error:
            raise PackError(f"{where}.model", f"{file.name}: {error}", "whole weights") from error
    return None


def _accepted(pipeline: Any) -> tuple[list[Any], Any]:
    """The net classes that a pipeline takes, and the wrapper class for several nets (None: it takes one net)."""
    annotation = typing.get_type_hints(pipeline.__init__)["controlnet"]
    kinds = [kind for kind in (typing.get_args(annotation) or (annotation,)) if isinstance(kind, type)]
    nets = [kind for kind in kinds if issubclass(kind, torch.nn.Module)]
    wrappers = [kind for kind in nets if "Multi" in kind.__name__]
    return [kind for kind in nets if kind not in wrappers], wrappers[0] if wrappers else None


def _check_kind(net: Net, pipeline: Any, single: Sequence[Any]) -> None:
    """Raise PackError where the pipeline takes nets of another class."""
    if net.kind not in single:
        allowed = f"{pipeline.__name__} takes a {' or '.join(kind.__name__ for kind in single)}"
        raise PackError(f"{net.where}.model", f"{net.control.model}, a {net.kind.__name__}", allowed)


def _check_sizes(net: Net, base: Path) -> None:
    """Raise PackError where a net was trained for another model than the one in `base`."""
    for part in ("unet", "transformer"):
        config = base / part / "config.json"
        denoiser = read_json(config) if config.is_file() else {}
        for name in SHARED_SIZES:
            ours, theirs = net.described.get(name), denoiser.get(name)
            if ours is not None and theirs is not None and ours != theirs:
                allowed = f"a net made for this model, whose {name} is {theirs}"
                raise PackError(f"{net.where}.model", f"{net.control.model} with {name} {ours}", allowed)


def _check_mode(net: Net) -> None:
    """Raise SpecError where a union net lacks the number of its map kind, or a plain net has one."""
    mode, modes = net.control.mode, net.described.get(UNION_KINDS) or net.described.get("num_mode")
    if modes and (mode is None or mode >= modes):
        raise SpecError(f"{net.where}.mode", mode, f"0 to {modes - 1}: this net takes {modes} kinds of maps")
    if not modes and mode is not None:
        raise SpecError(f"{net.where}.mode", mode, "null: this net takes one kind of map")


def _check_number(nets: Sequence[Net], pipeline: Any, joint: Any) -> None:
    """Raise PackError for more maps or nets than the pipeline takes; `joint` is the class for several maps, if any."""
    if len(nets) > 1 and joint is None:
        raise PackError("generator.controls", f"{len(nets)} maps", f"{pipeline.__name__} takes one control map")
    paths = {net.path for net in nets}
    if len(paths) > 1 and joint.__name__ in ONE_FOR_ALL:
        raise PackError("generator.controls", f"{len(paths)} nets", f"{pipeline.__name__} takes one net for all maps")


def _loaded(net: Net, dtype: torch.dtype) -> Any:
    """One ControlNet, from a folder or from a single file."""
    path = str(net.path)
    try:
        if net.path.is_file():
            config = str(net.path.parent)
            return net.kind.from_single_file(path, config=config, torch_dtype=dtype, local_files_only=True)
        return net.kind.from_pretrained(
            path,
            torch_dtype=dtype,
            variant=weights_variant(net.control, net.path),
            use_safetensors=True,
            local_files_only=True,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise PackError(f"{net.where}.model", f"{net.control.model}: {error}", f"a {net.kind.__name__}") from error
