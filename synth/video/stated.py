"""What the lines of video.jsonl and the annotations of a video's annotations.json state, as models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from synth.folder.stated import CheckLine, Name, Natural, Positive, Printed, Share, Stated
from synth.image.stated import LARGEST_SIDE_PX, RleStated, Xywh

Side = Annotated[Positive, Field(le=LARGEST_SIDE_PX)]


class SegmentStated(Stated):
    """A shot or a title card: frames [start, end)."""

    start: Natural
    end: Natural
    kind: Name
    transition: Name
    caption: Printed
    transition_frames: Annotated[list[Natural], Field(min_length=2, max_length=2)] | None = None


class TrackStated(Stated):
    """An object, and the frames [start, end) in which it is seen."""

    id: Positive
    category: Name
    start: Natural
    end: Natural
    attributes: dict[str, Any] = Field(default_factory=dict)
    parent: Positive | None = None


class EventStated(Stated):
    """Something that happens at a frame."""

    frame: Natural
    kind: Name
    track: Positive | None = None


class VideoStated(Stated):
    """A line of video.jsonl."""

    id: Natural
    file: Name
    width: Side
    height: Side
    fps: Annotated[float, Field(gt=0, le=1000)]
    frames: Annotated[Positive, Field(le=10_000_000)]
    segments: list[SegmentStated]
    tracks: list[TrackStated]
    events: list[EventStated]
    variables: dict[str, Any] = Field(default_factory=dict)
    quotas: list[str] = Field(default_factory=list)
    checks: list[CheckLine] = Field(default_factory=list)


class BoxStated(Stated):
    """An annotation: an object in one frame."""

    id: Natural
    image_id: Natural
    video_id: Natural
    track_id: Positive
    category_id: Natural
    bbox: Annotated[Xywh, Field(strict=False)]
    amodal_bbox: Annotated[Xywh, Field(strict=False)]
    area: Annotated[float, Field(ge=0)]
    segmentation: RleStated
    amodal_segmentation: RleStated
    visibility: Share
    truncation: Share
    attributes: dict[str, Any] = Field(default_factory=dict)
