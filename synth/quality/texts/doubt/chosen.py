"""Texts that models learn from and judge: all of a small set, and as many of a large one as time and memory allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from synth.quality.texts.raw import Line, Span
from synth.text.learn.words import Range

MOST_CHARACTERS = 2_000_000
"""Of all texts that are judged."""

FOLDS = 3
"""Each text is judged by models of the texts in the other folds; equal texts are in one fold."""

ClassValue = str | int


class Judged(NamedTuple):
    """A text that is judged, the spans within it, and its classes: key in the line, as `labels.intent`, and value."""

    line: Line
    text: str
    spans: Sequence[Span]
    classes: Mapping[str, ClassValue]
    order: int

    @property
    def fold(self) -> int:
        return self.order % FOLDS

    @property
    def ranges(self) -> list[Range]:
        return [(one.start, one.end, one.label) for one in self.spans]


class Chosen:
    """Collects texts by the order of their hashes, which is that of no file, up to a number of characters."""

    def __init__(self) -> None:
        self._kept = list[Judged]()
        self._characters = 0
        self._limit: int | None = None
        self.left_out = 0

    def learn(self, line: Line) -> None:
        """Keep a text, or not; every second time that there are twice too many, those with the largest hashes go."""
        order = int.from_bytes(blake2b(line.text.encode(), digest_size=8).digest(), "big")
        if self._limit is not None and order > self._limit:
            self.left_out += 1
            return
        self._kept.append(Judged(line.outline, line.text, line.sound, _classes_of(line), order))
        self._characters += len(line.text)
        if self._characters > 2 * MOST_CHARACTERS:
            self._cut()

    def texts(self) -> Sequence[Judged]:
        """Those that are judged, in the order of their hashes."""
        self._cut()
        return self._kept

    def _cut(self) -> None:
        self._kept.sort(key=lambda one: (one.order, one.line.place))
        total = kept = 0
        for one in self._kept:
            total += len(one.text)
            if total > MOST_CHARACTERS:
                break
            kept += 1
        if kept < len(self._kept):
            self.left_out += len(self._kept) - kept
            self._limit = self._kept[kept].order
            del self._kept[kept:]
        self._characters = sum(len(one.text) for one in self._kept)


def _classes_of(line: Line) -> dict[str, ClassValue]:
    whole, several = line.record.get("label"), line.record.get("labels")
    found = {f"labels.{name}": one for name, one in several.items()} if isinstance(several, dict) else {}
    return {key: one for key, one in {"label": whole, **found}.items() if type(one) in (str, int)}
