"""What texts of one template have in common: the skeleton of a text, and its phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from synth.core.labels import Span

_ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\s*\n\s*")
_DIGITS = re.compile(r"\d+")
_VALUE = re.compile("\0[^\0]*\0")
_LEAST_CHARACTERS = 10
"""Letters and digits of a phrase beside its values: `Hi,` and `Thank you.` are everybody's."""


class Stretch(Protocol):
    """A labelled stretch of a text: code points [start, end)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...


Place = TypeVar("Place", bound=Stretch)


def skeleton(text: str, spans: Sequence[Span]) -> str:
    """The text with the label in place of each labelled value, between two U+0000.

    A label that has other labels inside it (an utterance, a section, an address) is no value: those inside it are.
    `spans` are sorted by start, outer first.
    """
    pieces, done = list[str](), 0
    for span in labelled_values(spans):
        pieces += [text[done : span.start], f"\0{span.label}\0"]
        done = span.end
    return "".join([*pieces, text[done:]])


def labelled_values(spans: Sequence[Place]) -> Iterator[Place]:
    """The spans whose characters a skeleton leaves out, in order; `spans` as there."""
    wraps = {one.label for one, after in pairwise(spans) if after.start < one.end}
    done = 0
    for span in spans:
        if span.label not in wraps and span.start >= done:
            yield span
            done = span.end


def phrases(skeleton: str) -> list[str]:
    """The sentences and lines of a skeleton, in lower case, numbers as 0; those of few letters are left out."""
    found = dict.fromkeys(_DIGITS.sub("0", " ".join(one.casefold().split())) for one in _ENDS.split(skeleton))
    return [one for one in found if sum(map(str.isalnum, _VALUE.sub("", one))) >= _LEAST_CHARACTERS]
