"""What every run takes, and how options of any class are read: each knob stands once, in the class that has it.

The files of `conf/` and the keys that `--help` lists are written out of these classes. What only one kind of data has
stands in its wing: `synth/image/options/`, `synth/image/train/options.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from synth.core.errors import SpecError, SynthError, Unquoted, suggest
from synth.core.paths import expanded

DEFAULT_SCENE = "nuclei"
"""Scene of a run where nothing else is said."""
DEFAULT_COUNT = 24
"""Samples of a data set where nothing else is said."""

CLOSED = ConfigDict(extra="forbid")
"""Of every class of options: unknown keys are refused, and a field's docstring is its help."""
Flag = Annotated[bool, Field(strict=True)]
Int = Annotated[int, Field(strict=True)]
Float = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[Float, Field(ge=0, le=1)]
Whole = Annotated[Int, Field(ge=1, le=10**9)]
Count = Annotated[Int, Field(ge=1, le=10_000_000)]
Seed = Annotated[Int, Field(ge=0, lt=2**63)]
Name = Annotated[str, Field(strict=True, min_length=1)]
LocalPath = Annotated[Path, AfterValidator(expanded)]
"""A file or folder; `~` is the home folder."""
T = TypeVar("T")

UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd])")


def seconds_of(duration: str) -> float:
    """Seconds of a duration such as `45m`, `90s`, `1.5h`. ValueError for another form."""
    found = _DURATION.fullmatch(duration)
    if found is None or not float(found[1]):
        raise ValueError("a number with its unit is needed: 90s, 45m, 2h, 1d")
    return float(found[1]) * UNITS_S[found[2]]


def _is_duration(text: str) -> str:
    seconds_of(text)
    return text


Duration = Annotated[Name, AfterValidator(_is_duration)]

