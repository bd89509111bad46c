"""Tokens of a text: no token crosses the border of a span, and BIO tags repeat the spans.

BIO: Ramshaw and Marcus, Text Chunking using Transformation-Based Learning, 1995; here `B-` opens every span (IOB2).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from synth.core.labels import Span, Token

_EXTEND = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0730-\u074a"
    "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u102b-\u103e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
    "\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
"""Characters that belong to the character before them (combining marks, joiners, skin tones), and the Indic blocks,
whose vowel signs `\\w` does not match."""

_IDEOGRAPHS = (
    "\u3005-\u3007\u3040-\u3098\u309b-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_IN_WORD = rf"[^\W_{_IDEOGRAPHS}]*(?:[{_EXTEND}]+[^\W_{_IDEOGRAPHS}]*)*"
_PIECE = re.compile(
    rf"[^\W\d_{_IDEOGRAPHS}]{_IN_WORD}(?:['’][^\W\d_{_IDEOGRAPHS}]{_IN_WORD})*"  # a word, `don't`
    rf"|\d+(?:[.,]\d+)*[{_EXTEND}]*"  # a number, `1,250.00`
    rf"|[{_IDEOGRAPHS}][{_EXTEND}]*"  # Han and kana: one character each
    rf"|['’][sS]\b"  # what is left of `Anna's` where the span ends with the name
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}"  # a flag
    rf"|\S(?:\u200d\S|[{_EXTEND}])*"  # a mark or an emoji, whole
)

_Placed = TypeVar("_Placed", Span, Token)


def outermost(placed: Iterable[_Placed]) -> list[_Placed]:
    """The spans or tokens that lie inside no other one. Input and output are sorted by start, outer before inner."""
    found: list[_Placed] = []
    end = 0
    for one in placed:
        if one.start >= end:
            found.append(one)
            end = one.end
    return found


def tokens_of(text: str, spans: Sequence[Span], words: Sequence[Token] = ()) -> tuple[Token, ...]:
    """The tokens of `text`: words, numbers, marks; everything but white space is in one.

    Tags are those of the outermost span (`B-`, `I-`, `O`). Each of `words`, which carry a part of speech, is one
    token, unless it contains white space or the border of a span. Spans and words are sorted by start, outer first.
    """
    whole_words = outermost(words)
    borders = {0, len(text)}
    for start, end, *_ in (*spans, *whole_words):
        borders.add(start)
        borders.add(end)
    span_of, word_of = _CoverLookup(outermost(spans)), _CoverLookup(whole_words)
    tokens: list[Token] = []
    tagged: Span | None = None
    for start, end in itertools.pairwise(sorted(borders)):
        span, word = span_of.at(start), word_of.at(start)
        pos = word.pos if word else ""
        tag, later = ("O", "O") if span is None else (f"B-{span.label}", f"I-{span.label}")
        for first, last in _pieces(text, start, end, whole=word is not None):
            tokens.append(Token(first, last, later if span is tagged else tag, pos))
            tagged = span
    return tuple(tokens)


def words_of(text: str) -> list[str]:
    """The strings that `tokens_of` cuts a text without spans into; several times as fast."""
    return _PIECE.findall(text)


class _CoverLookup(Generic[_Placed]):
    """Finds the span or token that covers a code point; queries must come in ascending order."""

    def __init__(self, placed: Sequence[_Placed]) -> None:
        self._placed, self._index = placed, 0

    def at(self, place: int) -> _Placed | None:
        while self._index < len(self._placed) and self._placed[self._index].end <= place:
            self._index += 1
        if self._index < len(self._placed) and self._placed[self._index].start <= place:
            return self._placed[self._index]
        return None


def _pieces(text: str, start: int, end: int, *, whole: bool) -> list[tuple[int, int]]:
    if whole and len(text[start:end].split()) == 1 and not text[start].isspace() and not text[end - 1].isspace():
        return [(start, end)]
    return [piece.span() for piece in _PIECE.finditer(text, start, end)]
