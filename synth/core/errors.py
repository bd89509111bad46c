"""The SynthError family: one line with the place, the value that was got and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SynthError(Exception):
    """Bad input or a failed precondition; `str(error)` is the one line a user sees (exit code 2)."""

    def __init__(self, where: str, got: object, allowed: str) -> None:
        self.where, self.got, self.allowed = where, got, allowed
        super().__init__(f"{where}: got {_short(got)}; {allowed}")

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
    """The `allowed` half of a message for a name that is not in a closed list; proposes the nearest name, if any."""
    names = sorted(known)
    near = difflib.get_close_matches(got, names, n=1)
    return f"known: {', '.join(names)}" + (f" (did you mean '{near[0]}'?)" if near else "")


def _short(value: object, limit: int = 120) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
