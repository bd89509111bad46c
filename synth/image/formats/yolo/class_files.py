"""Files that list the classes of a YOLO set without data.yaml, as labelImg and Darknet write them."""

from __future__ import annotations

from pathlib import Path

from synth.image.formats.picture_files import ENDINGS

CLASSES, PICTURES = "classes.txt", "images"
_FILES = (CLASSES, "images/classes.txt", "labels/classes.txt", "obj.names", "data/obj.names")
"""A line each, in the order of the numbers of classes."""


def class_file(folder: Path) -> Path | None:
    """The first of these files that the folder has."""
    return next((folder / name for name in _FILES if (folder / name).is_file()), None)


def has_labels_beside(folder: Path) -> bool:
    """Whether a picture in the folder, or in one in it, has a text file of its name beside it."""
    pictures = (path for pattern in ("*", "*/*") for path in folder.glob(pattern) if path.suffix.lower() in ENDINGS)
    return any(path.with_suffix(".txt").is_file() for path in pictures)
