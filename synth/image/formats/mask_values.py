"""What the values of masks mean: classes, background, no label, numbers of objects, or blurred black and white."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import plain_text
from synth.image.formats.pixels import read_mask

if TYPE_CHECKING:
    from jaxtyping import Int32

NAMES = ("classes.txt", "class_names.txt", "labels.txt", "class_dict.csv", "labelmap.txt", "label_colors.txt")
"""Files that name classes: a line each, of value 0, 1 and so on; or a name with its three colour values."""

MOST_CLASSES = 64
VOID = 255
LONE = "object"

_NO_CLASS = re.compile(r"_*(background|void|ignored?|unlabell?ed)_*", re.IGNORECASE)
_NAME_COLOUR = re.compile(r"(.+?)[,:;\s]+(\d+)[,\s]+(\d+)[,\s]+(\d+)\s*:*")
_COLOUR_NAME = re.compile(r"(\d+)[,\s]+(\d+)[,\s]+(\d+)[,\s]+(.+)")
_BLURRED = 0.95
"""Share of pixels within 8 of black or white from which grey ones are the rims between these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """`names`: value -> class. `how`: a value is a class, the number of an object, or darker or lighter than grey.

    `assumed` is a line on what no file says; None where one does.
    """

    names: Mapping[int, str]
    how: Literal["classes", "numbers", "blurred"]
    assumed: str | None

    def value_maps(self, values: Int32[np.ndarray, "h w"]) -> Iterator[tuple[int, Int32[np.ndarray, "h w"]]]:
        """(value of a class, map of its objects or regions: 0 is none) of each class in a mask."""
        if self.how == "numbers":
            yield 1, values
        elif self.how == "blurred":
            yield 1, (values >= 128).astype(np.int32)
        else:
            for value in np.unique(values).tolist():
                if value in self.names:
                    yield value, (values == value).astype(np.int32)


def meaning_of(folder: Path, files: Iterable[Path]) -> Meaning:
    """What the values of these masks mean, with the names of classes that a file of NAMES in the folder gives.

    DataError where there are too many values for classes, and they are no numbers of objects either.
    """
    found, consecutive, pixels, extreme = set[int](), True, 0, 0
    for file in files:
        values = read_mask(file)
        here = np.unique(values)
        consecutive = consecutive and len(here) - (here[0] == 0) == here[-1]
        if len(found) <= MOST_CLASSES:
            found.update(here[: MOST_CLASSES + 2].tolist())
        pixels += values.size
        extreme += int(((values < 8) | ((values > VOID - 8) & (values <= VOID))).sum())
    if found <= {0, 1} or found <= {0, VOID}:
        return _named(folder, max(found))
    if len(found) > MOST_CLASSES:
        if consecutive:
            return Meaning(names={1: LONE}, how="numbers", assumed="each value of a mask is one object, 0 none")
        if extreme >= _BLURRED * pixels:
            return Meaning(names={1: LONE}, how="blurred", assumed="masks are grey at their rims: from 128 on, object")
        allowed = f"one value for each of at most {MOST_CLASSES} classes, or objects numbered from 1 in each picture"
        raise DataError(str(folder), Unquoted("masks with many values (blurred, or no masks?)"), allowed)
    return _classes(folder, found)


def _named(folder: Path, value: int) -> Meaning:
    stated = [one for one in stated_names(folder).values() if not _NO_CLASS.fullmatch(one)]
    name = stated[0] if len(stated) == 1 else LONE
    return Meaning(
        names={value: name}, how="classes", assumed=None if stated else f"value {value} is one class, {LONE}"
    )


def _classes(folder: Path, found: set[int]) -> Meaning:
    stated = stated_names(folder)
    if stated:
        names = {value: name for value, name in stated.items() if not _NO_CLASS.fullmatch(name)}
        if unnamed := sorted(found - stated.keys() - {0, VOID}):
            raise DataError(str(folder), Unquoted(f"masks with value {unnamed[0]}"), f"values that {NAMES[0]} names")
        return Meaning(names=names, how="classes", assumed=None)
    void = {VOID} if found - {0, VOID} else set[int]()
    names = {value: f"class_{value}" if value <= VOID else f"colour_{value:06x}" for value in found - void - {0}}
    unlabelled = f", {VOID} no label" if void & found else ""
    assumed = f"0 is background{unlabelled}; {NAMES[0]} in the folder names values: a line for 0, for 1 and so on"
    return Meaning(names=names, how="classes", assumed=assumed)


def stated_names(folder: Path) -> dict[int, str]:
    """Value -> name of the first file of NAMES in the folder; of colours, the value is that of `read_mask`."""
    file = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if file is None:
        return {}
    lines = [line.strip() for line in plain_text(file, DataError, "names of classes", most=1 << 20).splitlines()]
    coloured = dict[int, str]()
    for line in lines:
        if found := _COLOUR_NAME.fullmatch(line):
            coloured[_colour(found[1], found[2], found[3])] = found[4].strip()
        elif found := _NAME_COLOUR.fullmatch(line):
            coloured[_colour(found[2], found[3], found[4])] = found[1].strip()
    return coloured or dict(enumerate(filter(None, lines)))


def _colour(red: str, green: str, blue: str) -> int:
    """Three equal values are a grey one, as `read_mask` has it."""
    values = int(red), int(green), int(blue)
    return values[0] if len(set(values)) == 1 else values[0] << 16 | values[1] << 8 | values[2]
