"""Gold items: questions whose answer is known, hidden between the others, so that the reviewer is measured too.

They are made of labels that no finding is on. One half shows a label with a planted fault, which is to be mended; the
other half suggests a fault, which is to be rejected. Where every label is reviewed, all are of the first kind. They
hold as far as these labels are right, and never reach the patch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from heapq import nsmallest

from synth.core.seeds import seed_for
from synth.quality.finding import Edit, Place
from synth.review.desk import Desk, Labelled
from synth.review.item import LABEL, Item

CHECK = "second_opinion"
"""What gold items among findings are called."""

_SPARE = 4
"""Labels that are looked at for each gold item: not every one can be spoiled."""


def gold_of(desk: Desk, number: int, first: int, taken: Collection[Place], *, findings: bool) -> list[Item]:
    """At most `number` gold items, numbered from `first`, on labels at other places than `taken`."""
    free: Iterable[Labelled] = (one for one in desk.labels() if one.place not in taken and not one.key)
    chosen = nsmallest(_SPARE * number, free, key=lambda one: seed_for(0, 0, one.where, bits=64))
    return list(_items(desk, chosen, first, findings=findings))[:number]


def _items(desk: Desk, chosen: Iterable[Labelled], first: int, *, findings: bool) -> Iterator[Item]:
    number = first
    for one in chosen:
        spoiled = desk.spoiled(one.place, seed_for(0, 1, one.where, bits=64) // 4)
        if spoiled is None:
            continue
        edits, wrong = spoiled
        planted = not findings or number % 2 == 0
        back = tuple(edit._replace(before=edit.after, after=edit.before) for edit in edits)
        yield _item(one, number, edits, back, wrong, planted=planted, findings=findings)
        number += 1


def _item(
    one: Labelled, number: int, edits: tuple[Edit, ...], back: tuple[Edit, ...], wrong: str, *,
    planted: bool, findings: bool,
) -> Item:  # fmt: skip
    given, suggested = (wrong, one.category) if planted else (one.category, wrong)
    if not findings:
        said = f"a model's, with score {one.score:.2f}" if one.score is not None else "without a score"
        return Item(
            number, LABEL, one.category, one.sample, one.subject, one.where, given, None, said, one.score,
            place=one.place, planted=edits, right="reject",
        )  # fmt: skip
    return Item(
        number, CHECK, one.category, one.sample, one.subject, one.where, given, suggested,
        "labels like it are mostly otherwise", 0.9, back if planted else edits, one.place,
        edits if planted else (), "accept" if planted else "reject",
    )  # fmt: skip
