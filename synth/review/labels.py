"""Every label of a set as an item, where no check has been run: the ones with the lowest scores first."""

from __future__ import annotations

from collections.abc import Iterator

from synth.review.desk import Desk
from synth.review.item import LABEL, Item


def labels_of(desk: Desk) -> Iterator[Item]:
    """The labels in file order; the queue sorts them by score."""
    for number, one in enumerate(desk.labels(), 1):
        said = f"a model's, with score {one.score:.2f}" if one.score is not None else "without a score"
        yield Item(
            number, LABEL, one.category, one.sample, one.subject, one.where, one.category, None, said, one.score,
            place=one.place, key=one.key,
        )  # fmt: skip
