"""The 150 classes of ADE20K: their names, and their colours in the training data of segmentation ControlNets.

Zhou et al., "Scene parsing through ADE20K dataset" (CVPR 2017); the palette is that of its authors' scene parsing
benchmark, which the ControlNets for segmentation were trained with: wall is (120, 120, 120), not shifted by one.
The table is `ade20k.json`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from synth.core.tables import many, named, numbers, read_table, record, row, text

Rgb = tuple[int, int, int]

FILE = Path(__file__).with_suffix(".json")


class Ade20k(NamedTuple):
    """Names and colour of each class in ADE20K's order, and COCO's name -> ADE20K class where they call it otherwise.

    The first of a class's names, which `, ` parts, is its own, the others are its synonyms. Left out are synonyms that
    two classes share, and those that mean something else where they stand alone: a `can` is ADE20K's toilet, a
    `machine` its car. Road and skyscraper do have the same colour.
    """

    classes: tuple[tuple[str, Rgb], ...]
    from_coco: Mapping[str, str]


@cache
def ade20k(file: Path = FILE) -> Ade20k:
    """The table, read once. SpecError for a file that cannot be read."""
    return Ade20k(**read_table(file, record({"classes": many(row(text, numbers(3))), "from_coco": named(text)})))


@cache
def _colours() -> Mapping[str, Rgb]:
    return {name: rgb for names, rgb in ade20k().classes for name in names.split(", ")}


def ade20k_rgb(*names: str) -> Rgb | None:
    """RGB colour of the first of these names that ADE20K or COCO has (`traffic_light` is "traffic light"), or None."""
    for name in names:
        plain = " ".join(name.lower().replace("_", " ").split())
        found = _colours().get(ade20k().from_coco.get(plain, plain))
        if found is not None:
            return found
    return None


def ade20k_problem(name: str) -> str | None:
    """The problem with a name that must be an ADE20K class, with the nearest class; None for a valid name."""
    if ade20k_rgb(name) is not None:
        return None
    near = difflib.get_close_matches(name.lower(), _colours(), n=1)
    return "one of ADE20K's 150 classes is needed" + (f" (did you mean '{near[0]}'?)" if near else "")
