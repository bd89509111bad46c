"""A page with its labels drawn, for a notebook: words, fields, table cells, regions."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from markupsafe import Markup
from PIL import Image

from synth.document.labels import DocumentLabels, PageOutline
from synth.document.sample import LabelledDocument, LabelledPage

COLOURS = {"region": (139, 92, 246), "cell": (22, 163, 74), "word": (220, 60, 60), "field": (37, 99, 235)}
"""Kind of label -> RGB, from below to above."""

_FONT = cv2.FONT_HERSHEY_SIMPLEX

_SHOWN_PX = 640
"""Width of a page in a notebook."""


def drawn_labels(page: LabelledPage) -> Image.Image:
    """The page with the outline of each region, table cell, word and field; regions by name."""
    canvas = page.array
    for kind, outline in _outlines(page.document.labels):
        if outline.page == page.number:
            points = np.round(outline.polygon * 16).astype(np.int32)
            cv2.polylines(canvas, [points], True, COLOURS[kind], 1 if kind == "word" else 2, cv2.LINE_AA, 4)
    for region in page.document.regions:
        if region.outline.page == page.number:
            x, y = region.outline.polygon.min(axis=0).round().astype(int).tolist()
            place = (x, max(y - 4, 12))
            cv2.putText(
                canvas, region.category, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, COLOURS["region"], 1, cv2.LINE_AA
            )
    return Image.fromarray(canvas)


def pages_html(document: LabelledDocument) -> str:
    """All pages side by side, as pictures inside the HTML."""
    picture = Markup('<img alt="page {} with its labels" width="{}" src="data:image/jpeg;base64,{}">')
    pages = (picture.format(page.number + 1, min(_SHOWN_PX, page.width), _jpeg(page)) for page in document.pages)
    return str(Markup("<div>{}</div>").format(Markup("\n").join(pages)))


def _outlines(labels: DocumentLabels) -> Iterator[tuple[str, PageOutline]]:
    groups: Iterable[tuple[str, Iterable[PageOutline]]] = (
        ("region", (one.outline for one in labels.regions)),
        ("cell", (outline for table in labels.tables for cell in table.cells for outline in cell.outlines)),
        ("word", (word.outline for word in labels.words)),
        ("field", (outline for field in labels.fields for outline in field.outlines)),
    )
    return ((kind, outline) for kind, outlines in groups for outline in outlines)


def _jpeg(page: LabelledPage) -> str:
    data = io.BytesIO()
    page.drawn().save(data, "JPEG", quality=85)
    return base64.b64encode(data.getvalue()).decode("ascii")
