"""The kinds of data that can be made. A kind is a wing of the house: one package, and its line in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from synth.core.errors import SpecError, suggest

if TYPE_CHECKING:
    from pathlib import Path

    from synth.core.facts import Shown, Told
    from synth.core.outcome import Outcome, Rejection
    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.journal import Journal
    from synth.folder.totals import Totals
    from synth.options import RunConfig
    from synth.scene.given import Given
    from synth.scene.model import SceneModel

P = TypeVar("P")
D = TypeVar("D")
V = TypeVar("V")


class Studio(Protocol[P, D, V]):
    """Makes the samples of one data set, stage by stage; opened once in each process, or copied into it (`Kind.forks`).

    `batch`: plans that are drafted in one call, and outcomes that are encoded in one. `task`: samples that a worker is
    given at once. `overlaps`: planning, verifying and encoding run in a thread beside `draft`, where that pays.
    `lanes`: where more than one, as many batches are made at once, each in a thread of its own from plan to verdict.
    """

    batch: int
    task: int
    overlaps: bool
    lanes: int

    def plan(self, sample_id: int) -> P | Rejection:
        """The plan of a sample's first attempt, a function of the run's seed and the id alone; or why there is none."""
        ...

    def replan(self, plan: P, refused: Rejection) -> P | None:
        """The plan of the attempt after that of `plan`, whose draft was `refused`; None: the sample is given up.

        A function of the seed, the plan and the rejection alone; it ends, whatever is refused.
        """
        ...

    def draft(self, plans: Sequence[P]) -> Sequence[D | Rejection]:
        """A draft of each plan, its labels still only planned; or why there is none."""
        ...

    def verify(self, plan: P, draft: D) -> V | Rejection:
        """The draft with its labels checked, or why it is refused. The only place where a draft becomes verified."""
        ...

    def encode(self, outcomes: Sequence[Outcome[V]]) -> Batch:
        """Outcomes of consecutive samples as bytes for the disk."""
        ...

    def probe(self) -> Mapping[int, Outcome[V]]:
        """Try what must work before a folder is claimed; returns the outcomes that were made on the way, by sample.

        SynthError where the scene cannot be met.
        """
        ...

    def provenance(self) -> Provenance:
        """What the bytes depend on. SynthError where a model that is needed cannot be had."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a data set comes from.

    `identity` is all that its bytes depend on, besides the seed, the scene and its name; `settings` are what the
    manifest's `config` says, besides count and workers; `packages` are those whose versions it states; `hashes` name
    files and models by sha256.
    """

    description: str
    identity: Mapping[str, object] = field(default_factory=dict)
    packages: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """Which of how many processes a studio is opened in, from 0; they share processor cores and GPUs."""

    number: int = 0
    of: int = 1


class Earlier(Protocol):
    """The samples that a data set holds already."""

    def lines(self, part: str) -> Iterator[bytes]:
        """Their lines of one part, without newlines."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How samples of a kind become members of packets, whose members agree on people and facts.

    `plan`: as `Studio.plan`, of a sample that is given people and facts; `Studio.replan` keeps them. `told`: what a
    plan tells, by name. `shown`: the labelled values of a verified sample.
    """

    plan: Callable[[Any, int, Given], Any]
    told: Callable[[Any], Mapping[str, Told]]
    shown: Callable[[Any], Iterator[Shown]]


Screen: TypeAlias = "Callable[[Batch], Batch]"
"""Judges a batch by all samples before it; returns the batch that is written."""


def _without_shares(spec: Mapping[str, Any], locale: Any) -> Mapping[str, Any]:
    """A scene of its own locales, quotas and balance as one whose samples are a packet's."""
    own = {name: value for name, value in spec.items() if name not in ("quotas", "balance")}
    return {**own, "locale": locale}


