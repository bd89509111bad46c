"""What a comparison or a benchmark says: numbers with their intervals, verdicts in words, tables, plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from synth.report.svg import number_text

State = Literal["good", "bad", "open"]
"""`open`: the interval allows both, or there is too little data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, its 95 % interval, and the `n` that it was worked out of. A `share` is 0-1 and shown in per cent,
    the `change` of one in points.
    """

    value: float
    low: float
    high: float
    n: int
    share: bool = False
    change: bool = False

    @property
    def text(self) -> str:
        """Value and interval for people."""
        if self.change:
            return f"{100 * self.value:+.1f} points ({100 * self.low:+.1f} to {100 * self.high:+.1f})"
        if self.share:
            return f"{_percent(self.value)} % ({_percent(self.low)} to {_percent(self.high)})"
        return f"{_signed(self.value)} ({_signed(self.low)} to {_signed(self.high)})"

    def record(self) -> dict[str, float | int]:
        """As it stands in compare.json."""
        return {"value": _kept(self.value), "low": _kept(self.low), "high": _kept(self.high), "n": self.n}


Cell: TypeAlias = str | int | Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one question of `table.CHECKS`, in words with its numbers."""

    check: str
    state: State
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`columns`: key -> heading; a row has a cell for each key. `key` names it in compare.json. `in_card`: it stands in
    the card of the data set too, where it is asked for.
    """

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Cell]]
    note: str = ""
    in_card: bool = False

    def records(self) -> list[dict[str, Any]]:
        """The rows as they stand in compare.json."""
        return [
            {key: cell.record() if isinstance(cell := row.get(key), Figure) else cell for key in self.columns}
            for row in self.rows
        ]


BESIDE_HELD: Mapping[str, str] = {"synthetic": "Synthetic", "held": "Held-out real, for comparison"}
"""The last columns of a table that says of each figure what it would be of real records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Values of one measure of the data in question and of those beside them, for a plot; `distance` in words."""

    title: str
    ours: Sequence[float]
    theirs: Sequence[float]
    ours_name: str = "synthetic"
    theirs_name: str = "real"
    distance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Figures on one axis: (name, group, figure); groups have a colour each."""

    title: str
    rows: Sequence[tuple[str, str, Figure]]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Figures by row and column, as colours: None where there is none. `corner`: what rows and columns are."""

    title: str
    corner: tuple[str, str]
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[str, str], Figure | None]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A record beside the one nearest to it in another set: texts, or the bytes of JPEG files; `said` of the two."""

    ours: bytes | str
    theirs: bytes | str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs under a heading; what their members are."""

    title: str
    names: tuple[str, str]
    pairs: Sequence[Pair]


def closest(pairs: Sequence[Pair]) -> Pairs | None:
    """Synthetic records beside the real ones nearest to them; None of none."""
    return Pairs(title="The closest pairs", names=("synthetic", "real"), pairs=pairs) if pairs else None


Plot: TypeAlias = Distribution | Dots | Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One aspect of the comparison. `left_out`: what was not measured, and why."""

    key: str
    title: str
    lead: str
    verdicts: Sequence[Verdict] = ()
    plots: Sequence[Plot] = ()
    tables: Sequence[Table] = ()
    pairs: Pairs | None = None
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedData:
    """A set that was compared: its role, its name, how many records and labels it has, what its reader left out."""

    role: str
    name: str
    records: int
    labels: int
    kind: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The whole comparison. `files`: path -> bytes of a scene whose quotas would close the gaps, where one would;
    `more`: values that the JSON file has beside all others.
    """

    sets: Sequence[ComparedData]
    sections: Sequence[Section]
    command: str
    seconds: float
    files: Mapping[str, bytes] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdicts(self) -> list[Verdict]:
        """Of all sections, in their order."""
        return [verdict for section in self.sections for verdict in section.verdicts]


def _percent(value: float) -> str:
    percent = 100 * value
    return f"{percent:.2f}" if 0 < abs(percent) < 1 else f"{percent:.1f}"


def _signed(value: float) -> str:
    return ("−" if value < 0 else "") + number_text(abs(value))


def _kept(value: float) -> float:
    return round(float(value), 6)
