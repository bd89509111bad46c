"""What the lines of an audit come to: the decisions that stand, those that were undone, and what they settle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from synth.review.decision import Decision
from synth.review.item import edits_of

BEGIN, DECIDE, UNDO, REDO, EDGE_CASE = "begin", "decide", "undo", "redo", "edge case"
"""What lines of the audit are about; the first one alone is a beginning."""


class Ledger:
    """The decisions of all reviewers, built from audit lines in their order."""

    def __init__(self) -> None:
        self._standing = defaultdict[str, list[list[Decision]]](list)
        self._undone = defaultdict[str, list[list[Decision]]](list)
        self._of_item = defaultdict[tuple[str, int], list[Decision]](list)
        self._last_line = defaultdict[tuple[str, int], int](int)
        self.reviewers = dict[str, None]()

    def take(self, line: Mapping[str, Any]) -> tuple[str, list[Decision]]:
        """Take a line in; whose it is and the decisions that it made, undid or made again."""
        act, who = line["act"], line["who"]
        changed = list[Decision]()
        if act == DECIDE:
            changed = [decision_of(line)]
            self._undone[who].clear()
            batches = self._standing[who]
            if changed[0].batch and batches and batches[-1][0].batch == changed[0].batch:
                batches[-1] += changed
            else:
                batches.append(list(changed))
            self._of_item[who, changed[0].item] += changed
            self.reviewers[who] = None
        elif act == UNDO:
            changed = self._standing[who].pop()
            self._undone[who].append(changed)
            for one in changed:
                self._of_item[who, one.item].remove(one)
        elif act == REDO:
            changed = self._undone[who].pop()
            self._standing[who].append(changed)
            for one in changed:
                self._of_item[who, one.item].append(one)
        for one in changed:
            self._last_line[who, one.item] = line["number"]
        return who, changed

    def version(self, who: str, items: Iterable[int]) -> int:
        """The number of the last line of a person on any of the items; 0 where there is none."""
        return max((self._last_line.get((who, item), 0) for item in items), default=0)

    def latest(self, who: str, item: int) -> Decision | None:
        """What a person decided on an item; None where nothing stands."""
        found = self._of_item.get((who, item))
        return found[-1] if found else None

    def can_undo(self, who: str) -> Sequence[Decision]:
        """What undo would take back; empty for nothing."""
        return self._standing[who][-1] if self._standing[who] else ()

    def can_redo(self, who: str) -> Sequence[Decision]:
        """What redo would bring back; empty for nothing."""
        return self._undone[who][-1] if self._undone[who] else ()

    def of(self, who: str, items: Iterable[int]) -> list[Decision]:
        """What a person decided on the items, the latest of each, in the order of time."""
        found = [one for item in items if (one := self.latest(who, item)) is not None]
        return sorted(found, key=lambda one: one.number)

    def answers(self, item: int) -> list[Decision]:
        """What each reviewer decided on an item, without those who skipped it, in the order of names."""
        found = [one for who in sorted(self.reviewers) if (one := self.latest(who, item)) is not None]
        return [one for one in found if one.verdict != "skip"]

    def items(self) -> list[int]:
        """Those with a decision that stands, in order."""
        return sorted({item for (_, item), found in self._of_item.items() if found})

    def settled(self, item: int) -> Decision | None:
        """What counts: the adjudicator's decision, or the one that all agree on. None: none, or they differ."""
        answers = self.answers(item)
        judged = [one for one in answers if one.adjudicates]
        if judged:
            return max(judged, key=lambda one: one.number)
        return answers[0] if answers and len({one.answer for one in answers}) == 1 else None

    def who_settled(self, decision: Decision) -> str:
        """The names of those whose answer counts: the adjudicator, or all who gave it."""
        return decision.who if decision.adjudicates else ", ".join(one.who for one in self.answers(decision.item))

    def differ(self, item: int) -> bool:
        """Whether at least two people, adjudicators aside, answered an item differently."""
        return len({one.answer for one in self.answers(item) if not one.adjudicates}) > 1

    def all_settled(self) -> Iterator[Decision]:
        """What counts of every item, in the order of time."""
        found = [one for item in self.items() if (one := self.settled(item)) is not None]
        yield from sorted(found, key=lambda one: one.number)

    def everything(self) -> Iterator[Decision]:
        """All decisions that stand, the latest of each person on each item, by item and name."""
        for item in self.items():
            for who in sorted(self.reviewers):
                if (one := self.latest(who, item)) is not None:
                    yield one


def line_of(decision: Decision) -> dict[str, Any]:
    """A decision as a record of the audit, without what the audit adds."""
    return {
        "act": DECIDE, "who": decision.who, "item": decision.item, "verdict": decision.verdict,
        "edits": [edit.record() for edit in decision.edits], "drops": [edit.record() for edit in decision.drops],
        "why": decision.why, "seconds": decision.seconds, "batch": decision.batch, "adjudicates": decision.adjudicates,
    }  # fmt: skip


def decision_of(line: Mapping[str, Any]) -> Decision:
    """The inverse of `line_of`, of a line of the audit."""
    return Decision(
        number=line["number"], who=line["who"], item=line["item"], verdict=line["verdict"],
        edits=edits_of(line["edits"]), drops=edits_of(line["drops"]), why=line["why"], seconds=line["seconds"],
        batch=line["batch"], adjudicates=line["adjudicates"], time=line["time"],
    )  # fmt: skip
