"""What a run or a training can be told: every knob with its type, unit, bounds and default.

The defaults stand in `conf/` (the command line starts from there); those below serve callers of the Python API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from synth.core.errors import SynthError, suggest
from synth.image.scene.detector import ClipOptions, DetectorOptions
from synth.image.scene.generator import GeneratorOptions

DEFAULT_COUNT = 24
"""Samples of a data set where nothing else is said."""

_CLOSED = ConfigDict(extra="forbid")
_Int = Annotated[int, Field(strict=True)]
_Float = Annotated[float, Field(strict=True, allow_inf_nan=False)]
_Share = Annotated[_Float, Field(ge=0, le=1)]
_Whole = Annotated[_Int, Field(ge=1, le=10**9)]
_Seed = Annotated[_Int, Field(ge=0, lt=2**63)]
_Name = Annotated[str, Field(strict=True, min_length=1)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class VerifyOptions:
    """When a draft's labels count as shown by its pixels."""

    min_iou: _Share = 0.5
    """Least IoU of a label with what the annotator read there."""
    max_missed_share: _Share | None = None
    """Largest share of a draft's labels whose IoU may fall short, as long as something is there; None: what the
    annotator misses on real pictures."""
    min_cover: _Share = 0.1
    """Least mean foreground probability over each label: below it nothing is there."""
    max_extra_px: Annotated[_Int, Field(ge=0)] = 40
    """Largest unplanned object, in px."""
    max_offset_px: Annotated[_Float, Field(gt=0)] = 2.0
    """Largest displacement of the labels as a whole, in px."""
    max_tries: Annotated[_Int, Field(ge=1, le=100)] = 3
    """Drafts per sample before it is rejected; each has its own pixel seed."""
    detector: DetectorOptions = Field(default_factory=DetectorOptions)
    clip: ClipOptions = Field(default_factory=ClipOptions)
    real: Path | None = None
    """COCO folder of real pictures with the scene's categories: what the detector reaches on them is the oracle of the
    report's fidelity."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class SamplerOptions:
    """How the diffusion generators sample."""

    steps: Annotated[_Int, Field(ge=1, le=1000)] | None = None
    """Evaluations of the network; None: the choice of the pack or of the generator's file."""
    guidance: Annotated[_Float, Field(ge=0, le=50)] | None = None
    """Classifier-free guidance weight; None: the choice of the pack or of the generator's file."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class RunConfig:
    """One data set: `count` samples of a scene, drawn with `seed`, written to `out`."""

    scene: _Name
    """Name of the scene, for the manifest and the labels; the scene itself travels beside these options."""
    scene_folder: Path = Path()
    """Folder of the scene file, from which a relative path of a pack starts; found, never told."""
    count: _Whole = DEFAULT_COUNT
    seed: _Seed = 0
    out: Path
    workers: Annotated[_Int, Field(ge=1, le=256)] = 1
    """Processes that draw, generate and verify; never changes a byte of the labels."""
    batch_size: Annotated[_Int, Field(ge=1, le=1024)] | None = None
    """Pictures per call of the generator; None: what suits the device."""
    device: _Name = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    generator: GeneratorOptions = Field(default_factory=GeneratorOptions)
    pack: _Name | None = None
    """Name of a shipped pack or its folder; None: the scene's own."""
    verify: VerifyOptions = Field(default_factory=VerifyOptions)
    sampler: SamplerOptions = Field(default_factory=SamplerOptions)


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class TrainConfig:
    """One training: a COCO folder becomes a pack folder."""

    data: Path
    """COCO folder: images/ and annotations.json."""
    out: Path
    """The pack folder to write; a training that was stopped goes on from its checkpoints."""
    variable: _Name | None = None
    """Key of the pictures in annotations.json that tells domains apart, such as `modality`; None: one domain."""
    source: str = ""
    """Name of the data, for the card; empty: the folder's name."""
    licence: str = "unstated"
    """Licence of the data, for the card: an SPDX identifier."""
    parts: tuple[_Name, ...] = ("prior", "annotator", "generator")
    """Which parts of the pack to fit."""
    val_share: Annotated[_Float, Field(gt=0, lt=1)] = 0.15
    """Share of the pictures held out; whole pictures, chosen by their name."""
    steps: _Whole | None = None
    """Optimiser steps per network; None: until `minutes` are spent."""
    minutes: Annotated[_Float, Field(gt=0)] | None = 60.0
    """Minutes per network; None: until `steps` are done."""
    batch_size: Annotated[_Int, Field(ge=1, le=1024)] | None = None
    """Crops per step; None: 16 for the generator, 8 for the annotator."""
    crop_px: Annotated[_Int, Field(ge=32, le=1024, multiple_of=16)] | None = None
    """Side of the training crops in px; None: 64 (doubled late in training) for the generator, 128 for the
    annotator.
    """
    learning_rate: Annotated[_Float, Field(gt=0, lt=1)] | None = None
    """Peak of the schedule; None: 6e-4 for the generator, 1.5e-3 for the annotator."""
    seed: _Seed = 0
    device: _Name = "auto"
    """`auto` or `cpu`."""
    sample_every: Annotated[_Int, Field(ge=0)] = 500
    """Steps between sheets drawn into `out`/.training/progress; 0: never."""
    save_every: _Whole = 500
    """Steps between checkpoints."""
    resume: bool = True
    """Go on from a checkpoint in `out` where there is one."""


