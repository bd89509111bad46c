"""What to annotate next: items far from all that is labelled, classes with few examples, classes that are confused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.evidence.benchmark.near import Nearness
from synth.evidence.benchmark.sets import ReadSet, Subject, T
from synth.evidence.benchmark.transfer import Confused
from synth.evidence.figures import Cell, Figure, Pair, Pairs, Section, Table

SHOWN, LISTED, MOST_CLASSES = 12, 100, 40
"""Items on the page, items in benchmark.json, rows of the table of classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The section, and the same as values of JSON."""

    section: Section
    record: Mapping[str, Any]


def what_next(
    subject: Subject[T], new: ReadSet[T], old: Sequence[ReadSet[T]], near: Nearness[T], confused: Sequence[Confused],
    agreement: Mapping[tuple[str, str], Figure],
) -> Following:  # fmt: skip
    """Items of the new set that have no labels go first; where all have some, all are looked at."""
    bare = [at for at, item in enumerate(near.items) if not any(map(len, subject.labels(item).values()))]
    order = _spread(subject, near, bare or range(len(near.items)))
    classes = list(_classes(new, old, agreement))
    worst = sorted(confused, key=lambda one: (-one.number, one))[:MOST_CLASSES]
    pairs = [
        Pair(
            ours=subject.shown(near.items[at]),
            theirs=subject.shown(near.nearest[at]),
            said=f"{subject.place(near.items[at])}: distance {near.far[at]:.2f}"
            + (", far" if near.far[at] > near.limit else ""),
        )
        for at in order[:SHOWN]
    ]
    far = sum(bool(near.far[at] > near.limit) for at in bare or range(len(near.items)))
    noun = f"{'unlabelled ' * bool(bare)}{subject.noun}"
    lead = (
        f"{far} {noun} of {new.name} are far from all old ones, of {len(bare or near.items)} looked at. Of those "
        "below, each is far from the old ones and from those before it. Beside each, the old one nearest to it."
    )
    table = Table(
        key="few",
        title="Classes with the fewest examples",
        columns={
            "kind": "Labels of", "label": "Class", "new": "Labels, new", "old": "Labels, old",
            "agreement": "Found by the other set's model",
        },
        rows=classes[:MOST_CLASSES],
        note=f"{len(classes)} classes in all." if len(classes) > MOST_CLASSES else "",
    )  # fmt: skip
    record = {
        "items": [
            {
                "item": subject.place(near.items[at]),
                "distance": round(float(near.far[at]), 4),
                "far": bool(near.far[at] > near.limit),
                "labelled": not bare,
                "nearest": subject.place(near.nearest[at]),
            }
            for at in order
        ],
        "classes": [{key: row[key] for key in ("kind", "label", "new", "old")} for row in classes],
        "confusions": [one._asdict() for one in worst],
    }
    section = Section(
        key="next",
        title="What to annotate next",
        lead=lead,
        tables=[table] if classes else [],
        pairs=Pairs(title="Items of the new set, the farthest first", names=("new", "nearest old one"), pairs=pairs),
    )
    return Following(section=section, record=record)


def _spread(subject: Subject[T], near: Nearness[T], candidates: Sequence[int]) -> list[int]:
    """Each the farthest from the old items and from those chosen before (Gonzalez 1985), so that none stands twice."""
    left = np.array(candidates)
    items = [near.items[at] for at in candidates]
    reach, order = near.far[left].copy(), list[int]()
    while len(order) < min(LISTED, len(items)):
        best = int(reach.argmax())
        order.append(int(left[best]))
        reach = np.minimum(reach, subject.distances(items, [items[best]])[:, 0])
        reach[best] = -1
    return order


def _classes(
    new: ReadSet[Any], old: Sequence[ReadSet[Any]], agreement: Mapping[tuple[str, str], Figure]
) -> Iterator[dict[str, Cell]]:
    """Those with the fewest labels in all sets together first."""
    kinds = sorted({kind for one in (new, *old) for kind in one.labels})
    found = list[tuple[int, str, dict[str, Cell]]]()
    for kind in kinds:
        theirs = sum((one.labels.get(kind, Counter()) for one in old), Counter[str]())
        mine = new.labels.get(kind, Counter[str]())
        for label in {*mine, *theirs}:
            figure = agreement.get((new.name, label))
            row: dict[str, Cell] = {
                "kind": kind, "label": label, "new": mine[label], "old": theirs[label], "agreement": figure,
            }  # fmt: skip
            found.append((mine[label] + theirs[label], label, row))
    yield from (row for *_, row in sorted(found, key=lambda one: one[:2]))
