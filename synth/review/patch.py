"""The result of a review: a patch.jsonl as `synth check` writes one, for `synth apply`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from synth.folder.disk import one_line_errors, write_atomic
from synth.quality.finding import Edit, Finding
from synth.quality.patch.lines import patch_text
from synth.review.decision import Net
from synth.review.session import Session
from synth.review.signatures import is_accepted, with_signatures

PATCH = "patch.jsonl"

DECIDED = 1.0
"""Confidence in what a person decided."""


class Written(NamedTuple):
    """The patch, how many items it answers by how many edits, and how many items reviewers left unsettled."""

    path: Path
    lines: int
    edits: int
    unsettled: int


def patch_of(session: Session) -> Written:
    """Write what the decisions come to, into the folder of the review. OutputError where the disk refuses."""
    desk, queue, ledger = session.desk, session.queue, session.ledger
    path = session.folder / PATCH
    gold = queue.gold()
    settled = [one for one in ledger.all_settled() if one.item not in gold]
    net = Net(settled)
    people = {one.item: ledger.who_settled(one) for one in settled}
    items = ((queue.get(one.item), one) for one in settled)
    accepted = (item for item, one in items if item is not None and is_accepted(item, one))
    by_item = defaultdict[int, list[Edit]](list)
    for item, edit in with_signatures(net.edits(desk.base), net, desk, people, accepted):
        by_item[item].append(edit)
    numbers = sorted(by_item)
    lines = [
        Finding(
            check=item.check, data_set=desk.name, where=item.where, subject=item.subject, given=item.given,
            suggested=item.suggested, confidence=DECIDED, evidence=item.evidence, edits=tuple(by_item[number]),
        )
        for number in numbers
        if (item := queue.get(number)) is not None
    ]  # fmt: skip
    with one_line_errors(path.parent):
        write_atomic(path, patch_text(lines, numbers).encode())
    unsettled = sum(ledger.settled(one) is None for one in ledger.items() if one not in gold and ledger.answers(one))
    return Written(path, len(lines), sum(map(len, by_item.values())), unsettled)
