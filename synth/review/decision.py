"""A decision of a reviewer, and what several of them make of the labels together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from synth.core.canonical import encode
from synth.quality.finding import Edit

Verdict = Literal["accept", "reject", "fix", "skip"]

Key = tuple[str, str, int, str]
"""What an edit is of: file, list, place and key."""


class Decision(NamedTuple):
    """What a person decided on an item: `edits` of the labels as they stood then, `drops`: additions that it replaces.

    `number` is that of its line in the audit. Decisions of one `batch` were made at once and are undone at once.
    `adjudicates`: it settles what others decided differently.
    """

    number: int
    who: str
    item: int
    verdict: Verdict
    edits: tuple[Edit, ...] = ()
    drops: tuple[Edit, ...] = ()
    why: str = ""
    seconds: float = 0.0
    batch: int = 0
    adjudicates: bool = False
    time: str = ""

    @property
    def answer(self) -> str:
        """The same for two decisions that come to the same; ids of what they add do not matter."""
        edits = sorted(encode(_without_id(edit.record())) for edit in self.edits)
        return encode([self.verdict if self.verdict in ("skip", "reject") else "change", edits])


def _without_id(record: dict[str, Any]) -> dict[str, Any]:
    after = record.get("after")
    if record["op"] == "add" and isinstance(after, Mapping):
        return {**record, "after": {key: value for key, value in after.items() if key != "id"}}
    return record


class Net:
    """What decisions come to, one after the other: the later of two edits of one thing counts, and a removal most.

    Each edit is kept with the number of the item that it answers.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.sets = dict[Key, tuple[int, Edit]]()
        self.removals = dict[Key, tuple[int, Edit]]()
        self.added = list[tuple[int, Edit]]()
        for one in decisions:
            self.add(one)

    def add(self, decision: Decision) -> None:
        """Take a further decision in."""
        for drop in decision.drops:
            text = encode(drop.record())
            at = next((n for n, (_, edit) in enumerate(self.added) if encode(edit.record()) == text), None)
            if at is not None:
                del self.added[at]
        for edit in decision.edits:
            key = (edit.file, edit.list, edit.place, edit.key)
            if edit.op == "add":
                self.added.append((decision.item, edit))
            elif edit.op == "remove":
                self.removals[key] = decision.item, edit
            else:
                self.sets[key] = decision.item, edit

    def is_removed(self, file: str, name: str, place: int, key: str = "") -> bool:
        """Whether an entry, or the element at a key of it, is taken out."""
        steps = key.split(".") if key else []
        above = [".".join(steps[:number]) for number in range(len(steps) + 1)]
        return any((file, name, place, one) in self.removals for one in above)

    def value(self, file: str, name: str, place: int, value: dict[str, Any]) -> dict[str, Any]:
        """An entry with the values that were set; what is taken out of it is still there."""
        mine = {key[3]: edit.after for key, (_, edit) in self.sets.items() if key[:3] == (file, name, place)}
        for path, after in mine.items():
            value = _with(value, path.split("."), after)
        return value

    def edits(self, base: Callable[[Edit], Any]) -> Iterator[tuple[int, Edit]]:
        """(item, edit) of what there is to do; `base` gives the value that stands in the label file."""
        for (file, name, place, key), (item, edit) in self.sets.items():
            before = base(edit)
            if not self.is_removed(file, name, place, key) and encode(before) != encode(edit.after):
                yield item, edit._replace(before=before)
        for (file, name, place, key), (item, edit) in self.removals.items():
            if not key or not self.is_removed(file, name, place, key.rpartition(".")[0]):
                yield item, edit._replace(before=base(edit))
        yield from self.added


def _with(value: Any, path: list[str], after: Any) -> Any:
    """A copy of a JSON value with another one at a path; the rest is shared. Where the path leads nowhere: as it is."""
    if not path:
        return after
    if isinstance(value, list) and path[0].isdecimal() and int(path[0]) < len(value):
        at = int(path[0])
        return [*value[:at], _with(value[at], path[1:], after), *value[at + 1 :]]
    if isinstance(value, dict):
        return {**value, path[0]: _with(value.get(path[0]), path[1:], after)}
    return value


def at_path(value: Any, path: str) -> Any:
    """What a path such as `spans.2.end` leads to in a JSON value; the value itself for none, None for nowhere."""
    for step in path.split(".") if path else ():
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value
