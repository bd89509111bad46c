"""Data tables that ship with the package: JSON files, checked as they are read.

A check takes a JSON value and returns it as the program keeps it: lists become tuples. It raises SpecError for a value
that is not allowed; `where` then leads from the checked value to the wrong one, as in `.cities[3].zips`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from synth.core.errors import SpecError, suggest
from synth.core.plain_file import decoded
from synth.core.strict_json import parse_json

ValueCheck = Callable[[Any], Any]

T = TypeVar("T")
_NUMBERS = {int, float}


class LazyTable(Mapping[str, T]):
    """A mapping that `read` returns; `read` is called once, on the first access."""

    def __init__(self, read: Callable[[], Mapping[str, T]]) -> None:
        self._read = cache(read)

    def __getitem__(self, key: str) -> T:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def read_table(path: Path, check: ValueCheck) -> Any:
    """The content of a JSON file, checked. SpecError with the file's name for one that cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SpecError(path.name, error.strerror, "a JSON file is needed") from None
    found = parse_json(decoded(data, path.name, SpecError), path.name, SpecError)
    try:
        return check(found)
    except SpecError as error:
        where = error.where.removeprefix(".")
        raise SpecError(f"{path.name}: {where}" if where else path.name, error.got, error.allowed) from None


def text(value: Any) -> str:
    """A string."""
    if type(value) is not str:
        raise SpecError("", value, "a text is needed")
    return value


def number(value: Any) -> float:
    """An integer or a float; it keeps its type."""
    if type(value) not in _NUMBERS:
        raise SpecError("", value, "a number is needed")
    return value


def whole(value: Any) -> int:
    """An integer, 0 or more."""
    if type(value) is not int or value < 0:
        raise SpecError("", value, "a whole number, 0 or more, is needed")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise SpecError("", value, "true or false is needed")
    return value


def numbers(*lengths: int) -> ValueCheck:
    """A list of integers and floats that has one of `lengths`."""

    def check(value: Any) -> tuple[float, ...]:
        if type(value) is not list or len(value) not in lengths or not _NUMBERS.issuperset(map(type, value)):
            raise SpecError("", value, f"a list of {' or '.join(map(str, lengths))} numbers is needed")
        return tuple(value)

    return check


def texts(value: Any) -> tuple[str, ...]:
    """A list of strings."""
    if type(value) is list and {str}.issuperset(map(type, value)):
        return tuple(value)
    return many(text)(value)


def many(item: ValueCheck) -> ValueCheck:
    """A list of any length."""

    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise SpecError("", value, "a list is needed")
        made: list[Any] = []
        try:
            made.extend(map(item, value))
        except SpecError as error:
            raise _inside(f"[{len(made)}]", error) from None
        return tuple(made)

    return check


def row(*items: ValueCheck) -> ValueCheck:
    """A list of as many entries as there are checks."""

    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not list or len(value) != len(items):
            raise SpecError("", value, f"a list of {len(items)} is needed")
        made: list[Any] = []
        try:
            made.extend(item(entry) for item, entry in zip(items, value, strict=True))
        except SpecError as error:
            raise _inside(f"[{len(made)}]", error) from None
        return tuple(made)

    return check


def named(item: ValueCheck) -> ValueCheck:
    """An object with any keys."""
    return lambda value: _entries(value, dict.fromkeys(_object(value), item))


def record(needed: Mapping[str, ValueCheck], optional: Mapping[str, ValueCheck] | None = None) -> ValueCheck:
    """An object with all keys of `needed`, perhaps some of `optional`, and no others."""
    known = {**needed, **(optional or {})}

    def check(value: Any) -> dict[str, Any]:
        for key in _object(value):
            if key not in known:
                raise SpecError("", key, suggest(key, known))
        for key in needed:
            if key not in value:
                raise SpecError("", list(value), f"'{key}' is needed")
        return _entries(value, known)

    return check


def _object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise SpecError("", value, "an object is needed")
    return value


def _entries(value: Mapping[str, Any], checks: Mapping[str, ValueCheck]) -> dict[str, Any]:
    made = {}
    for key, entry in value.items():
        try:
            made[key] = checks[key](entry)
        except SpecError as error:
            raise _inside(f".{key}", error) from None
    return made


def _inside(step: str, error: SpecError) -> SpecError:
    return SpecError(step + error.where, error.got, error.allowed)
