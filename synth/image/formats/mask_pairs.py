"""Pictures and the masks that belong to them, by the names that repositories give both.

Folders: images/ beside masks/, train/ beside trainannot/, image/ beside label/; of each part or of all.
Files: a.jpg beside a_mask.png, a_L.png, a_gt.png; image_7.png beside mask_7.png.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from synth.image.formats.found_pictures import SPLIT_FOLDERS
from synth.image.formats.picture_files import ENDINGS

_WORDS = "masks?|labels?|annots?|annotations?|gt|ground_?truths?|seg|segmentations?|segmentationclass|targets?"
_MASK_FOLDER = re.compile(rf"(?:(.*?)[-_ ]?)(?:{_WORDS})", re.IGNORECASE)
_PICTURE_FOLDER = re.compile(r"images?|imgs?|jpegimages|pictures?|photos?|inputs?|originals?|data", re.IGNORECASE)
_MASK_FILE = re.compile(rf"(.+?)[-_ .](?:(?:{_WORDS})(?:[-_ ]?\d+)?|(?-i:L))", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:images?|imgs?|({_WORDS}))[-_ ](?=.)", re.IGNORECASE)
_AFTER = re.compile(r"(.+?)[-_ ](?:images?|imgs?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A picture and its masks, one or several, as paths relative to the folder; `name` is the picture's in its part."""

    picture: str
    masks: tuple[str, ...]
    split: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What a folder holds: pairs in the order of their pictures, pictures and masks that have no partner."""

    pairs: tuple[Pair, ...]
    lone_pictures: tuple[str, ...]
    lone_masks: tuple[str, ...]


def pairs_of(names: Iterable[str]) -> Pairs:
    """The pairs among these paths, relative to the folder of the set."""
    pictures: dict[str, list[str]] = {}
    masks: dict[str, list[str]] = {}
    for name in names:
        if name.lower().endswith(ENDINGS):
            key, is_mask = _key(name)
            (masks if is_mask else pictures).setdefault(key, []).append(name)
    paired = [(found[0], key) for key, found in pictures.items() if key in masks and len(found) == 1]
    known = {key for _, key in paired}
    return Pairs(
        pairs=tuple(
            Pair(picture=picture, masks=tuple(masks[key]), split=_split(picture), name=_name(picture))
            for picture, key in sorted(paired)
        ),
        lone_pictures=tuple(sorted(one for key, found in pictures.items() if key not in known for one in found)),
        lone_masks=tuple(sorted(one for key, found in masks.items() if key not in known for one in found)),
    )


def pairs_in(folder: Path) -> Pairs:
    """The pairs in a folder and below; linked folders are not entered."""
    names = list[str]()
    for root, _, files in os.walk(folder):
        above = Path(root).relative_to(folder)
        names += [(above / file).as_posix() for file in files]
    return pairs_of(names)


def _key(name: str) -> tuple[str, bool]:
    """What a picture and its masks have in common, and whether the name is that of a mask."""
    path = PurePosixPath(name)
    parts, is_mask = list[str](), False
    for part in path.parent.parts:
        if found := _MASK_FOLDER.fullmatch(part):
            is_mask, part = True, found[1]
        if not _PICTURE_FOLDER.fullmatch(part):
            parts.append(part.lower())
    stem = path.stem
    if found := _MASK_FILE.fullmatch(stem):
        is_mask, stem = True, found[1]
    elif found := _BEFORE.match(stem):
        is_mask, stem = is_mask or found[1] is not None, stem[found.end() :]
    elif found := _AFTER.fullmatch(stem):
        stem = found[1]
    return "/".join([*filter(None, parts), stem]), is_mask


def _split(picture: str) -> str:
    return next((SPLIT_FOLDERS[p] for p in PurePosixPath(picture).parent.parts if p in SPLIT_FOLDERS), "")


def _name(picture: str) -> str:
    """Without folders that only say that these are pictures, or to which part of the set they belong."""
    path = PurePosixPath(picture)
    kept = [p for p in path.parent.parts if p not in SPLIT_FOLDERS and not _PICTURE_FOLDER.fullmatch(p)]
    return "/".join([*kept, path.name])
