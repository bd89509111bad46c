"""Boxes of tracks against their masks and against one another from frame to frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from synth.quality.finding import Finding
from synth.quality.videos.raw import HeldVideo, label_at, of_video
from synth.video.read import BoxLabel
from synth.video.verify.tracks import changes_of_steps

APART_PX = 2.0
"""Boxes are of whole pixels in many tools."""

MOST_JUMP = 0.5
"""Change of a step in diagonals of the box, as `verify` has it for videos of ours."""

JUMP_CONFIDENCE = 0.9

LEAST_SHARE, LEAST_PX = 0.1, 8.0
"""Of an area: what the stated one may differ by."""


def box_against_mask(one: HeldVideo) -> Iterator[Finding]:
    """A box, of what is seen or of the whole object, that is not the box of its own mask."""
    for label in one.sample.labels:
        for key, box, mask in (("bbox", label.box, label.mask), ("amodal_bbox", label.amodal_box, label.amodal_mask)):
            apart = max(abs(a - b) for a, b in zip(box, mask.box, strict=True))
            if apart > APART_PX:
                evidence = f"a side of the box lies {apart:.1f} px from that of the mask"
                at = f"{label_at(label)}, {key}"
                yield of_video(one, "box_against_mask", at, box.xywh, mask.box.xywh, evidence)


def area_against_mask(one: HeldVideo) -> Iterator[Finding]:
    """A stated area that is not that of the mask of what is seen."""
    for label in one.sample.labels:
        area = label.mask.area
        if abs(label.area - area) > LEAST_PX + LEAST_SHARE * max(label.area, area):
            yield of_video(one, "area_against_mask", label_at(label), label.area, area, f"the mask has {area} px")


def track_jump(one: HeldVideo) -> Iterator[Finding]:
    """A box that is suddenly far off the place where the last two of its track put it: the first of each jump.

    On the canvas where the line has the camera's place for each frame, else in the frame.
    """
    corners = _corners(one.record)
    rows = [_row(label, corners) for labels in one.by_track.values() for label in labels]
    last = dict[int, int]()
    for track, frame, change in changes_of_steps(rows):
        if change > MOST_JUMP:
            if frame > last.get(track, -3) + 2:  # a jump changes the steps into it, out of it and behind it
                evidence = f"its step changes by {change:.1f} diagonals of its box"
                at = f"track {track} in frame {frame}"
                yield of_video(one, "track_jump", at, round(change, 2), None, evidence, JUMP_CONFIDENCE)
            last[track] = frame


def _corners(record: Any) -> Sequence[tuple[float, float]] | None:
    """The upper left of what each frame shows, on the canvas; None where the line does not state it."""
    camera = record.get("camera")
    if not isinstance(camera, list) or len(camera) != record["frames"]:
        return None
    whole = all(isinstance(at, list) and len(at) >= 2 and all(isinstance(x, int | float) for x in at) for at in camera)
    return [(at[0], at[1]) for at in camera] if whole else None


def _row(label: BoxLabel, corners: Sequence[tuple[float, float]] | None) -> tuple[float, ...]:
    corner = corners[label.frame] if corners and 0 <= label.frame < len(corners) else (0.0, 0.0)
    return label.track_id, label.frame, *label.amodal_box, *corner
