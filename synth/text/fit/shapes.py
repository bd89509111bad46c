"""The shapes of open values: words that k sources use as they are, placeholders for all others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from synth.text.grammar.tokens import tokens_of

Value = tuple[str, str]
"""Who wrote it, and the value."""

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9./-]+")
_IS_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR = "year"
_MOST_WORDS = 8


class Part(NamedTuple):
    """A word as it stands, or a placeholder: `Word`, `word`, or the shape of a code (`AA-000`, `year`)."""

    kind: str
    text: str
    space: bool
    """whether a space stands before it"""


Shape = tuple[Part, ...]


def shapes_of(values: Iterable[Value], k: int) -> dict[Shape, int]:
    """Shape -> sources, of those that at least k sources have.

    Words that k sources use stay; a shape that fewer than k sources have is tried again without them. Empty where no
    shape is left.
    """
    given = [(source, value) for source, value in values if len(value.split()) <= _MOST_WORDS]
    users = defaultdict[str, set[str]](set)
    for source, value in given:
        for word in value.split():
            users[word].add(source)
    kept = {word for word, sources in users.items() if len(sources) >= k}
    found = _counted(given, kept, k)
    rest = [(source, value) for source, value in given if _shape(value, kept) not in found]
    return dict(Counter(found) + Counter(_counted(rest, set(), k)))


def _counted(values: Iterable[Value], kept: set[str], k: int) -> dict[Shape, int]:
    users = defaultdict[Shape, set[str]](set)
    for source, value in values:
        users[_shape(value, kept)].add(source)
    return {shape: len(sources) for shape, sources in users.items() if len(sources) >= k}


def _shape(value: str, kept: set[str]) -> Shape:
    parts = list[Part]()
    for word in value.split():
        if word in kept:
            parts.append(Part("kept", word, bool(parts)))
        elif _CODE.fullmatch(word):
            code = (
                _YEAR
                if _IS_YEAR.fullmatch(word)
                else re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", word)))
            )
            parts.append(Part("code", code, bool(parts)))
        else:
            for number, token in enumerate(tokens_of(word, ())):
                text = word[token.start : token.end]
                if not text[0].isalnum():
                    parts.append(Part("kept", text, bool(parts) and number == 0))
                else:
                    kind = "Word" if text[0].isupper() else "word"
                    parts.append(Part(kind, "", bool(parts) and number == 0))
    return tuple(parts)


def expression(shape: Shape, makers: Mapping[str, str]) -> str:
    """A shape in the language of phrases; `makers`: expressions for `Word` and `word`."""
    return "".join(
        (" " if part.space else "")
        + (part.text if part.kind == "kept" else _code(part.text) if part.kind == "code" else makers[part.kind])
        for part in shape
    )


def _code(shape: str) -> str:
    """`AA-000` as draws of letters and digits; a short number has no zero in front, one like a year is a year."""
    if shape == _YEAR:
        return "{{ whole(1950, 2025) }}"
    if re.fullmatch("0{1,4}", shape):
        return f"{{{{ whole({10 ** (len(shape) - 1) if len(shape) > 1 else 0}, {10 ** len(shape) - 1}) }}}}"
    calls = {"0": "digits({})", "A": "letters({})", "a": "letters({})|lower"}
    return "".join(
        f"{{{{ {calls[run[0]].format(len(run))} }}}}" if run[0] in calls else run
        for run in (match.group() for match in re.finditer(r"(.)\1*", shape))
    )
