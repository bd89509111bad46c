"""Coverage: the share of each group (a class, a value of a variable) in the synthetic data against the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from synth.evidence.figures import Cell, Dots, Figure, Section, State, Table, Verdict
from synth.evidence.intervals import ratio, share

LEAST_REAL = 10
"""Real records of a group, below which the group is named and nothing is said of it."""

ENOUGH = 0.5
"""Of a group's real share, that the synthetic data must have."""

MOST_VALUES = 400
"""Values of a variable from which it is a name or a number."""

_MOST_DOTS = 20


class Group(NamedTuple):
    """Records of the real data with this value, their share, and the synthetic share against that."""

    kind: str
    value: str
    real: int
    share: float
    ratio: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Kind of group -> value -> records that have it, of `real` and of `synthetic` records; `noun` names those."""

    noun: str
    real: Mapping[str, Counter[str]]
    synthetic: Mapping[str, Counter[str]]
    real_number: int
    synthetic_number: int

    def common(self) -> list[str]:
        """Kinds of groups that both sets state, of few enough values."""
        return [kind for kind, values in self.real.items() if kind in self.synthetic and 1 < len(values) <= MOST_VALUES]

    def of(self, kind: str) -> list[Group]:
        """The groups of a kind that are large enough, those first that the synthetic data have least of."""
        found = [
            Group(
                kind,
                value,
                number,
                number / self.real_number,
                ratio(self.synthetic[kind][value], self.synthetic_number, number, self.real_number),
            )
            for value, number in self.real[kind].items()
            if number >= LEAST_REAL
        ]
        return sorted(found, key=lambda one: (one.ratio.value, one.value))

    def gaps(self) -> list[Group]:
        """The groups of which the synthetic data surely have too few."""
        return [one for kind in self.common() for one in self.of(kind) if one.ratio.high < ENOUGH]


def fairness(groups: Groups, more: Sequence[Table] = (), left_out: Sequence[str] = ()) -> Section:
    """Who is there, who is not. `more`: tables of refusals and errors by the same groups."""
    kinds = groups.common()
    missing = sorted(groups.real.keys() - groups.synthetic.keys())
    said = [f"the synthetic {groups.noun} do not state: {', '.join(missing)}"] if missing else []
    if not kinds:
        said.append(f"no class or variable that both sets of {groups.noun} state")
    return Section(
        key="fairness",
        title="Fairness",
        lead=(
            "Are all groups of the real data in the synthetic ones, as often? Groups of fewer than "
            f"{LEAST_REAL} real {groups.noun} are too small to say anything of."
        ),
        verdicts=[_verdict(groups)] if kinds else [],
        plots=[_dots(groups, kind) for kind in kinds if len(groups.of(kind)) > 1],
        tables=[*(_table(groups, kind) for kind in kinds), *more],
        left_out=[*said, *left_out],
    )


def _verdict(groups: Groups) -> Verdict:
    all_of = [one for kind in groups.common() for one in groups.of(kind)]
    gaps, unsure = groups.gaps(), [one for one in all_of if one.ratio.low < ENOUGH <= one.ratio.high]
    state: State = "bad" if gaps else "open" if unsure or not all_of else "good"
    shown = ", ".join(f"{one.value} ({_named(one.kind)})" for one in (gaps or unsure)[:6])
    more = f" and {len(gaps or unsure) - 6} more" if len(gaps or unsure) > 6 else ""
    have, their = ("has", "its") if len(gaps) == 1 else ("have", "their")
    if gaps:
        words = (
            f"{len(gaps)} of {len(all_of)} groups {have} less than half of {their} real share in the synthetic data: "
            f"{shown}{more}."
        )
    elif unsure:
        words = f"{len(unsure)} of {len(all_of)} groups may have less than half of their real share: {shown}{more}."
    elif not all_of:
        words = f"No group has {LEAST_REAL} real {groups.noun}."
    else:
        words = f"All {len(all_of)} groups have at least half of their real share in the synthetic data."
    return Verdict(check="coverage", state=state, words=words)


def _dots(groups: Groups, kind: str) -> Dots:
    few = groups.of(kind)[:_MOST_DOTS]
    return Dots(
        title=f"Share of {groups.noun} by {_named(kind)}, those first that the synthetic data lack most",
        rows=[
            (one.value, name, share(counts[kind][one.value], number))
            for one in few
            for name, counts, number in (
                ("synthetic", groups.synthetic, groups.synthetic_number),
                ("real", groups.real, groups.real_number),
            )
        ],
    )


def _table(groups: Groups, kind: str) -> Table:
    small = sorted(value for value, number in groups.real[kind].items() if number < LEAST_REAL)
    return Table(
        key=f"coverage_{kind}",
        title=f"Coverage by {_named(kind)}",
        columns={"value": _named(kind), "synthetic": "Synthetic", "real": "Real", "ratio": "Ratio", "said": ""},
        rows=list(_rows(groups, kind)),
        note=(
            "Ratio of the two shares. Too small to say anything of: "
            f"{', '.join(small[:30]) or 'none'}{f' and {len(small) - 30} more' if len(small) > 30 else ''}."
        ),
    )


def _rows(groups: Groups, kind: str) -> Iterator[dict[str, Cell]]:
    for one in groups.of(kind):
        said = "too few" if one.ratio.high < ENOUGH else "perhaps too few" if one.ratio.low < ENOUGH else ""
        yield {
            "value": one.value,
            "synthetic": share(groups.synthetic[kind][one.value], groups.synthetic_number),
            "real": share(one.real, groups.real_number),
            "ratio": one.ratio,
            "said": said,
        }


def _named(kind: str) -> str:
    return {"span": "label of spans", "label": "class"}.get(kind, kind)
