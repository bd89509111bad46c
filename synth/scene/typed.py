"""Numbers that a YAML file writes otherwise than they would be printed: `02139`, `1.50`, `1e3`, `+5`.

Where a number is wanted these are numbers. Where a text is wanted the file's own characters would be lost without a
word, so they are refused there ("quote it"); hence a number remembers how it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class _Typed:
    """A number and its characters in the file; beside a class of numbers, which is built from them."""

    written: str

    def __new__(cls, written: str) -> Self:
        number = super().__new__(cls, written)  # type: ignore[call-arg]
        number.written = written
        return number

    def __getnewargs__(self) -> tuple[str]:
        return (self.written,)

    def __repr__(self) -> str:
        return self.written


class TypedInt(_Typed, int):  # type: ignore[misc]
    """A whole number."""


class TypedFloat(_Typed, float):  # type: ignore[misc]
    """A number with a point or an exponent."""


def whole_as_typed(written: str) -> int:
    """The number; one that remembers its characters where printing would give others."""
    number = int(written)
    return number if str(number) == written else TypedInt(written)


def decimal_as_typed(written: str) -> float:
    """As `whole_as_typed`, for numbers with a point or an exponent."""
    number = float(written)
    return number if str(number) == written else TypedFloat(written)


def quote_it(value: object) -> str:
    """What to do about a value that a text would not print as it was typed; empty where there is nothing to do."""
    if isinstance(value, TypedInt | TypedFloat):
        plain = int(value) if isinstance(value, int) else float(value)
        return f"a text as it is typed needs quotes: '{value.written}' (without them it is the number {plain})"
    if value is None:
        return "a text is needed; quote it: 'null', '~', ''"
    return ""


def without_typing(value: Any) -> Any:
    """Plain numbers throughout, keys included, for libraries that take no other ones."""
    if isinstance(value, Mapping):
        return {without_typing(key): without_typing(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_typing(inner) for inner in value]
    if isinstance(value, TypedInt):
        return int(value)
    return float(value) if isinstance(value, TypedFloat) else value


def with_typing(value: Any, typed: Any) -> Any:
    """The inverse: a value in which everything that is as in `typed` is written as there."""
    if isinstance(value, Mapping) and isinstance(typed, Mapping):
        keys = {key: key for key in typed}
        return {keys.get(key, key): with_typing(inner, typed.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(typed, list) and len(value) == len(typed):
        return [with_typing(inner, other) for inner, other in zip(value, typed, strict=True)]
    same = isinstance(typed, TypedInt | TypedFloat) and type(value) in (int, float) and value == typed
    return typed if same else value
