"""A text as it is said: its lines as turns, each with its speaker, and its labels moved to what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from synth.core.labels import Span

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


class Said(NamedTuple):
    """`text` is the turns, a line each; `turns` are (speaker's name, start, end) in it; `spans` are its labels."""

    text: str
    turns: tuple[tuple[str, int, int], ...]
    spans: tuple[Span, ...]


def said(text: str, spans: Sequence[Span], speakers: Mapping[str, Any]) -> Said | None:
    """A text as it is said, its speakers' names left out; None where a line of a dialogue begins with no known one.

    A label moves with its characters; one that holds nothing but a speaker's name is gone.
    """
    places: list[int] = []
    turns = []
    for name, start, end in _lines(text, speakers):
        if name is None:
            return None
        if places:
            places.append(-1)
        turns.append((name, len(places), len(places) + end - start))
        places += range(start, end)
    new = {place: at for at, place in enumerate(places) if place >= 0}
    spoken = "".join(text[place] if place >= 0 else "\n" for place in places)
    return Said(spoken, tuple(turns), tuple(_moved(spans, new, spoken)))


def _lines(text: str, speakers: Mapping[str, Any]) -> Iterator[tuple[str | None, int, int]]:
    """(speaker, start, end) of what is said in each line that says anything; None: a line of no known speaker."""
    for found in _LINE.finditer(text):
        start, end = found.span()
        name: str | None = ""
        if speakers:
            head = text[start:end].split(":", 1)[0].strip()
            name = next((one for one in speakers if one.casefold() == head.casefold()), None)
            start = text.index(":", start) + 1 if name is not None else start
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield name, start, end


def _moved(spans: Sequence[Span], new: Mapping[int, int], spoken: str) -> Iterator[Span]:
    for span in spans:
        kept = [new[place] for place in range(span.start, span.end) if place in new]
        if kept:
            start, end = kept[0], kept[-1] + 1
            yield span._replace(start=start, end=end, value=spoken[start:end])
