"""Every check of a set of videos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from synth.core.errors import DataError, Unquoted
from synth.quality.finding import Finding
from synth.quality.videos import boxes, structure
from synth.quality.videos.raw import HeldVideo
from synth.video.file.mp4 import library
from synth.video.read import VIDEOS

OF_VIDEOS: tuple[tuple[Callable[[HeldVideo], Iterator[Finding]], tuple[str, ...]], ...] = (
    (structure.video_file, ("missing_file", "unreadable_file")),
    (structure.video_mismatch, ("video_mismatch",)),
    (structure.segment_frames, ("segment_frames",)),
    (structure.outside_video, ("outside_video",)),
    (structure.dangling_track, ("dangling_track",)),
    (structure.repeated_track, ("repeated_track",)),
    (structure.track_category, ("track_category",)),
    (structure.track_frames, ("track_frames",)),
    (structure.event_against_track, ("event_against_track",)),
    (boxes.box_against_mask, ("box_against_mask",)),
    (boxes.area_against_mask, ("area_against_mask",)),
    (boxes.track_jump, ("track_jump",)),
)
"""What finds something in a video by itself, and the checks that it is for."""


def check_videos(data: Path, wanted: Collection[str]) -> tuple[list[Finding], int, Counter[str]]:
    """The findings of the `wanted` checks, how many videos there are, and how many labels each category has.

    DataError for a set without a video; SynthError without the extra `video`.
    """
    library()
    found, videos, names = list[Finding](), 0, Counter[str]()
    for one in HeldVideo.each_of(data):
        videos += 1
        names.update(one.names[label.category_id] for label in one.sample.labels if label.category_id in one.names)
        for check, of in OF_VIDEOS:
            if any(name in wanted for name in of):
                found += check(one)
    if not videos:
        raise DataError(str(data / VIDEOS.file), Unquoted("no video"), "a line a video")
    return found, videos, names
