"""Posts in a firm: a job in the department where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from synth.people import Persona
from synth.scene.read import read_yaml


class Post(NamedTuple):
    """A department and the job in it, as a woman or a man in it is called."""

    department: str
    job: str


def posts_for(person: Persona) -> Sequence[Post]:
    """The posts that any firm has, from the least to the best paid, in the person's language."""
    at = 1 if person.gender == "f" else 2
    return [Post(row[0], row[at]) for row in _posts()[person.locale.code.split("_")[0]]]


@cache
def _posts() -> dict[str, list[list[str]]]:
    return read_yaml(Path(__file__).parent / "posts.yaml")
