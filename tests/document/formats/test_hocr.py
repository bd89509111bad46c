"""hOCR read back through an XML parser: the pages, regions, lines and words of the data set, and how they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from synth.data.export import export_data_set
from synth.document.labels import DocumentLabels, Line, PageOutline, PageSize, Word, around
from synth.document.records import VerifiedDocument
from tests.document.formats.document_data_set import box_of, make_document_data_set, relabelled
from tests.small_document import small_document

SPACE = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_document_data_set(tmp_path / "papers")


def root_of(path: Path) -> Element:
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


def of_class(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if one.get("class") == name)


def told(element: Element) -> dict[str, str]:
    """The properties in an element's title."""
    return dict(part.strip().split(" ", 1) for part in element.get("title", "").split(";"))  # type: ignore[misc]


def box(element: Element) -> list[int]:
    return [int(value) for value in told(element)["bbox"].split()]


def said(element: Element) -> str:
    return "".join(element.itertext()).strip()


def test_the_head_says_what_it_is(folder: Path) -> None:
    path = export_data_set(folder, "hocr") / "000000.html"
    text = path.read_text(encoding="utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0')
    root = root_of(path)
    assert root.tag == f"{SPACE}html"
    assert root.get("lang") == "en-US"
    meta = {one.get("name"): one.get("content") for one in root.iter(f"{SPACE}meta")}
    used = {one.get("class", "") for one in root.iter()} - {""}
    assert set((meta["ocr-capabilities"] or "").split()) == used
    assert meta["ocr-number-of-pages"] == "2"
    assert meta["ocr-langs"] == "en"
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))


def test_every_word_is_there_once_in_reading_order(folder: Path) -> None:
    out = export_data_set(folder, "hocr")
    for name, labels in (("000000", small_document(0).draft.labels), ("000007", small_document(7, 1).draft.labels)):
        words = [(said(word), box(word)) for word in of_class(root_of(out / f"{name}.html"), "ocrx_word")]
        assert words == [(word.text, box_of(labels, [number])) for number, word in enumerate(labels.words)]


def test_pages_name_their_pictures(folder: Path) -> None:
    out = export_data_set(folder, "hocr")
    for number, page in enumerate(of_class(root_of(out / "000000.html"), "ocr_page")):
        assert told(page) == {
            "image": f'"000000-{number + 1}.png"',
            "bbox": "0 0 320 400",
            "ppageno": str(number),
        }
        assert (out / told(page)["image"].strip('"')).is_file()


def test_lines_stand_in_their_regions(folder: Path) -> None:
    labels = small_document(0).draft.labels
    root = root_of(export_data_set(folder, "hocr") / "000000.html")
    found = [(told(area).get("x_region"), box(area), said(area)) for area in of_class(root, "ocr_carea")]
    areas = [area for area in found if area[0]]
    assert [text for region, _, text in found if not region] == ["PAID 2024"]
    assert sorted(areas, key=str) == sorted(
        (
            (
                region.category,
                [*map(int, region.outline.quad[0]), *map(int, region.outline.quad[2])],
                "\n".join(
                    said
                    for said in (printed(labels, line) for line in labels.lines if set(line.words) & {*region.words})
                ),
            )
            for region in labels.regions
            if region.words
        ),
        key=str,
    )


def printed(labels: DocumentLabels, line: Line) -> str:
    words = [labels.words[word] for word in line.words]
    return "".join(word.text if word.glued else f" {word.text}" for word in words).strip()


def test_lines_say_their_words_and_hold_them(folder: Path) -> None:
    labels = small_document(0).draft.labels
    lines = list(of_class(root_of(export_data_set(folder, "hocr") / "000000.html"), "ocr_line"))
    for element, line in zip(lines, labels.lines, strict=True):
        assert said(element) == printed(labels, line)
        x0, y0, x1, y1 = box(element)
        for word in of_class(element, "ocrx_word"):
            left, top, right, bottom = box(word)
            assert x0 <= left < right <= x1
            assert y0 <= top < bottom <= y1


def test_a_line_in_two_regions_is_in_the_smaller(tmp_path: Path) -> None:
    made = small_document(0, pages=1)
    labels = made.draft.labels
    every = labels.regions[0]._replace(category="Text", words=tuple(range(len(labels.words))))
    for number, regions in enumerate(((every, *labels.regions), (*labels.regions, every))):
        folder = make_document_data_set(tmp_path / str(number), [relabelled(made, regions=regions)])
        root = root_of(export_data_set(folder, "hocr") / "000000.html")
        (title,) = [area for area in of_class(root, "ocr_carea") if said(area) == "INVOICE"]
        assert told(title)["x_region"] == "Title"


@pytest.mark.parametrize("angle_deg", [0.0, 3.0, -20.0, 44.0])
def test_a_baseline_slopes_as_the_line_does(tmp_path: Path, angle_deg: float) -> None:
    """The hOCR line, drawn from the box's lower left corner, runs along the feet of the words."""
    document, feet = one_line(angle_deg, ("ample", "zone", "jog"))
    folder = make_document_data_set(tmp_path / "turned", [document])
    (line,) = of_class(root_of(export_data_set(folder, "hocr") / "000000.html"), "ocr_line")
    slope, height = (float(value) for value in told(line)["baseline"].split())
    x0, _, _, y1 = box(line)
    assert slope == pytest.approx(-np.tan(np.radians(angle_deg)), abs=1e-3)
    x, y = feet
    assert y1 + height + slope * (x - x0) == pytest.approx(y, abs=0.1)
    assert "textangle" not in told(line)


@pytest.mark.parametrize("angle_deg", [90.0, 180.0, 270.0, 93.0])
def test_a_steep_line_has_its_angle(tmp_path: Path, angle_deg: float) -> None:
    document, _ = one_line(angle_deg, ("up", "we", "go"))
    folder = make_document_data_set(tmp_path / "turned", [document])
    (line,) = of_class(root_of(export_data_set(folder, "hocr") / "000000.html"), "ocr_line")
    assert float(told(line)["textangle"]) == pytest.approx(angle_deg, abs=0.01)
    assert "baseline" not in told(line)


def test_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    document = small_document(0, pages=1)
    arabic = replace(document, plan=replace(document.plan, locale="ar"))
    root = root_of(export_data_set(make_document_data_set(tmp_path / "arabic", [arabic]), "hocr") / "000000.html")
    assert root.get("lang") == "ar"
    (body,) = root.iter(f"{SPACE}body")
    assert body.get("dir") == "rtl"
    assert re.search("مرحبا بكم", said(body))


def one_line(angle_deg: float, texts: tuple[str, ...]) -> tuple[VerifiedDocument, tuple[float, float]]:
    """A page with one line, turned counter-clockwise; boxes of words with `j`, `p` or `g` reach 4 px lower.

    Also a point on the baseline.
    """
    turn = np.radians(angle_deg)
    along, down = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    start, words = np.array([160.0, 200.0]), []
    for number, text in enumerate(texts):
        low = 4 if set(text) & set("jpg") else 0
        left, right = 30 * number, 30 * number + 24
        corners = [(left, -10), (right, -10), (right, low), (left, low)]
        quad = np.array([start + x * along + y * down for x, y in corners], np.float32)
        words.append(Word(text, PageOutline(0, quad)))
    ids = tuple(range(len(words)))
    labels = DocumentLabels(
        pages=(PageSize(320, 400),), words=tuple(words), lines=(Line(ids, around([word.outline for word in words])),)
    )
    made = small_document(0, pages=1)
    x, y = start + 40 * along
    return replace(made, draft=replace(made.draft, labels=labels)), (float(x), float(y))
