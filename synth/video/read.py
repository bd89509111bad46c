"""Reads a finished data set of videos: video.jsonl beside annotations.json, one video at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.core.json_stream import iter_members
from synth.folder.coco import annotation_id
from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished, picture_inside
from synth.folder.stated import checked
from synth.image.formats.segmentation import mask_of_stated_rle
from synth.image.stated import CategoryStated
from synth.video.stated import BoxStated, VideoStated

VIDEOS = FolderKind("videos", "video.jsonl")
ANNOTATIONS = "annotations.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLabel:
    """An object in one frame, which counts from 0; boxes in px, masks as COCO RLE."""

    frame: int
    track_id: int
    category_id: int
    box: Box
    amodal_box: Box
    area: float
    rle: Mapping[str, Any]
    amodal_rle: Mapping[str, Any]
    visibility: float
    truncation: float
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mask(self) -> Mask:
        """The pixels that are seen. DataError for run lengths that do not add up."""
        return mask_of_stated_rle(self.rle, f"track {self.track_id}, frame {self.frame}")

    @property
    def amodal_mask(self) -> Mask:
        """The full extent, which may leave the frame. DataError for run lengths that do not add up."""
        return mask_of_stated_rle(self.amodal_rle, f"track {self.track_id}, frame {self.frame}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSample:
    """One video: its line of video.jsonl, and its labels in the order of frames. `where` is the path and the line."""

    folder: Path
    record: Mapping[str, Any]
    labels: tuple[BoxLabel, ...]
    where: str

    @property
    def id(self) -> int:
        return self.record["id"]

    @property
    def name(self) -> str:
        """The video's file name without its ending."""
        return f"{self.id:06d}"

    @property
    def file(self) -> Path:
        """The video. DataError where it lies outside of the folder."""
        return picture_inside(self.folder, self.record["file"])

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.record.get("variables", {})

    @property
    def quotas(self) -> tuple[str, ...]:
        return tuple(self.record.get("quotas", ()))

    def tracks(self) -> Mapping[int, list[BoxLabel]]:
        """Track id -> its labels in the order of frames."""
        found: dict[int, list[BoxLabel]] = {track["id"]: [] for track in self.record["tracks"]}
        for label in self.labels:
            found.setdefault(label.track_id, []).append(label)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoDataSet:
    """A finished data set of videos; of a part of one, `kept` says by its id whether a sample belongs to it."""

    finished: FinishedFolder
    kept: Callable[[int], bool] | None = None

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    def categories(self) -> dict[int, str]:
        """Id -> name of annotations.json's categories, in file order."""
        found: dict[int, str] = {}
        path = self.finished.part(ANNOTATIONS)
        for key, value in iter_members(path):
            if key == "categories":
                checked(CategoryStated, value, f"{path}: categories")
                found[value["id"]] = value["name"]
            elif key in ("images", "annotations"):
                break
        return found

    def __iter__(self) -> Iterator[VideoSample]:
        """The videos in file order; both files are read side by side, so memory stays that of one video.

        DataError at a line that is no video, or where the two files do not list their videos in the same order.
        """
        path = self.finished.part(ANNOTATIONS)
        found = (value for key, value in iter_members(path) if key == "annotations")
        held = next(found, None)
        for where, record in iter_records(self.finished.path, VideoStated, "a video"):
            checked(VideoStated, record, where)
            labels = []
            while held is not None and isinstance(held, dict) and held.get("video_id") == record["id"]:
                labels.append(label_of(held, f"{path}: video {record['id']}"))
                held = next(found, None)
            if self.kept is None or self.kept(record["id"]):
                yield VideoSample(folder=self.finished.folder, record=record, labels=tuple(labels), where=where)
        if held is not None:
            raise DataError(str(path), held, "annotations in the order of video.jsonl, none without a video")


def open_videos(folder: Path) -> VideoDataSet:
    """Open a finished data set of videos; DataError where the folder is none."""
    return VideoDataSet(finished=open_finished(folder, VIDEOS))


def label_of(record: Mapping[str, Any], where: str) -> BoxLabel:
    """An annotation of annotations.json; DataError at `where` for one that is malformed."""
    checked(BoxStated, record, where)
    x, y, width, height = record["bbox"]
    left, top, wide, tall = record["amodal_bbox"]
    return BoxLabel(
        frame=record["image_id"] - annotation_id(record["video_id"], 1),
        track_id=record["track_id"],
        category_id=record["category_id"],
        box=Box(x, y, x + width, y + height),
        amodal_box=Box(left, top, left + wide, top + tall),
        area=record["area"],
        rle=record["segmentation"],
        amodal_rle=record["amodal_segmentation"],
        visibility=record["visibility"],
        truncation=record["truncation"],
        attributes=record.get("attributes", {}),
    )
