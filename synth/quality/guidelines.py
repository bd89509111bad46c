"""A draft of a set's guidelines, and the pictures that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from synth.core.geometry import Box
from synth.folder.guidelines import UNDECIDED

INTRODUCTION = """\
Drafted by `synth check` from the set: examples and edge cases are its own, definitions and decisions are for people.
Laid into the folder of the set, its conventions are what `synth check` holds labels against: the value behind the
colon counts, what is in brackets was measured."""

AGREE = 0.9
"""Share of the cases that must agree, for a convention that is not `undecided`."""


class Shot(NamedTuple):
    """A part of a picture."""

    picture: Path
    box: Box


class Draft(NamedTuple):
    """The text in Markdown; `shots`: name of a file that it shows, beside it -> what is in it."""

    text: str
    shots: Mapping[str, Shot] = {}


def majority(yes: int, no: int, names: tuple[str, str]) -> str:
    """The name of what nine in ten do, or `undecided`."""
    total = yes + no
    return next((name for name, many in zip(names, (yes, no), strict=True) if many >= AGREE * total), UNDECIDED)
