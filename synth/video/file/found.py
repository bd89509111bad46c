"""Video files of any origin in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from synth.core.errors import DataError
from synth.core.inside import files_inside

MEDIA_TYPES: Mapping[str, str] = {
    ".avi": "video/x-msvideo", ".m4v": "video/mp4", ".mkv": "video/x-matroska", ".mov": "video/quicktime",
    ".mp4": "video/mp4", ".mpeg": "video/mpeg", ".mpg": "video/mpeg", ".ogv": "video/ogg", ".webm": "video/webm",
}  # fmt: skip
"""Ending of a video's name -> its type."""

MOST_FILES = 1_000_000


def video_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name relative to the folder, path) of the files in it and below that are named like a video, sorted.

    DataError for what is no plain file inside the folder.
    """
    found = files_inside(folder, DataError, "files inside the folder of videos", most=MOST_FILES)
    return ((name, path) for name, path in found if path.suffix.lower() in MEDIA_TYPES)


def has_videos(folder: Path) -> bool:
    """Whether a folder, or one in it, holds a file that is named like a video."""
    return folder.is_dir() and next(video_files(folder), None) is not None
