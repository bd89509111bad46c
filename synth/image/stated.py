"""What the lines of samples.jsonl and the annotations of annotations.json state, as models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from synth.folder.stated import CheckLine, Name, Natural, Positive, Share, Stated

Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
"""px"""

LARGEST_SIDE_PX = 30_000

Side = Annotated[float, Field(gt=0, le=LARGEST_SIDE_PX)]
"""px"""

LARGEST_FIDELITY = 1 << 24
"""Bytes of fidelity.json."""


class PlanStated(Stated):
    """What was asked for."""

    width: Annotated[Positive, Field(le=LARGEST_SIDE_PX)]
    height: Annotated[Positive, Field(le=LARGEST_SIDE_PX)]
    prompt: str
    variables: dict[str, Any]
    quotas: list[str] = Field(default_factory=list)


class NoteStated(Stated):
    """A remark on a draft."""

    kind: str
    text: str


class PictureStated(Stated):
    """A line of samples.jsonl."""

    id: Natural
    file: Name
    generator: str
    plan: PlanStated
    checks: list[CheckLine]
    captions: list[str] = Field(default_factory=list)
    notes: list[NoteStated] = Field(default_factory=list)


class AttemptStated(Stated):
    """What layout fidelity reads of a line of samples.jsonl."""

    id: Natural
    attempt: Natural


class CategoryStated(Stated):
    """An entry of `categories`."""

    id: Natural
    name: Name


class RleStated(Stated):
    """COCO's run lengths, compressed; of a mask that leaves the canvas also the corner of its own box."""

    size: Annotated[list[Annotated[Natural, Field(le=LARGEST_SIDE_PX)]], Field(min_length=2, max_length=2)]
    counts: str
    origin: Annotated[list[int], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0, 0])


Polygon = Annotated[list[Coordinate], Field(min_length=6)]
"""x, y of its corners in px."""

Xywh = tuple[Coordinate, Coordinate, Side, Side]


class AnnotationStated(Stated):
    """An entry of `annotations`."""

    id: Natural
    image_id: Natural
    category_id: Natural
    bbox: Annotated[Xywh, Field(strict=False)]
    amodal_bbox: Annotated[Xywh, Field(strict=False)] | None = None
    area: Annotated[float, Field(ge=0)]
    segmentation: RleStated | list[Polygon]
    amodal_segmentation: RleStated | None = None
    visibility: Share | None = None
    truncation: Share | None = None
    iou: float | None = None
    score: float | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)
    keypoints: list[float] = Field(default_factory=list)
