"""The SynthError family: one line with the place, the value that was got and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from synth.core.harmless import one_line

LONGEST_LIST, FEW, LONGEST_NAME = 240, 8, 40
"""Characters up to which a list of known names is told whole; how many names are told else, and how much of each."""

LONGEST_WHERE, LONGEST_GOT, LONGEST_ALLOWED = 1000, 120, 600
"""Characters of the parts of a message."""


class Unquoted(str):
    """A description of a value; messages print it without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


class SynthError(Exception):
    """Bad input or a failed precondition; `str(error)` is the one line a user sees (exit code 2)."""

    def __init__(self, where: str, got: object, allowed: str) -> None:
        self.where, self.got, self.allowed = where, got, allowed
        super().__init__(one_line(f"{_cut(where, LONGEST_WHERE)}: got {_short(got)}; {_cut(allowed, LONGEST_ALLOWED)}"))

    def __reduce__(self) -> tuple[type[SynthError], tuple[str, object, str]]:
        return type(self), (self.where, self.got, self.allowed)  # so that it crosses process borders whole


class SpecError(SynthError):
    """A scene spec or an override that cannot be understood."""


class PlacementError(SynthError):
    """A scene whose layout rules cannot be met; names the count of failures per rule."""


class PackError(SynthError):
    """A pack folder that is missing a part, does not fit the scene or cannot be trusted."""


class DataError(SynthError):
    """A data set (COCO, JSONL, pictures) that cannot be read."""


class OutputError(SynthError):
    """An output folder that cannot be written or belongs to another run."""


def suggest(got: str, known: Iterable[str]) -> str:
    """The `allowed` half of a message for a name that is not in a closed list; proposes the nearest name, if any.

    Of a long list only the names nearest to `got` are told, and how many there are.
    """
    names = sorted(known)
    near = difflib.get_close_matches(got[:LONGEST_LIST], names, n=1)
    return f"known: {listed(got, names)}" + (f" (did you mean '{_cut(near[0])}'?)" if near else "")


def listed(got: str, names: list[str]) -> str:
    """Names in one line: all of them, or of a long list the few that are nearest to `got`, and how many there are."""
    whole = ", ".join(names)
    if len(whole) <= LONGEST_LIST:
        return whole
    few = set(difflib.get_close_matches(got[:LONGEST_LIST], names, n=FEW, cutoff=0.3) or names[:FEW])
    return f"{', '.join(_cut(name) for name in names if name in few)} … ({len(names)} in all)"


def _cut(text: str, longest: int = LONGEST_NAME) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _short(value: object) -> str:
    return _cut(" ".join(repr(value).split()), LONGEST_GOT)
