"""A reviewer at work: the next item, a decision, undo and redo. What the server does, without HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.quality.finding import Edit
from synth.quality.table import CHECKS
from synth.review.audit import Audit
from synth.review.decision import Decision, Net, Verdict
from synth.review.desk import ChangeStated, Desk, RefusedError
from synth.review.gold import CHECK as GOLD_CHECK
from synth.review.guidelines import FILE, Guidelines
from synth.review.item import LABEL, Item
from synth.review.ledger import EDGE_CASE, REDO, UNDO, Ledger, line_of
from synth.review.queue import Filter, Queue

MOST_SHOWN_ALIKE = 24

ASKS = {
    **{name: check.asks for name, check in CHECKS.items()},
    LABEL: "Is this label right?",
    GOLD_CHECK: "Should this label be another one?",
}
"""The question of each check."""

Line = Mapping[str, Any]


class Session:
    """The items and decisions as `who` sees them: nothing of what others decided, unless `adjudicates`.

    Every method that decides returns when the decision is on the disk, and raises RefusedError (409) where the item or
    another one on its sample was decided elsewhere since `version`.
    """

    def __init__(
        self, folder: Path, desk: Desk, queue: Queue, audit: Audit, ledger: Ledger, who: str, *,
        adjudicates: bool = False,
    ) -> None:  # fmt: skip
        self.desk, self.queue, self.audit, self.ledger, self.who = desk, queue, audit, ledger, who
        self.folder, self.adjudicates = folder, adjudicates
        self.guidelines = Guidelines(folder / FILE)
        self._gold = queue.gold()
        self._largest_id = desk.largest_id()
        for one in ledger.everything():
            self._note_ids(one)
        for number in queue.numbers() if adjudicates else ledger.items():
            self._refresh(number)

    def close(self) -> None:
        """Close what is open on the disk."""
        for one in (self.desk, self.queue, self.audit):
            one.close()

    def about(self) -> dict[str, Any]:
        """What the page needs once."""
        self._take(self.audit.read())
        return {
            "set": self.desk.name, "kind": self.desk.kind, "who": self.who, "adjudicates": self.adjudicates,
            "classes": self.desk.classes, "values": self.desk.values, "checks": self.queue.checks(),
            "categories": self.queue.categories(), "asks": ASKS,
        }  # fmt: skip

    def next(self, which: Filter, after: int | None = None) -> dict[str, Any]:
        """The first open item behind another one, or from the start; `item` is None where none is left, `upcoming` the
        one behind it, as it will be if nothing of its sample is changed before.
        """
        self._take(self.audit.read())
        item = self.queue.next(which, after)
        left, whole = self.queue.counts(which)
        following = self.queue.next(which, item.number) if item else None
        ahead = following is not None and item is not None and following.number != item.number
        return {
            "item": self.view(item) if item else None, "left": left, "whole": whole,
            "upcoming": self.view(following) if following and ahead else None,
            "can_undo": bool(self.ledger.can_undo(self.who)), "can_redo": bool(self.ledger.can_redo(self.who)),
        }  # fmt: skip

    def item(self, number: int) -> Item:
        """RefusedError where there is none."""
        found = self.queue.get(number)
        if found is None:
            raise RefusedError(404, f"no item {number}")
        return found

    def view(self, item: Item) -> dict[str, Any]:
        """An item as the page shows it, with the labels as the reviewer's own decisions leave them."""
        net = self._net(item)
        mine = self.ledger.latest(self.who, item.number)
        shown = None if item.sample is None else self.desk.show(item.sample, net)
        return {
            "number": item.number, "check": item.check, "asks": ASKS.get(item.check, ""), "category": item.category,
            "subject": item.subject, "where": item.where, "given": item.given, "suggested": item.suggested,
            "evidence": item.evidence, "confidence": item.confidence, "focus": self._focus(item), "box": item.box,
            "version": self._version(item), "alike": self.queue.count_alike(item),
            "can_accept": item.check == LABEL or bool(item.edits), "is_label": item.check == LABEL,
            "decided": mine and {"verdict": mine.verdict, "time": mine.time, "why": mine.why},
            "shown": shown, "after": self._after(item, net, item.edits),
            "guidelines": self.guidelines.section(item.category, item.check),
            "answers": self._answers(item, net) if self.adjudicates else [],
        }  # fmt: skip

    def decide(
        self, number: int, verdict: Verdict, version: int, changes: Sequence[ChangeStated] = (), why: str = "",
        seconds: float = 0.0, answer: int | None = None,
    ) -> None:  # fmt: skip
        """Decide on an item; `answer` is the place of another reviewer's answer that an adjudicator takes."""
        item = self.item(number)

        def judge(others: list[dict[str, Any]]) -> list[Line]:
            self._take(others)
            if self._version(item) != version:
                raise RefusedError(409, "this picture or text was decided on elsewhere: here is how it stands now")
            decision = self._decision(item, verdict, changes, answer)
            return [line_of(decision._replace(why=why, seconds=seconds))]

        self._take(self.audit.append(judge))

    def decide_alike(
        self, number: int, verdict: Verdict, count: int, seconds: float = 0.0, category: int | None = None
    ) -> None:
        """Decide on an item and on all `count` like it at once; they are undone at once.

        With the verdict `fix` their labels get a class by its number; those whose label is gone stay open.
        """
        item = self.item(number)
        if (verdict == "fix") != (category is not None) or verdict == "skip":
            raise RefusedError(422, f"{verdict} for many at once: accept, reject, or fix with the number of a class")

        def judge(others: list[dict[str, Any]]) -> list[Line]:
            self._take(others)
            alike = list(self.queue.alike(item))
            if len(alike) != count:
                raise RefusedError(409, f"{len(alike)} are like this one now, not {count}")
            batch, share = self.audit.number + 1, seconds / (len(alike) + 1)
            made = [self._decision(item, verdict, self._to_class(item, category), None)]
            for one in alike:
                if category is None or self._can_get(one, category):
                    made.append(self._decision(one, verdict, self._to_class(one, category), None))
            return [line_of(one._replace(batch=batch, seconds=share, why=f"like item {number}")) for one in made]

        self._take(self.audit.append(judge))

    def alike(self, number: int) -> dict[str, Any]:
        """How many items are like this one, and the first of them in short."""
        item = self.item(number)
        first = [one for one, _ in zip(self.queue.alike(item), range(MOST_SHOWN_ALIKE), strict=False)]
        return {
            "count": self.queue.count_alike(item),
            "items": [
                {"number": one.number, "subject": one.subject, "given": one.given, "suggested": one.suggested}
                for one in first
            ],
        }

    def undo(self) -> Item:
        """Take the last decision of the reviewer back; the item that it was on."""
        return self._turn(UNDO)

    def redo(self) -> Item:
        """Make the last decision again that was taken back; the item that it is on."""
        return self._turn(REDO)

    def add_edge_case(self, number: int, case: str) -> str:
        """Add an edge case to the guidelines of an item's class; the section as it is then."""
        item = self.item(number)
        name = item.category or item.check
        text = f"{case} ({item.subject})"
        self.guidelines.add(name, text)
        self._take(self.audit.append(lambda others: self._edge_case(others, number, name, text)))
        return self.guidelines.section(name)

    def thumbnail(self, number: int) -> bytes:
        """A small JPEG of what an item is on."""
        item = self.item(number)
        if item.sample is None:
            raise RefusedError(404, f"item {number} is on no picture")
        return self.desk.thumbnail(item.sample, item.place)

    def _edge_case(self, others: list[dict[str, Any]], number: int, name: str, text: str) -> list[Line]:
        self._take(others)
        return [{"act": EDGE_CASE, "who": self.who, "item": number, "section": name, "text": text}]

    def _turn(self, act: str) -> Item:
        def judge(others: list[dict[str, Any]]) -> list[Line]:
            self._take(others)
            found = self.ledger.can_undo(self.who) if act == UNDO else self.ledger.can_redo(self.who)
            if not found:
                raise RefusedError(409, f"nothing to {act}")
            return [{"act": act, "who": self.who, "item": found[0].item}]

        lines = self.audit.append(judge)
        self._take(lines)
        return self.item(lines[0]["item"])

    def _take(self, lines: Sequence[Line]) -> None:
        for line in lines:
            who, changed = self.ledger.take(line)
            for one in changed:
                self._note_ids(one)
                if who == self.who or self.adjudicates:
                    self._refresh(one.item)

    def _refresh(self, number: int) -> None:
        mine = self.ledger.latest(self.who, number)
        others = not self.adjudicates or (number not in self._gold and self.ledger.differ(number))
        if mine is None and others:
            self.queue.open(number)
        else:
            self.queue.shut(number)

    def _note_ids(self, decision: Decision) -> None:
        for edit in decision.edits:
            if edit.op == "add" and isinstance(edit.after, dict) and type(edit.after.get("id")) is int:
                self._largest_id = max(self._largest_id, edit.after["id"])

    def _together(self, item: Item) -> list[int]:
        """The items on the sample of an item."""
        return [item.number] if item.sample is None else self.queue.of_sample(item.sample)

    def _version(self, item: Item) -> int:
        return self.ledger.version(self.who, self._together(item))

    def _net(self, item: Item) -> Net:
        """The labels of the sample before the item is decided: a gold item's decisions never count."""
        others = [one for one in self._together(item) if one != item.number and one not in self._gold]
        if self.adjudicates:
            found = [one for number in others if (one := self.ledger.settled(number)) is not None]
            net = Net(sorted(found, key=lambda one: one.number))
        else:
            net = Net(self.ledger.of(self.who, others))
        if item.planted:
            net.add(Decision(0, "", item.number, "fix", item.planted))
        return net

    def _decision(self, item: Item, verdict: Verdict, changes: Sequence[ChangeStated], answer: int | None) -> Decision:
        made = Decision(0, self.who, item.number, verdict, adjudicates=self.adjudicates)
        if answer is not None:
            answers = self._others_answers(item)
            if answer >= len(answers):
                raise RefusedError(422, f"answer {answer}: there are {len(answers)}")
            taken = answers[answer]
            return made._replace(verdict=taken.verdict, edits=taken.edits, drops=taken.drops)
        net = self._net(item)
        focus = self._focus(item)
        if verdict == "accept" and item.check != LABEL:
            if not item.edits:
                raise RefusedError(422, "nothing is suggested here: change the label, or reject the finding")
            gone = [net.is_removed(edit.file, edit.list, edit.place) for edit in item.edits]
            return made._replace(edits=tuple(e for e, is_gone in zip(item.edits, gone, strict=True) if not is_gone))
        if verdict == "reject" and item.check == LABEL:
            changes = [ChangeStated(label=focus, gone=True)]
        elif verdict != "fix":
            return made
        if not changes or item.sample is None:
            raise RefusedError(422, "nothing was changed")
        edits, drops = self.desk.edits(item.sample, net, changes, self._largest_id + 1)
        if not edits and not drops:
            raise RefusedError(422, "nothing was changed")
        return made._replace(edits=tuple(edits), drops=tuple(drops))

    def _to_class(self, item: Item, category: int | None) -> list[ChangeStated]:
        """The change that gives the label of an item a class; empty for no class."""
        return [] if category is None else [ChangeStated(label=self._focus(item) or "none", category=category)]

    def _can_get(self, item: Item, category: int) -> bool:
        """Whether the label of an item is there and has another class than the one of a number."""
        shown = {"labels": ()} if item.sample is None else self.desk.show(item.sample, self._net(item))
        focus = self._focus(item)
        names = self.desk.values.get(focus, self.desk.classes)
        return any(one["id"] == focus and one["category"] != names[category] for one in shown["labels"])

    def _focus(self, item: Item) -> str:
        return self.desk.focus(item.place, item.key) if item.place else ""

    def _others_answers(self, item: Item) -> list[Decision]:
        return [one for one in self.ledger.answers(item.number) if one.who != self.who and not one.adjudicates]

    def _answers(self, item: Item, net: Net) -> list[dict[str, Any]]:
        return [
            {"who": one.who, "verdict": one.verdict, "why": one.why, "after": self._after(item, net, one.edits)}
            for one in self._others_answers(item)
        ]

    def _after(self, item: Item, net: Net, edits: Sequence[Edit]) -> dict[str, Any] | None:
        """What edits would change of the labels as they stand."""
        if item.sample is None or not edits:
            return None
        later = self._net(item)
        later.add(Decision(0, "", item.number, "fix", tuple(edits)))
        return self.desk.differing(item.sample, net, later)
