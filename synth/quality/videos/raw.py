"""Videos as their labels stand, faults and all, and findings on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.plain_file import plain_bytes
from synth.folder.held_files import LARGEST_FILE
from synth.quality.finding import SURE, Finding, Place
from synth.video.file.mp4 import decode_mp4, rate_of
from synth.video.read import VIDEOS, BoxLabel, VideoSample, open_videos


class Film(NamedTuple):
    """What the decoded file has."""

    frames: int
    width: int
    height: int
    fps: float


@dataclass(frozen=True, kw_only=True)
class HeldVideo:
    """A line of `video.jsonl`, its place from 0, and the labels of its frames; `names` are those of category ids."""

    data: str
    place: int
    sample: VideoSample
    names: Mapping[int, str]

    @classmethod
    def each_of(cls, data: Path) -> Iterator[HeldVideo]:
        """The videos of a folder, one in memory at a time. DataError at a line or label of other types."""
        videos = open_videos(data)
        names = videos.categories()
        for place, sample in enumerate(videos):
            yield cls(data=str(data), place=place, sample=sample, names=names)

    @property
    def where(self) -> str:
        return f"{VIDEOS.file}:{self.place + 1}"

    @property
    def record(self) -> Mapping[str, Any]:
        return self.sample.record

    @property
    def tracks(self) -> list[dict[str, Any]]:
        return self.record["tracks"]

    @cached_property
    def by_track(self) -> Mapping[int, list[BoxLabel]]:
        """Track id -> its labels in the order of frames; without those that are not listed."""
        found = self.sample.tracks()
        listed = {track["id"] for track in self.tracks}
        return {key: sorted(found[key], key=lambda label: label.frame) for key in found if key in listed}

    @cached_property
    def path(self) -> Path:
        """The file. DataError where it lies outside of the folder."""
        return inside(self.sample.folder, self.record["file"], self.where, DataError, "a video inside the folder")

    @cached_property
    def film(self) -> Film | None:
        """What is in the file; None where it is missing or cannot be decoded to its end."""
        if not self.path.is_file():
            return None
        data = plain_bytes(self.path, DataError, "a video", most=LARGEST_FILE)
        frames, size = 0, (0, 0)
        try:
            rate = rate_of(data)
            for decoded in decode_mp4(data):
                frames, size = frames + 1, decoded.size_wh_px
        except ValueError:  # `unreadable_file` says so
            return None
        return Film(frames, *size, rate) if frames else None


def of_video(
    one: HeldVideo, check: str, at: str, given: object, suggested: object, evidence: str, confidence: float = SURE
) -> Finding:
    """A finding at a path of a video's line, such as `tracks[3]`, or at a track's label in a frame."""
    return Finding(
        check=check, data_set=one.data, where=f"{one.where}: {at}", subject=f"video {one.record['id']}",
        given=given, suggested=suggested, confidence=confidence, evidence=evidence,
        place=Place(VIDEOS.file, "", one.place),
    )  # fmt: skip


def label_at(label: BoxLabel) -> str:
    """Where a label is, in words."""
    return f"track {label.track_id} in frame {label.frame}"