OF_A_SHARD = frozenset({"out", "overwrite", "shard", "engine", "filters"})
"""Fields that say nothing of the whole data set; a shard takes no `filters`."""
NEVER_SET = frozenset({"scene_folder", "filters"})
"""Fields that follow from others; nobody sets them on a command line."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class ShardOptions:
    """Which part of a data set is made here; `synth merge` joins all parts to the bytes of a run that is not split."""

    index: Annotated[Int, Field(ge=0)] | None = None
    """Which shard is made, from 0."""
    count: Annotated[Int, Field(ge=1, le=100_000)] | None = None
    """Shards of the data set, runs of samples of equal length; None: it is made whole."""

    @model_validator(mode="after")
    def _which_of_how_many(self) -> ShardOptions:
        if self.count is None and self.index is not None:
            raise SpecError("shard.index", self.index, "how many shards there are is needed (shard.count=...)")
        if self.count is not None and (self.index is None or self.index >= self.count):
            raise SpecError("shard.index", self.index, f"0 to {self.count - 1} is needed (shard.count={self.count})")
        return self

    def ids(self, count: int) -> range:
        """The samples of the shard, of a data set of `count`."""
        if self.count is None or self.index is None:
            return range(count)
        return range(count * self.index // self.count, count * (self.index + 1) // self.count)

    @property
    def suffix(self) -> str:
        """What is added to the name of a shard's folder where nobody names it: `-shard-03-of-16`."""
        return "" if self.count is None else f"-shard-{self.index:0{len(str(self.count))}}-of-{self.count}"


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class EngineOptions:
    """Where a data set is made: in this process and its workers, or in shards on a cluster; the bytes are the same."""

    kind: Literal["local", "ray", "slurm"] = "local"
    """`local`, or a cluster that sees the same folders: `ray`, `slurm`."""
    shards: Annotated[Int, Field(ge=1, le=100_000)] = 16
    """Parts that a cluster makes side by side; as many as there are samples where those are fewer."""
    cpus: Annotated[Int, Field(ge=1, le=256)] = 1
    """Processor cores of a shard."""
    gpus: Annotated[Int, Field(ge=0, le=16)] = 0
    """GPUs of a shard."""
    memory_gb: Annotated[Float, Field(gt=0, le=10_000)] = 8.0
    """Memory of a shard on SLURM."""
    hours: Annotated[Float, Field(gt=0, le=1000)] = 24.0
    """Time that SLURM gives a shard; one that takes longer goes on in the next run of the same command."""
    partition: Name | None = None
    """SLURM's partition; None: the cluster's own choice."""
    address: Name | None = None
    """Address of a Ray cluster, `auto` for the one that this machine is part of; None starts one on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class MergeOptions:
    """What `synth merge` takes beside the folders of the shards."""

    out: LocalPath
    """Folder of the data set, in which a merge that was stopped goes on."""
    overwrite: Flag = False
    """Make the data set anew where `out` holds another one; files of other origin stay."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class RunConfig:
    """One data set of any kind: `count` samples of a scene, drawn with `seed`, written to `out`."""

    scene: Name
    """A file of scenes/, or any path: scene=./mine.yaml. In Python its name, for the manifest and the labels; the scene
    itself travels beside these options."""
    scene_folder: Path = Path()
    """Folder of the scene file, from which the relative paths in it start."""
    count: Count = DEFAULT_COUNT
    """Samples of the data set; more of them are several data sets, each with a seed of its own."""
    seed: Seed = 0
    """Every draw follows from it."""
    out: LocalPath
    """Folder of the data set, in which a run that was stopped goes on; None, on the command line: outputs/<scene>, with
    -shard-03-of-16 behind it where it is a shard."""
    overwrite: Flag = False
    """Make the data set anew where `out` holds another one: that goes once the new one has its first sample. Files of
    other origin stay."""
    workers: Annotated[Int, Field(ge=1, le=256)] = 1
    """Processes that make and verify samples; never changes a byte of the labels."""
    provenance: Flag = True
    """Each picture and PDF says in its metadata that it is synthetic: IPTC Digital Source Type, in XMP or keywords."""
    shard: ShardOptions = Field(default_factory=ShardOptions)
    """Which part of the data set is made here, of all that it is cut into: a file of conf/shard/."""

    engine: EngineOptions = Field(default_factory=EngineOptions)
    """Where the data set is made: a file of conf/engine/."""

    @property
    def ids(self) -> range:
        """The samples that are made: all, or those of a shard."""
        return self.shard.ids(self.count)


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
        unknown = Unquoted("an unknown key")  # its value may be a secret
        raise SynthError(where, unknown, suggest(where.rpartition(".")[2], _siblings(kind, where)))
    raise SynthError(where, first["input"], first["msg"].removeprefix("Input ").replace("should", "must"))


def kept_options(config: RunConfig) -> dict[str, Any]:
    """The options of a shard as plain JSON values, out of which `options_from` makes those of the whole data set."""
    values = TypeAdapter(type(config)).dump_python(config, mode="json", exclude=set(OF_A_SHARD))
    return {**values, "scene_folder": str(config.scene_folder.resolve())}


def parts(kind: type) -> Iterator[tuple[str, type | None]]:
    """Name of every field of an options class that can be set, in order, with its class where it is a group."""
    for name, field in kind.__pydantic_fields__.items():
        if name not in NEVER_SET:
            group = field.annotation
            yield name, group if is_dataclass(group) and isinstance(group, type) else None


def leaves(kind: type) -> list[str]:
    """Dotted names of every knob of an options class that can be set, in order."""
    names: list[str] = []
    for name, group in parts(kind):
        names += [f"{name}.{inner}" for inner in leaves(group)] if group else [name]
    return names


def _siblings(kind: type, where: str) -> list[str]:
    parent = where.rpartition(".")[0]
    prefix = f"{parent}." if parent else ""
    return sorted({name.removeprefix(prefix).split(".")[0] for name in leaves(kind) if name.startswith(prefix)})
