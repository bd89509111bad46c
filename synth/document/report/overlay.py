"""The labels of a document's page as one inline SVG in picture coordinates, a group for each kind of label."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

LAYERS = (
    ("regions", "Regions"),
    ("tables", "Tables"),
    ("lines", "Lines"),
    ("words", "Words"),
    ("fields", "Fields"),
    ("links", "Links"),
    ("order", "Reading order"),
    ("checkboxes", "Check boxes"),
    ("graphics", "Graphics"),
)
"""(class of the group, what the page calls it), from below to above."""

Record = Mapping[str, Any]
"""A line of documents.jsonl, or a part of it. Outlines are drawn from its numbers: those of `labels` are float32."""


def overlay_svg(record: Record, page: int, region_keys: Mapping[str, int]) -> Markup:
    """All labels of a page (its number from 0). `region_keys` gives each region class the number of its colour.

    A shape's `data-t` is what the page shows when it is pointed at; `data-f` is its field's row in the list.
    """
    size = record["pages"][page]
    layers = {
        "regions": _regions(record, page, region_keys),
        "tables": _tables(record, page),
        "lines": (_shape("", line, "") for line in _on(page, record.get("lines", ()))),
        "words": _words(record, page),
        "fields": _fields(record, page),
        "links": _links(record, page),
        "order": _order(record, page),
        "checkboxes": _checkboxes(record, page),
        "graphics": (_shape("", one, one["kind"]) for one in _on(page, record.get("graphics", ()))),
    }
    groups = [Markup('<g class="{}">{}</g>').format(name, Markup("").join(layers[name])) for name, _ in LAYERS]
    frame = Markup('<svg class="overlay" viewBox="0 0 {} {}" role="img" aria-label="labels of the page">{}</svg>')
    return frame.format(size["width"], size["height"], Markup("").join(groups))


def fields_of(record: Record, page: int) -> list[tuple[int, Record]]:
    """(number, field) of the fields that have a part on a page."""
    fields = record.get("fields", ())
    return [(n, one) for n, one in enumerate(fields) if any(part["page"] == page for part in one["quads"])]


def _on(page: int, items: Sequence[Record]) -> Iterator[Record]:
    return (one for one in items if one["page"] == page)


def _shape(kind: str, place: Record, tip: str) -> Markup:
    """A label's outline; one that the picture bends has more points than its quad."""
    tip_part = Markup(' data-t="{}"').format(tip) if tip else Markup("")
    kind_part = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup('<polygon{}{} points="{}"/>').format(
        kind_part, tip_part, _points(place.get("polygon", place["quad"]))
    )


def _points(outline: Sequence[float]) -> str:
    """x, y, x, y ... to half a pixel."""
    return " ".join(f"{round(2 * value) / 2:g}" for value in outline)


def _centre(places: Sequence[Record]) -> tuple[float, float]:
    x, y = np.concatenate([np.reshape(place["quad"], (-1, 2)) for place in places]).mean(axis=0)
    return float(x), float(y)


def _nearest(ours: Sequence[Record], theirs: Sequence[Record]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The middles of the two facing sides of the boxes around some places, x and y of each."""
    pairs = [(one, other) for one in _side_middles(ours) for other in _side_middles(theirs)]
    return min(pairs, key=lambda pair: math.dist(*pair))


def _side_middles(places: Sequence[Record]) -> list[tuple[float, float]]:
    points = np.concatenate([np.reshape(place["quad"], (-1, 2)) for place in places])
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return [(x, y0), (x1, y), (x, y1), (x0, y)]


def _regions(record: Record, page: int, keys: Mapping[str, int]) -> Iterator[Markup]:
    for region in _on(page, record.get("regions", ())):
        name, (x, y) = region["category"], region["quad"][:2]
        yield Markup('<g class="k{}">{}<text x="{:.0f}" y="{:.0f}">{}</text></g>').format(
            keys.get(name, 0), _shape("", region, name), x, y, name
        )


def _tables(record: Record, page: int) -> Iterator[Markup]:
    for table in record.get("tables", ()):
        yield from (_shape("whole", part, "") for part in _on(page, table["quads"]))
        for cell in table["cells"]:
            tip = f"row {cell['row']}, column {cell['column']}"
            for name in ("row_span", "column_span"):
                tip += f", {name.replace('_', ' ')} {cell[name]}" if cell[name] > 1 else ""
            kind = "header" if cell["header"] else ""
            yield from (_shape(kind, part, tip) for part in _on(page, cell["quads"]))


def _words(record: Record, page: int) -> Iterator[Markup]:
    for word in _on(page, record["words"]):
        kind = "hand" if word.get("handwritten") else ""
        yield _shape(kind, word, word["text"])


def _fields(record: Record, page: int) -> Iterator[Markup]:
    for number, one in fields_of(record, page):
        parts = [_shape("", part, f"{one['key']}: {one['value']}") for part in _on(page, one["quads"])]
        yield Markup('<g data-f="{}">{}</g>').format(number, Markup("").join(parts))


def _links(record: Record, page: int) -> Iterator[Markup]:
    """A question's words, and a line from them to the first line of the answer."""
    for link in record.get("links", ()):
        asked = list(_on(page, [record["words"][word] for word in link["question"]["words"]]))
        answer = list(_on(page, record["fields"][link["field"]]["quads"]))
        yield from (_shape("", word, link["question"]["text"]) for word in asked)
        if asked and answer:
            (x0, y0), (x1, y1) = _nearest(asked, answer[:1])
            yield Markup('<path d="M{:.0f} {:.0f}L{:.0f} {:.0f}"/><circle cx="{:.0f}" cy="{:.0f}" r="3"/>').format(
                x0, y0, x1, y1, x1, y1
            )


def _order(record: Record, page: int) -> Iterator[Markup]:
    """One path through the first and last word of every line."""
    steps = []
    for line in _on(page, record.get("lines", ())):
        ends = (line["words"][0], line["words"][-1])
        steps += [_centre([record["words"][word]]) for word in dict.fromkeys(ends)]
    if steps:
        yield Markup('<path d="M{}"/>').format("L".join(f"{x:.0f} {y:.0f}" for x, y in steps))
        yield Markup('<circle cx="{:.0f}" cy="{:.0f}" r="6"/>').format(*steps[0])


def _checkboxes(record: Record, page: int) -> Iterator[Markup]:
    for box in _on(page, record.get("checkboxes", ())):
        state = "checked" if box["checked"] else "empty"
        yield _shape(state, box, f"{box['key']}: {state}")
