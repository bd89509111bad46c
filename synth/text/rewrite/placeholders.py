"""Replaces the labelled values of a text by placeholders, and puts the values back into the model's answer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from synth.core.marked import POS, Mark, Marked, concat

OPEN, CLOSE = "⟦", "⟧"
EXAMPLE = f"{OPEN}0:NAME{CLOSE}"
"""The placeholder of the instructions' example; real ones are numbered from 1."""
LENGTH_FACTOR = 3
_PLACEHOLDER = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_BRACKETS = re.compile(f"[{OPEN}{CLOSE}]")


class Hidden(NamedTuple):
    """A text as the model sees it, and the value of each placeholder."""

    shown: str
    values: dict[str, Marked]
    joined: frozenset[tuple[str, bool]]
    """(placeholder, whether at its end) where the original text already has a word that crosses the value's border."""


class RewriteFault(NamedTuple):
    """Why a text or an answer cannot be used: the check, and what was wrong."""

    check: str
    detail: str


def hide(marked: Marked) -> Hidden | RewriteFault:
    """Placeholders for the outermost labelled values; part-of-speech marks outside of these are dropped.

    RewriteFault for a text that already has the brackets, or no word outside the values.
    """
    pieces: list[str | Marked] = []
    names: list[str] = []
    at = 0
    for number, mark in enumerate(_outermost(marked), start=1):
        pieces += (marked.text[at : mark.start], _cut(marked, mark))
        names.append(f"{OPEN}{number}:{mark.label}{CLOSE}")
        at = mark.end
    pieces.append(marked.text[at:])
    outside = "".join(piece for piece in pieces if isinstance(piece, str))
    if _BRACKETS.search(outside):
        return RewriteFault("rewrite_text", f"{OPEN} or {CLOSE} stands in the text already")
    if not any(character.isalnum() for character in outside):
        return RewriteFault("rewrite_text", "nothing to say in other words stands outside the labelled values")
    names_left = iter(names)
    shown = "".join(piece if isinstance(piece, str) else next(names_left) for piece in pieces)
    values = dict(zip(names, (piece for piece in pieces if isinstance(piece, Marked)), strict=True))
    return Hidden(shown, values, frozenset(_values_joined_to_words(pieces, names)))


def restore(answer: str, hidden: Hidden) -> Marked | RewriteFault:
    """The answer with the values back in place, or why it is refused."""
    answer = answer.replace("\r\n", "\n").strip()
    fault = _unusable(answer, hidden.shown)
    if fault:
        return fault
    names = _PLACEHOLDER.findall(answer)
    unknown = [name for name in names if name not in hidden.values]
    if unknown:
        return RewriteFault("rewrite_placeholders", f"{len(unknown)} unknown placeholders")
    count = Counter(names)
    astray = [name for name in hidden.values if count[name] != 1]
    if astray:
        return RewriteFault("rewrite_placeholders", f"{astray[0]} came back {count[astray[0]]} times")
    around = _PLACEHOLDER.split(answer)
    if any(_BRACKETS.search(text) for text in around):
        return RewriteFault("rewrite_placeholders", "a placeholder's bracket by itself")
    pieces: list[str | Marked] = [around[0]]
    for name, text in zip(names, around[1:], strict=True):
        pieces += (hidden.values[name], text)
    for name, at_end in _values_joined_to_words(pieces, names):
        if (name, at_end) not in hidden.joined:
            return RewriteFault("rewrite_placeholders", f"{name} stands inside a word")
    return concat(pieces)


def _outermost(marked: Marked) -> list[Mark]:
    """The marks that lie inside no other mark, in order; parts of speech excepted."""
    found: list[Mark] = []
    for mark in sorted(marked.marks, key=lambda m: (m.start, -m.end)):
        if not mark.label.startswith(POS) and (not found or mark.start >= found[-1].end):
            found.append(mark)
    return found


def _cut(marked: Marked, outer: Mark) -> Marked:
    """The text of `outer` with the marks that lie inside of it, its own among them."""
    inside = tuple(m for m in marked.marks if outer.start <= m.start and m.end <= outer.end)
    return Marked(marked.text, inside).sliced(outer.start, outer.end)


def _values_joined_to_words(pieces: list[str | Marked], names: list[str]) -> list[tuple[str, bool]]:
    """(placeholder, at its end) wherever a value and its neighbour form one word; values are the odd pieces."""
    placed = [(str(piece), names[i // 2] if i % 2 else "") for i, piece in enumerate(pieces) if str(piece)]
    joined = []
    for (before, name_before), (after, name_after) in pairwise(placed):
        if not _runs_on(before[-1], after[0]):
            continue
        joined += [(name, at_end) for name, at_end in ((name_before, True), (name_after, False)) if name]
    return joined


def _runs_on(before: str, after: str) -> bool:
    """Whether a word goes on from one character to the next; a combining character always belongs to the one before."""
    if unicodedata.category(after)[0] == "M" or "\u200d" in (before, after):
        return True
    return _spaced_letter(before) and _spaced_letter(after)


def _spaced_letter(character: str) -> bool:
    """A letter or digit of a script that puts spaces between words (Thai, Khmer, Chinese, Japanese ... do not)."""
    code = ord(character)
    unspaced = 0x0E00 <= code < 0x1100 or 0x1780 <= code < 0x1800 or code >= 0x2E80
    return (character.isalnum() or character == "_") and not unspaced


def _unusable(answer: str, shown: str) -> RewriteFault | None:
    length = len(shown)
    if not answer:
        return RewriteFault("rewrite_answer", "an empty answer")
    if not length <= LENGTH_FACTOR * len(answer) <= LENGTH_FACTOR**2 * length:
        return RewriteFault(
            "rewrite_length", f"{len(answer)} characters for {length}, more than a factor {LENGTH_FACTOR}"
        )
    allowed = {"\n", "\t", *shown}
    for character in answer:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in allowed:
            return RewriteFault("rewrite_answer", f"the character U+{ord(character):04X}")
    return None