def refuse_picture_options(config: RunConfig, kind: str) -> None:
    """SynthError where a scene of another kind is given what only pictures need."""
    verify, plain = config.verify, VerifyOptions()
    groups = (
        ("generator", config.generator, GeneratorOptions()),
        ("verify.detector", verify.detector, plain.detector),
        ("verify.clip", verify.clip, plain.clip),
    )
    told = {f"{g}.{name}": value for g, ours, usual in groups for name, value in _differing(ours, usual).items()}
    told |= {name: value for name, value in (("pack", config.pack), ("verify.real", verify.real)) if value is not None}
    for name, value in told.items():
        raise SynthError(name, value, f"a scene of kind {kind} takes none")


def _differing(ours: GeneratorOptions | DetectorOptions | ClipOptions, usual: object) -> dict[str, object]:
    """The options that are told something else than usual."""
    return {name: value for name, value in asdict(ours).items() if value != getattr(usual, name)}


def options_from(kind: type[T], values: Mapping[str, Any]) -> T:
    """Build `kind` out of plain nested values; raises SynthError naming the first key that does not fit."""
    try:
        return TypeAdapter(kind).validate_python(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("function-", "[key]")))
    if first["type"] == "missing":
        raise SynthError(where, None, f"needs a value ({where}=...)")
    if first["type"] == "unexpected_keyword_argument":
        raise SynthError(where, first["input"], suggest(where.rpartition(".")[2], _siblings(kind, where)))
    raise SynthError(where, first["input"], first["msg"].removeprefix("Input ").replace("should", "must"))


def leaves(kind: type) -> list[str]:
    """Dotted names of every knob of an options class that can be told, in order."""
    names: list[str] = []
    for name, field in kind.__dataclass_fields__.items():
        if name == "scene_folder":
            continue
        part = _PARTS.get(str(field.type))
        names += [f"{name}.{inner}" for inner in leaves(part)] if part else [name]
    return names


_PARTS = {
    kind.__name__: kind for kind in (VerifyOptions, SamplerOptions, GeneratorOptions, DetectorOptions, ClipOptions)
}


def _siblings(kind: type, where: str) -> list[str]:
    parent = where.rpartition(".")[0]
    prefix = f"{parent}." if parent else ""
    return sorted({name.removeprefix(prefix).split(".")[0] for name in leaves(kind) if name.startswith(prefix)})
