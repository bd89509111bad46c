"""What a line of documents.jsonl says is what the document is labelled with, and what its pictures show."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from synth.document.encode.labels import outline_records
from synth.document.encode.page_images import encode_page
from synth.document.labels import DocumentLabels, PageOutline
from synth.document.records import VerifiedDocument
from tests.small_document import small_document

from .fake_documents import batch_of_one


def line_of(document: VerifiedDocument, seed: int = 7) -> dict[str, Any]:
    return json.loads(batch_of_one(document, seed).parts["documents"][0])


@pytest.fixture(scope="module")
def document() -> VerifiedDocument:
    return bent(small_document(4, pages=3, profile="photo"))


@pytest.fixture(scope="module")
def labels(document) -> DocumentLabels:
    return document.draft.labels


@pytest.fixture(scope="module")
def line(document) -> dict[str, Any]:
    return line_of(document)


def bent(document: VerifiedDocument) -> VerifiedDocument:
    """Every third word with points between its corners, off the raster; one cut by the border."""
    words = list(document.draft.labels.words)
    for number in range(0, len(words), 3):
        corners = words[number].outline.quad + 0.1234
        between = (corners + np.roll(corners, -1, axis=0)) / 2 + np.float32(0.75)
        polygon = np.stack([corners, between], axis=1).reshape(-1, 2).astype(np.float32)
        words[number] = words[number]._replace(outline=PageOutline(words[number].outline.page, polygon))
    words[2] = words[2]._replace(outline=PageOutline(0, words[2].outline.polygon - [80, 0]), truncation=0.4761905)
    words[2] = words[2]._replace(visibility=0.52, legibility=0.43)
    return replace(document, draft=replace(document.draft, labels=replace(document.draft.labels, words=tuple(words))))


def same(told: dict[str, Any], outline: PageOutline) -> bool:
    """True when an outline says where the place is, to half a hundredth of a pixel."""
    close = np.allclose(np.reshape(told["quad"], (-1, 2)), outline.quad, atol=0.0051)
    if len(outline.polygon) == 4:
        return close and told["page"] == outline.page and "polygon" not in told
    return close and np.allclose(np.reshape(told["polygon"], (-1, 2)), outline.polygon, atol=0.0051)


def test_words_come_back(line, labels):
    assert len(line["words"]) == len(labels.words)
    for number, (told, word) in enumerate(zip(line["words"], labels.words, strict=True)):
        assert (told["id"], told["text"]) == (number, word.text)
        assert same(told, word.outline)
        assert number in labels.lines[told["line"]].words
        for mark in ("handwritten", "hyphen", "glued"):
            assert told.get(mark, False) is getattr(word, mark)
            assert mark not in told or told[mark]
        assert told.get("truncation", 0) == pytest.approx(word.truncation, abs=1e-6)
        assert (told.get("visibility", 1), told["legibility"]) == (word.visibility, word.legibility)
    marks = [{"handwritten", "hyphen", "glued", "truncation", "visibility"} & told.keys() for told in line["words"]]
    assert {mark for told in marks for mark in told} == {"handwritten", "hyphen", "glued", "truncation", "visibility"}
    assert marks.count(set()) > len(marks) / 2


def test_text_in_other_scripts_stays_legible_and_a_line_is_a_line():
    document = small_document(0)
    words = list(document.draft.labels.words)
    words[0] = words[0]._replace(text="a\u2028b\x85c\u2029\n\td")
    changed = replace(document.draft, labels=replace(document.draft.labels, words=tuple(words)))
    text = batch_of_one(replace(document, draft=changed)).parts["documents"][0].decode()
    assert "مرحبا" in text
    assert len(text.splitlines()) == 1
    assert json.loads(text)["words"][0]["text"] == words[0].text


def test_lines_and_regions_come_back(line, labels):
    for told, one in zip(line["lines"], labels.lines, strict=True):
        assert (told["words"], same(told, one.outline)) == (list(one.words), True)
    for told, region in zip(line["regions"], labels.regions, strict=True):
        assert (told["category"], told["block"], told["words"]) == (region.category, region.block, list(region.words))
        assert same(told, region.outline)
        (x0, y0), (x1, y1) = region.outline.polygon.min(0), region.outline.polygon.max(0)
        assert told["bbox"] == pytest.approx([x0, y0, x1 - x0, y1 - y0], abs=0.011)


def test_fields_and_links_come_back(line, labels):
    for told, field in zip(line["fields"], labels.fields, strict=True):
        assert (told["key"], told["text"], told["value"], told["type"], told["words"]) == (
            field.key, field.text, field.value, field.type, list(field.words),
        )  # fmt: skip
        outlines = field.outlines
        assert all(same(quad, outline) for quad, outline in zip(told["quads"], outlines, strict=True))
    for told, link in zip(line["links"], labels.links, strict=True):
        assert told["question"] == {"text": labels.text_of(link.question), "words": list(link.question)}
        assert (told["field"], told["key"]) == (link.field, labels.fields[link.field].key)
    assert line["links"][1]["question"]["text"] == "Date:"


def test_a_field_has_a_quad_for_each_line_and_page(line):
    fields = {field["key"]: field for field in line["fields"]}
    assert fields["address"]["text"] == "12 Long Street, Springfield"
    assert len(fields["address"]["quads"]) == 3
    assert [quad["page"] for quad in fields["items.2.name"]["quads"]] == [0, 1]
    greeting = np.reshape(fields["greeting"]["quads"][0]["quad"], (4, 2))
    first, last = (np.reshape(line["words"][word]["quad"], (4, 2)) for word in fields["greeting"]["words"])
    assert first[:, 0].min() > last[:, 0].max()
    assert greeting[0, 0] < last[:, 0].mean() < first[:, 0].mean() < greeting[1, 0]


def test_tables_come_back_over_the_page_break(line, labels):
    for told, table in zip(line["tables"], labels.tables, strict=True):
        assert (told["rows"], told["columns"]) == (table.rows, table.columns)
        assert all(same(quad, outline) for quad, outline in zip(told["quads"], table.outlines, strict=True))
        for cell, planned in zip(told["cells"], table.cells, strict=True):
            assert (cell["row"], cell["column"]) == (planned.row, planned.column)
            assert (cell["row_span"], cell["column_span"]) == (planned.row_span, planned.column_span)
            assert (cell["header"], cell["words"]) == (planned.header, list(planned.words))
            assert cell.get("repeated", []) == list(planned.repeated)
            assert cell["text"] == labels.text_of(planned.words)
            assert all(same(quad, outline) for quad, outline in zip(cell["quads"], planned.outlines, strict=True))
    broken = next(cell for cell in line["tables"][0]["cells"] if cell["text"] == "Paper white, thick")
    assert [quad["page"] for quad in broken["quads"]] == [0, 1]
    assert "<td>Paper white, thick</td>" in line["tables"][0]["html"]


def test_check_boxes_and_graphics_come_back(line, labels):
    for told, box in zip(line["checkboxes"], labels.checkboxes, strict=True):
        assert (told["key"], told["checked"], same(told, box.outline)) == (box.key, box.checked, True)
    for told, graphic in zip(line["graphics"], labels.graphics, strict=True):
        assert (told["kind"], told["words"], same(told, graphic.outline)) == (graphic.kind, list(graphic.words), True)
    assert line["graphics"][1]["kind"] == "stamp"


def test_the_line_tells_what_the_document_was_drawn_with(line, document):
    plan = document.plan
    assert (line["id"], line["seed"], line["template"], line["locale"]) == (4, 7, "plain", "en_US")
    assert (line["variables"], line["style"], line["quotas"]) == (plan.variables, plan.style, ["rare"])
    severity = {"noise": 0.4, "rotation": 0.2}
    assert line["degradation"] == {"profile": "photo", "severity": severity, "overall": 0.0}
    assert line["checks"] == [{"check": "ink_in_quad", "measured": 0.98765, "limit": 0.9}]
    assert line["record"]["date"] == {"text": "3 May 2024", "value": "2024-05-03", "type": "date"}
    assert line["record"]["items"][1]["price"] == {"text": "3.00", "value": "3.00", "type": "number"}
    assert line["record"]["seller"]["branches"] == 3
    assert line["record"]["paid"] is True
    assert [(page["width"], page["height"]) for page in line["pages"]] == [(320, 400)] * 3


def test_no_places_have_no_outlines():
    assert outline_records([]) == []


def decoded(data: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert image is not None
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def test_a_clean_page_is_stored_without_loss():
    colour = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    assert np.array_equal(decoded(encode_page(colour, "clean")), colour)
    grey = np.repeat(colour[..., :1], 3, axis=2)
    assert np.array_equal(decoded(encode_page(grey, "clean")), grey[..., 0])


def test_every_other_page_is_a_jpeg_near_its_pixels():
    page = small_document(0, profile="photo").draft.images[0]
    data = encode_page(page, "photo")
    assert data.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in data
    assert np.abs(decoded(data).astype(int) - page).mean() < 3
    grey = np.repeat(page[..., :1], 3, axis=2)
    assert decoded(encode_page(grey, "scan")).shape == page.shape[:2]


def test_one_coloured_pixel_keeps_the_colours():
    page = np.full((20, 20, 3), 255, np.uint8)
    page[7, 7] = (255, 255, 254)
    assert np.array_equal(decoded(encode_page(page, "clean")), page)
