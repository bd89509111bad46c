"""What a line of documents.jsonl states, as models; `synth.document.record_labels` checks what one key says of another.

Only what every reader needs is required: a line without labels can still be counted.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from synth.folder.stated import CheckLine, Name, Natural, Positive, Printed, Share, Stated

LARGEST_SIDE_PX = 30_000
LARGEST_PAGE = 80_000_000
"""px; below the size from which Pillow warns of a bomb."""

Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]
"""px"""

Quad = Annotated[list[Coordinate], Field(min_length=8, max_length=8)]
Ids = list[Natural]
Count = Annotated[int, Field(ge=1, le=10_000)]


class PageStated(Stated):
    """A page's picture."""

    file: Name
    width: Annotated[Positive, Field(le=LARGEST_SIDE_PX)]
    height: Annotated[Positive, Field(le=LARGEST_SIDE_PX)]

    @model_validator(mode="after")
    def _bounded(self) -> PageStated:
        if self.width * self.height > LARGEST_PAGE:
            raise ValueError(f"at most {LARGEST_PAGE} pixels are allowed")
        return self


class OutlineStated(Stated):
    """An outline on one page: four corners, and the whole polygon where an edge is bent."""

    page: Natural
    quad: Quad
    polygon: Annotated[list[Coordinate], Field(min_length=8, max_length=8000)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_corners(self) -> OutlineStated:
        if len(self.polygon) % 8:
            raise ValueError("a polygon of 4, 8, 12 ... points, x and y of each, is needed")
        return self


class WordStated(OutlineStated):
    """A printed word."""

    text: Printed
    handwritten: bool = False
    hyphen: bool = False
    glued: bool = False
    truncation: Share = 0.0


class LineStated(OutlineStated):
    """A printed line."""

    words: Ids


class FieldStated(Stated):
    """A value."""

    key: Name
    text: str
    value: str
    type: str
    words: Ids
    quads: list[OutlineStated]


class QuestionStated(Stated):
    """A printed question."""

    text: str
    words: Ids


class LinkStated(Stated):
    """A question and the number of the field that answers it."""

    question: QuestionStated
    field: Natural


class CellStated(Stated):
    """A table's cell."""

    row: Natural
    column: Natural
    row_span: Count
    column_span: Count
    header: bool
    words: Ids
    quads: list[OutlineStated]
    repeated: Ids = Field(default_factory=list)


class TableStated(Stated):
    """A table."""

    rows: Count
    columns: Count
    cells: list[CellStated]
    quads: list[OutlineStated]


class RegionStated(OutlineStated):
    """A block of the layout."""

    category: Name
    words: Ids
    block: Natural


class CheckBoxStated(OutlineStated):
    """A box to tick."""

    key: Name
    checked: bool


class GraphicStated(OutlineStated):
    """A drawing."""

    kind: Name
    words: Ids


class DegradationStated(Stated):
    """How the pages were degraded."""

    profile: str = ""
    severity: dict[str, float] = Field(default_factory=dict)


class DocumentStated(Stated):
    """A line of documents.jsonl."""

    id: Natural
    pages: Annotated[list[PageStated], Field(max_length=1000)]
    words: list[WordStated]
    lines: list[LineStated] = Field(default_factory=list)
    fields_: list[FieldStated] = Field(default_factory=list, alias="fields")
    links: list[LinkStated] = Field(default_factory=list)
    tables: list[TableStated] = Field(default_factory=list)
    regions: list[RegionStated] = Field(default_factory=list)
    checkboxes: list[CheckBoxStated] = Field(default_factory=list)
    graphics: list[GraphicStated] = Field(default_factory=list)
    checks: list[CheckLine] = Field(default_factory=list)
    locale: Printed = ""
    template: str = ""
    degradation: DegradationStated = DegradationStated()
    variables: dict[str, Any] = Field(default_factory=dict)
    quotas: list[str] = Field(default_factory=list)
