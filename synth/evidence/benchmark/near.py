"""Coverage and novelty by nearest neighbours: what of an old set has a new item near, and which new items are far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

import numpy as np

from synth.evidence.benchmark.sets import ReadSet, Subject, T
from synth.evidence.figures import Cell, Distribution, Dots, Figure, State, Table, Verdict
from synth.evidence.intervals import area_under_curve, difference, share

if TYPE_CHECKING:
    from jaxtyping import Float

NEIGHBOURS = 5
LESS, MORE, FARTHER = 0.1, 0.01, 0.6
OWN = 0.95
"""Share of the old sets' own items that count as near to their others."""

LEAST_ITEMS = 10
"""Items with a label, below which it has no coverage of its own."""
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness(Generic[T]):
    """What was measured, and of each item of the new set that was looked at how far the nearest old one is."""

    verdicts: Sequence[Verdict]
    plots: Sequence[Distribution | Dots]
    tables: Sequence[Table]
    items: Sequence[T]
    nearest: Sequence[T]
    far: Float[np.ndarray, " items"]
    limit: float


def nearness(subject: Subject[T], new: ReadSet[T], old: Sequence[ReadSet[T]]) -> Nearness[T]:
    """Coverage of each old set; novelty beside all of them together, whose halves say what is usual."""
    items = new.items[: subject.most_near]
    halves = [_halves(one.items[: 2 * subject.most_near]) for one in old]
    verdicts, rows, tables = list[Verdict](), list[dict[str, Cell]](), list[Table]()
    dots = list[tuple[str, str, Figure]]()
    for one, (first, second) in zip(old, halves, strict=True):
        number = min(len(items), len(second))
        within = np.sort(subject.distances(first, first), axis=1)[:, min(NEIGHBOURS, len(first) - 1)]
        held = {
            "new": subject.distances(first, items[:number]).min(axis=1) <= within,
            "own": subject.distances(first, second[:number]).min(axis=1) <= within,
        }
        found = {name: share(int(hits.sum()), len(first)) for name, hits in held.items()}
        verdicts.append(_covers(one.name, new.name, found["new"], found["own"]))
        rows.append({"what": f"items of {one.name} with one near", **found, "of": number})
        for key, group in (("new", "by the new set"), ("own", "by its other half")):
            dots.append((one.name, group, found[key]))
        tables += _by_label(subject, one, first, held, len(tables))
    first, second = ([item for half in halves for item in half[at]] for at in (0, 1))
    own, mine = (subject.distances(part, first).min(axis=1) for part in (second, items))
    limit = float(np.quantile(own, OWN))
    novel, usual = (share(int((part > limit).sum()), len(part)) for part in (mine, own))
    area = area_under_curve(mine, own)
    verdicts.append(_brings(new.name, novel, usual, area))
    rows.append({"what": f"items of {new.name} far from all old ones", "new": novel, "own": usual, "of": len(items)})
    both = subject.distances(items, [*first, *second])
    known = {subject.key(item) for one in old for item in one.items}
    again = share(sum(subject.key(item) in known for item in new.items), len(new.items))
    rows.append(
        {"what": f"items of {new.name} that stand in an old set as they are", "new": again, "of": len(new.items)}
    )
    rows.append({"what": f"items of {new.name} farther than one of the old sets (area under the curve)", "new": area})
    table = Table(
        key="nearness",
        title="Coverage and novelty",
        columns={"what": "Share", "new": "New set", "own": "The old set's other half", "of": "Items used"},
        rows=rows,
        note=(
            f"Covered: an item is nearer than the old item's neighbour number {NEIGHBOURS}, of equally many items. "
            f"Far: farther from the nearest than {OWN:.0%} of the old sets' own items."
        ),
    )
    plot = Distribution(
        title="Distance to the nearest old item",
        ours=mine.tolist(),
        theirs=own.tolist(),
        ours_name="new",
        theirs_name="the old sets' own",
        distance=f"far: beyond {limit:.2f}",
    )
    return Nearness(
        verdicts=verdicts,
        plots=[Dots(title="Old items with one near", rows=dots), plot],
        tables=[table, *tables],
        items=items,
        nearest=[[*first, *second][at] for at in both.argmin(axis=1)],
        far=both.min(axis=1),
        limit=limit,
    )


def _halves(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    return items[::2], items[1::2]


def _covers(old: str, new: str, found: Figure, own: Figure) -> Verdict:
    less = difference(found, own)
    state: State = "good" if less.low >= -LESS else "bad" if less.high < -LESS else "open"
    said = {
        "good": "holds about every sort of item that",
        "bad": "lacks sorts of items that",
        "open": "may lack sorts of items that",
    }[state]
    words = f"{new} {said} {old} has: {found.text} of these are covered, by the other half of {old} {own.text}."
    return Verdict(check="covers", state=state, words=words)


def _brings(new: str, novel: Figure, usual: Figure, area: Figure) -> Verdict:
    """Some items may be far, which are a sort of their own, or all a little farther: another source."""
    more = difference(novel, usual)
    if more.low > 0 or area.low > FARTHER:
        state: State = "good"
    else:
        state = "bad" if more.high <= MORE and area.high <= FARTHER else "open"
    said = {
        "good": "brings items unlike the old ones",
        "bad": "brings hardly an item unlike the old ones",
        "open": "may bring items unlike the old ones",
    }[state]
    words = (
        f"{new} {said}: {novel.text} are farther from them than is usual, of the old ones themselves {usual.text}; one "
        f"of {new} is farther than an old one in {100 * area.value:.0f} % of cases ({100 * area.low:.0f} to "
        f"{100 * area.high:.0f}; 50: as far)."
    )
    return Verdict(check="brings", state=state, words=words)


def _by_label(
    subject: Subject[T], old: ReadSet[Any], first: Sequence[T], held: dict[str, np.ndarray], number: int
) -> list[Table]:
    """Coverage of the items with each label."""
    places = defaultdict[str, list[int]](list)
    for at, item in enumerate(first):
        for counts in subject.labels(item).values():
            for label in counts:
                places[label].append(at)
    known = {label: found for label, found in places.items() if len(found) >= LEAST_ITEMS}
    rows: list[tuple[float, dict[str, Cell]]] = []
    for label, found in known.items():
        new, own = (share(int(held[name][found].sum()), len(found)) for name in ("new", "own"))
        rows.append((new.value - own.value, {"label": label, "new": new, "own": own, "less": difference(new, own)}))
    rows.sort(key=lambda row: (row[0], str(row[1]["label"])))
    if not rows:
        return []
    small = len(places) - len(known)
    return [
        Table(
            key=f"covered_labels_{number + 1}",
            title=f"Coverage of {old.name} by label, the least covered first",
            columns={"label": "Label", "new": "By the new set", "own": "By its other half", "less": "Difference"},
            rows=[row for _, row in rows[:_MOST_ROWS]],
            note=f"{small} labels of fewer than {LEAST_ITEMS} items are left out." if small else "",
        )
    ]