def _run_config() -> type[RunConfig]:
    from synth.options import RunConfig

    return RunConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A wing as the hall sees it. Heavy imports belong inside the functions.

    `scene` is the model of its scenes. `unit` is what the labels of its samples are called, `labels` how many there are
    of them (default: one a sample). `load_scene` checks what the model alone cannot. `preview` yields the lines that
    are printed (default: those of the samples): of the first `count` samples of a data set large enough for shares, or
    of those with the ids given, of a data set of `count`. `report` writes the page about a finished folder and returns
    its path (default: the manifest's numbers). `screen` makes what judges a batch by the samples before it, some of
    which a resumed folder holds already; beside it, `unscreened` yields the batches of a shard's samples from some id
    on as they were before its own screen, so that a merge can judge them by all. `finish` writes what else belongs into
    a finished folder. `rarer` says which values refusals made rarer than the scene asks for. `samples` yields the
    samples of a batch as Python gets them (`synth.generate`), without those that were given up. `forks` says whether
    workers may start with a copy of an open studio (fork): it then holds no thread, GPU, socket or child process.
    `member`: how its samples are members of packets (None: they cannot be). `member_scene` makes of a scene's mapping
    that of a member: in the packet's locales, and without shares over its data set, which are the packet's alone.
    """

    scene: Callable[[], type[SceneModel]]
    unit: str
    open: Callable[[Any, Any, Share], Studio[Any, Any, Any]]
    layout: Callable[[Any], Layout]
    config: Callable[[], type[RunConfig]] = _run_config
    load_scene: Callable[[Mapping[str, Any], str], SceneModel] | None = None
    labels: Callable[[Totals], int] = lambda totals: totals.written
    preview: Callable[[Any, Any, Sequence[int] | None], Iterator[str]] | None = None
    report: Callable[[Any, Any], Path] | None = None
    screen: Callable[[Any, Any, Any, Earlier], Screen] | None = None
    unscreened: Callable[[Any, Any, Journal, range], Iterator[Batch]] | None = None
    finish: Callable[[Any, Any], None] | None = None
    rarer: Callable[[Totals], Sequence[str]] | None = None
    samples: Callable[[Any, Batch], Iterator[Any]] | None = None
    forks: Callable[[Any], bool] = lambda studio: False
    member: Callable[[], Membership] | None = None
    member_scene: Callable[[Mapping[str, Any], Any], Mapping[str, Any]] = _without_shares

    def __post_init__(self) -> None:
        """ValueError for a screen without `unscreened`, or the other way round."""
        if (self.screen is None) != (self.unscreened is None):
            raise ValueError("a kind with a screen says how its samples were before it")


KINDS: dict[str, str] = {
    "image": "synth.image.kind",
    "text": "synth.text.kind",
    "document": "synth.document.kind",
    "video": "synth.video.kind",
    "audio": "synth.audio.kind",
    "packet": "synth.packet.kind",
}
"""Name of a kind -> the module that holds its `KIND`, imported when asked for."""


def kind_of(name: str) -> Kind:
    """The kind of that name; SpecError for one that there is none of."""
    if name not in KINDS:
        raise SpecError("kind", name, suggest(name, KINDS))
    return kind_in(KINDS[name])


def kind_in(module: str) -> Kind:
    """The kind that a module of `KINDS` holds; worker processes know it by this."""
    return import_module(module).KIND


def configs() -> dict[str, type[RunConfig]]:
    """Kind -> the class of the options that a run of it takes."""
    return {name: kind_of(name).config() for name in KINDS}


def load_any_scene(mapping: Mapping[str, Any], where: str) -> SceneModel:
    """A scene of whichever kind the mapping says; SpecError naming the first thing that is wrong."""
    name = mapping.get("kind", "image")
    if not isinstance(name, str) or name not in KINDS:
        raise SpecError(f"{where}: kind", name, suggest(str(name), KINDS))
    kind = kind_of(name)
    if kind.load_scene:
        return kind.load_scene(mapping, where)
    from synth.scene.load import checked_scene, opened_scene

    return checked_scene(kind.scene(), lambda scene: (), *opened_scene(mapping, where))


def write_report(kind: Kind, config: RunConfig, scene: SceneModel) -> Path:
    """The kind's page about a finished folder, or the plain one; returns its path."""
    if kind.report:
        return kind.report(config, scene)
    from synth.report.plain import write_plain_report

    return write_plain_report(config.out, kind.unit)
