"""The limits of rendering one text, and the joining of its pieces within these limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Protocol, TypeGuard

from synth.core.marked import Mark, Marked
from synth.core.seeds import Draws

MAX_CHARS = 100_000
MAX_STEPS = 20_000
"""Loop turns, calls and includes in total; long texts count as further steps."""
MAX_DEPTH = 40
"""Nested calls of macros and phrases."""
LARGEST_NUMBER = 10**15

_as_mark = tuple.__new__


class RefusedError(Exception):
    """A value that a template may not use in this place; the renderer turns it into a SpecError with file and line."""

    def __init__(self, got: object, allowed: str) -> None:
        super().__init__(f"{got}: {allowed}")
        self.got, self.allowed = got, allowed


class HasFields(Protocol):
    """A value with named fields: a persona, or a record of a word list."""

    def field(self, name: str) -> object: ...


def has_fields(value: object) -> TypeGuard[HasFields]:
    """Whether a value has named fields."""
    return hasattr(type(value), "field")


class Rendering:
    """The state of rendering one text: random draws, steps counted so far, entities and notes."""

    __slots__ = ("depth", "draws", "entities", "labels", "library", "locale", "notes", "steps")

    def __init__(self, draws: Draws, locale: str, labels: frozenset[str], library: Any) -> None:
        self.draws, self.locale, self.labels, self.library = draws, locale, labels, library
        self.steps = self.depth = 0
        self.entities: dict[tuple[str, str], str] = {}
        self.notes: dict[str, tuple[str | int | float | bool, ...]] = {}

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises RefusedError above `MAX_STEPS`."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise RefusedError(f"more than {MAX_STEPS} steps", "fewer loop turns and calls are needed")

    def spend_on(self, value: object) -> None:
        """Count the steps that a long text costs: one for 256 code points, where a mark counts as 8 of them."""
        size = (len(value.text) + 8 * len(value.marks)) >> 8 if type(value) is Marked else 0
        if size:
            self.spend(size)

    def enter(self) -> None:
        """Go one call deeper. Raises RefusedError above `MAX_DEPTH` calls or `MAX_STEPS` steps."""
        self.steps += 1
        self.depth += 1
        if self.steps > MAX_STEPS:
            self.spend()
        if self.depth > MAX_DEPTH:
            raise RefusedError(f"more than {MAX_DEPTH} calls inside one another", "an end to the recursion is needed")

    def entity(self, label: str, text: str) -> str:
        """The entity of a label and a text; the same for every mention of both in this text."""
        return self.entities.setdefault((label, text), f"{label}.{len(self.entities)}")


def printable(value: object) -> Marked | str:
    """The text that a slot prints for a value. Raises RefusedError for a value that cannot be printed."""
    if type(value) is Marked or type(value) is str:
        return value
    if isinstance(value, str | int | float | datetime.date):
        return str(value)
    if has_fields(value):
        raise RefusedError(described(value), "a field of it is printed, as in {{ sender.name }}")
    if value is None or isinstance(value, list | tuple | range):
        raise RefusedError(described(value), "a slot prints a text or a number")
    return str(value)  # an undefined name: its own message


def described(value: object) -> str:
    """A short description of a value, for messages."""
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple | range):
        return "a list"
    if isinstance(value, Marked | str):
        return f"the text {str(value)[:40]!r}"
    if has_fields(value):
        return "a whole record"
    return repr(value) if isinstance(value, int | float) else f"a {type(value).__name__}"


def joined_within_limit(pieces: Iterable[Marked | str]) -> Marked:
    """One text from pieces that `printable` returned. Raises RefusedError above `MAX_CHARS` code points."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for piece in pieces:
        if type(piece) is Marked:
            text = piece.text
            if at:
                for start, end, label, entity, attributes in piece.marks:
                    marks.append(_as_mark(Mark, (start + at, end + at, label, entity, attributes)))
            else:
                marks.extend(piece.marks)
        else:
            text = str(piece)
        texts.append(text)
        at += len(text)
        if at > MAX_CHARS:
            raise RefusedError(f"more than {MAX_CHARS} characters", "a shorter text is needed")
    return Marked("".join(texts), tuple(marks))


def as_marked(value: object) -> Marked:
    """`printable`, always as a marked text."""
    text = printable(value)
    return text if isinstance(text, Marked) else Marked(text)


def plain_value(value: object) -> str | int | float | bool:
    """A text or number for an attribute, without marks. Raises RefusedError for any other value."""
    if isinstance(value, Marked | str):
        return str(value)
    if isinstance(value, int | float):
        return value
    raise RefusedError(described(value), "an attribute is a text or a number")
