"""Looks at every picture of a folder before its labels are used: where it is turned, and how deep its values are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.levels import Levels, ValueRange, levels_of, range_of
from synth.image.formats.pixels import Stored, read_deep, read_stored
from synth.image.formats.tally import Counting


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The pictures, ready to be loaded, and what a person should know of them: one line for each kind of change."""

    pictures: tuple[AnnotatedImage, ...]
    changed: tuple[str, ...]


def survey(pictures: Sequence[AnnotatedImage]) -> Survey:
    """Look at every file. DataError for one that is missing, broken, a stack, or of another size than its labels."""
    stored = [stored_of(picture) for picture in pictures]
    viewers = follow_viewers(zip(pictures, stored, strict=True))
    upright = [is_upright(picture, file, viewers) for picture, file in zip(pictures, stored, strict=True)]
    ranges = {
        number: range_of(read_deep(picture.path))
        for number, (picture, file) in enumerate(zip(pictures, stored, strict=True))
        if file.deep
    }
    levels = _levels(ranges)
    ready = (
        replace(picture, stored=stored[number], upright=upright[number], levels=levels.get(number))
        for number, picture in enumerate(pictures)
    )
    lines = [*_scaled_lines(levels), *_turned_lines(stored, upright), *_alpha_lines(stored)]
    return Survey(pictures=tuple(ready), changed=tuple(lines))


def stored_of(picture: AnnotatedImage) -> Stored:
    """What its file says of it. DataError where that is another size than its labels refer to, or no picture."""
    stored = read_stored(picture.path)
    if (picture.width, picture.height) not in (stored.stored_wh, stored.upright_wh):
        size = f"{stored.width} x {stored.height} px"
        raise DataError(str(picture.path), size, f"{picture.width} x {picture.height} px, as its labels say")
    return stored


def readable_of(pictures: Iterable[AnnotatedImage], dropped: Counting) -> Iterator[AnnotatedImage]:
    """The pictures that `stored_of` can look at; the others are counted."""
    for picture in pictures:
        try:
            stored_of(picture)
        except DataError as error:
            dropped.drop("unreadable", f"{picture.file_name} ({error.got})")
            continue
        yield picture


def follow_viewers(looked_at: Iterable[tuple[AnnotatedImage, Stored]]) -> bool:
    """Whether labels of a folder refer to its turned pictures as viewers and labelling tools show them.

    Width and height tell it, except of a square and of a picture upside down or mirrored. Where they tell it of no
    picture of the folder, they do.
    """
    told = {
        (picture.width, picture.height) == file.upright_wh
        for picture, file in looked_at
        if file.orientation != 1 and file.upright_wh != file.stored_wh
    }
    return told != {False}


def is_upright(picture: AnnotatedImage, file: Stored, viewers: bool) -> bool:
    """Whether the labels of a picture refer to it as viewers show it; `viewers` where nothing tells."""
    if file.orientation == 1:
        return False
    return viewers if file.upright_wh == file.stored_wh else (picture.width, picture.height) == file.upright_wh


def _levels(ranges: Mapping[int, ValueRange]) -> dict[int, Levels]:
    """Number of a picture -> its levels: one rule for all unsigned ones, one for all others."""
    groups = [[number for number, one in ranges.items() if one.unsigned is unsigned] for unsigned in (True, False)]
    found = [(group, levels_of(ranges[number] for number in group)) for group in groups if group]
    return {number: levels for group, levels in found for number in group}


def _scaled_lines(levels: Mapping[int, Levels]) -> list[str]:
    return [one.line(number) for one, number in Counter(levels.values()).items()]


def _turned_lines(stored: Sequence[Stored], upright: Sequence[bool]) -> list[str]:
    turnable = [turn for file, turn in zip(stored, upright, strict=True) if file.orientation != 1]
    counts = {"turned": sum(turnable), "did not turn": len(turnable) - sum(turnable)}
    why = {
        "turned": "as EXIF says: the labels are taken to refer to what a viewer shows",
        "did not turn": "whatever EXIF says: the labels refer to the stored pixels",
    }
    return [f"{what} {_pictures(number)} {why[what]}" for what, number in counts.items() if number]


def _alpha_lines(stored: Sequence[Stored]) -> list[str]:
    number = sum(file.alpha for file in stored)
    return [f"left out the alpha channel of {_pictures(number)}"] if number else []


def _pictures(number: int) -> str:
    return f"{number} picture" if number == 1 else f"{number} pictures"
