"""A video with its labels as Python gets it: frames as numpy, tracks, events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.core.strict_json import parse_json
from synth.folder.batch import Batch
from synth.folder.coco import category_table
from synth.folder.held_files import ReadFile, files_in, files_of
from synth.folder.line_index import LineIndex
from synth.folder.stated import stated_line
from synth.video.encode.batch import LINES
from synth.video.file.mp4 import read_mp4
from synth.video.read import ANNOTATIONS, BoxLabel, label_of, open_videos
from synth.video.scene.schema import VideoScene
from synth.video.stated import VideoStated

if TYPE_CHECKING:
    from jaxtyping import UInt8

_OF_VIDEO = re.compile(rb'"video_id":(\d+)')
_BETWEEN = b'],"annotations":['


@dataclass(frozen=True, kw_only=True)
class LabelledVideo:
    """One video. `line` is what video.jsonl says of it, key by key; `categories` are id -> name."""

    line: Mapping[str, Any]
    labels: tuple[BoxLabel, ...]
    categories: Mapping[int, str]
    read: ReadFile

    @property
    def id(self) -> int:
        return self.line["id"]

    @property
    def fps(self) -> float:
        """Frames a second."""
        return self.line["fps"]

    @property
    def mp4(self) -> bytes:
        """The file. DataError where it is missing."""
        return self.read(self.line["file"])

    def frames(self) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
        """The frames, RGB, decoded one after the other. DataError for a file that is no video."""
        try:
            yield from read_mp4(self.mp4)
        except ValueError as error:
            raise DataError(self.line["file"], str(error), "a video") from None

    @cached_property
    def labels_of_frames(self) -> tuple[tuple[BoxLabel, ...], ...]:
        """The objects of each frame."""
        found: list[list[BoxLabel]] = [[] for _ in range(self.line["frames"])]
        for label in self.labels:
            found[label.frame].append(label)
        return tuple(map(tuple, found))

    @property
    def tracks(self) -> list[Mapping[str, Any]]:
        """Category, attributes, frames [start, end) and parent of each track."""
        return self.line["tracks"]

    @property
    def segments(self) -> list[Mapping[str, Any]]:
        """Shots and title cards: frames [start, end), how each begins, its caption."""
        return self.line["segments"]

    @property
    def events(self) -> list[Mapping[str, Any]]:
        """Frame, kind and track of what happens."""
        return self.line["events"]

    @property
    def variables(self) -> Mapping[str, Any]:
        """The scene's variables in the first shot, name -> value."""
        return self.line.get("variables", {})


def video_sample(
    line: bytes, annotations: bytes, categories: Mapping[int, str], read: ReadFile, where: str
) -> LabelledVideo:
    """The video of a line of video.jsonl and its annotations, comma-joined; DataError at `where` for other lines."""
    record = stated_line(VideoStated, line, where)
    values = parse_json(f"[{annotations.decode()}]", where, DataError)
    labels = tuple(label_of(value, where) for value in values)
    if any(not 0 <= label.frame < record["frames"] for label in labels):
        raise DataError(where, "an annotation of no frame", f"annotations of the {record['frames']} frames")
    return LabelledVideo(line=record, labels=labels, categories=categories, read=read)


def videos_of(scene: VideoScene, batch: Batch) -> Iterator[LabelledVideo]:
    """The videos of a batch; those that were given up are left out."""
    categories = {one.id: one.name for one in category_table(scene.categories, (), scene.category_ids)}
    parts = (batch.parts[LINES], batch.parts["annotations"], files_of(batch, LINES))
    for place, (line, boxes, read) in enumerate(zip(*parts, strict=True)):
        if line:
            yield video_sample(line, boxes.strip(), categories, read, f"sample {batch.first + place}")


class IndexedVideos:
    """The videos of the data set in `folder`, each by its place. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        opened = open_videos(folder)
        self._categories = opened.categories()
        self._lines = LineIndex(opened.finished.path)
        self._labels = LineIndex(opened.finished.part(ANNOTATIONS))
        self._places: dict[int, int] | None = None
        self._read = files_in(folder)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledVideo:
        """IndexError behind the last one."""
        line, where = self._lines[place], f"{self._lines.path}:{place + 1}"
        number = stated_line(VideoStated, line, where)["id"]
        if self._places is None:
            self._places = self._annotation_lines()
        found = self._places.get(number)
        annotations = b"" if found is None else self._labels[found].removesuffix(b",")
        return video_sample(line, annotations, self._categories, self._read, where)

    def _annotation_lines(self) -> dict[int, int]:
        """Video -> the line of annotations.json that holds its annotations, as `synth generate` writes it."""
        found: dict[int, int] = {}
        between = False
        for number in range(len(self._labels)):
            line = self._labels[number]
            if between and (of := _OF_VIDEO.search(line)):
                found[int(of[1])] = number
            between = between or line.startswith(_BETWEEN)
        return found
