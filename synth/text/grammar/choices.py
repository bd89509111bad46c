"""The short syntax of phrases: `<this|that>` is one of several wordings, `<rule>` an alternative of a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|[<>|]", re.DOTALL)
_RULE = re.compile(r"[A-Za-z_]\w*")


class Reference(NamedTuple):
    """`<rule>`: one alternative of that rule."""

    rule: str


class Choice(NamedTuple):
    """`<this|that|>`: one of the wordings, evenly; each may hold further ones."""

    options: tuple[str, ...]


class Pieces(tuple["str | Reference | tuple[Pieces, ...]", ...]):
    """A phrase without Jinja in order: texts, references, and for each choice the pieces of its options."""

    __slots__ = ()


def split_choices(text: str) -> Iterator[str | Reference | Choice]:
    """The outermost choices and references of a phrase, and the text between them.

    A `<` that opens neither (`<{{ sender.email }}>`, `a < b`) is text, and so is all inside of Jinja's braces.
    ValueError for a choice that is not closed.
    """
    at = 0
    tokens = [token for token in _TOKEN.finditer(text) if token[0] in "<>|"]
    number = 0
    while number < len(tokens):
        opened, inner = tokens[number], _inside(tokens, number)
        if opened[0] == "<" and inner is None and any(token[0] == "|" for token in tokens[number:]):
            raise ValueError(text[opened.start() :])
        found = _meaning(text, opened, inner) if opened[0] == "<" and inner else None
        if found is None or inner is None:
            number += 1
            continue
        if opened.start() > at:
            yield text[at : opened.start()]
        yield found
        at = inner[-1].end()
        number = tokens.index(inner[-1]) + 1
    if at < len(text):
        yield text[at:]


def pieces_of(text: str) -> Pieces:
    """A phrase without Jinja, taken apart to its innermost choices. ValueError for a choice that is not closed."""
    return Pieces(
        tuple(map(pieces_of, part.options)) if isinstance(part, Choice) else part for part in split_choices(text)
    )


def references(pieces: Pieces) -> Iterator[str]:
    """The rules that a phrase names, its choices included."""
    for piece in pieces:
        if isinstance(piece, Reference):
            yield piece.rule
        elif not isinstance(piece, str):
            for option in piece:
                yield from references(option)


def _inside(tokens: list[re.Match[str]], number: int) -> list[re.Match[str]] | None:
    """The tokens at the level of a `<` that follow it, up to the `>` that closes it; None where nothing does."""
    level, found = 0, []
    for token in tokens[number + 1 :]:
        if level == 0 and token[0] != "<":
            found.append(token)
            if token[0] == ">":
                return found
        level += {"<": 1, ">": -1}.get(token[0], 0)
    return None


def _meaning(text: str, opened: re.Match[str], inner: list[re.Match[str]]) -> Reference | Choice | None:
    borders = [opened, *inner]
    options = [text[a.end() : b.start()] for a, b in zip(borders, inner, strict=False)]
    if len(options) > 1:
        return Choice(tuple(options))
    return Reference(options[0]) if _RULE.fullmatch(options[0]) else None
