"""hOCR 1.2: one XHTML file for each document, its pages' pictures beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from synth import __version__
from synth.document.formats.page import BoxXyxy, Page, box_around, pages_of
from synth.document.formats.page_pictures import put_picture
from synth.document.labels import Place, Region, around
from synth.document.read import DocumentDataSet, DocumentSample

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
"""
_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word"
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
_ON_BASELINE = frozenset("ABCDEFGHIKLMNOPRSTUVWXYZabcdehiklmnorstuvwxz0123456789")
_STEEPEST_BASELINE_DEG = 45
"""A line that is turned by more has a `textangle` instead of a sloping `baseline`."""

Lines = Sequence[tuple[Place, tuple[int, ...]]]
"""(outline, words) of lines."""


def write_hocr(documents: DocumentDataSet, path: Path) -> None:
    """A folder of `000000.html` and its pages' pictures, for each document."""
    path.mkdir()
    for document in documents.checked():
        for page in pages_of(document):
            put_picture(page.picture, path / page.picture.name)
        text = ElementTree.tostring(_html(document), encoding="unicode")
        (path / f"{document.name}.html").write_text(f"{_HEAD}{text}\n", encoding="utf-8", newline="\n")


def _html(document: DocumentSample) -> Element:
    language = document.locale.replace("_", "-")
    html = Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "xml:lang": language, "lang": language})
    head = SubElement(html, "head")
    SubElement(head, "title").text = document.name
    SubElement(head, "meta", {"http-equiv": "Content-Type", "content": "text/html;charset=utf-8"})
    for name, content in (
        ("ocr-system", f"synth {__version__}"),
        ("ocr-capabilities", _CAPABILITIES),
        ("ocr-number-of-pages", str(len(document.pictures))),
        ("ocr-langs", language.partition("-")[0]),
    ):
        SubElement(head, "meta", {"name": name, "content": content})
    direction = "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    body = SubElement(html, "body", {"dir": direction})
    for page in pages_of(document):
        _add_page(body, page)
    return html


def _add_page(body: Element, page: Page) -> None:
    number = page.number + 1
    title = f'image "{page.picture.name}"; bbox 0 0 {page.size.width} {page.size.height}; ppageno {page.number}'
    element = SubElement(body, "div", {"class": "ocr_page", "id": f"page_{number}", "title": title})
    counted = 0
    for block, (region, lines) in enumerate(_blocks(page), 1):
        box = box_around([region.place] if region else [place for place, _ in lines], page.size)
        title = f"{_bbox(box)}; x_region {region.category}" if region else _bbox(box)
        area = SubElement(element, "div", {"class": "ocr_carea", "id": f"block_{number}_{block}", "title": title})
        box = box_around([place for place, _ in lines], page.size)
        names = {"class": "ocr_par", "id": f"par_{number}_{block}", "title": _bbox(box)}
        paragraph = SubElement(area, "p", names)
        for place, words in lines:
            counted += 1
            _add_line(paragraph, page, f"{number}_{counted}", place, words)


def _blocks(page: Page) -> Iterator[tuple[Region | None, Lines]]:
    """Runs of lines that stand in one region, or in none, in reading order. A line is where its first word is."""
    regions = [region for region in page.labels.regions if region.place.page == page.number]
    region_of: dict[int, int] = {}
    for number in sorted(range(len(regions)), key=lambda number: -len(regions[number].words)):
        region_of |= dict.fromkeys(regions[number].words, number)
    lines = [(line, page.shown(line.words)) for line in page.labels.lines]
    shown = [
        (line.place if words == line.words else around([page.labels.words[word].place for word in words]), words)
        for line, words in lines
        if words
    ]
    for number, run in groupby(shown, key=lambda line: region_of.get(line[1][0])):
        yield (None if number is None else regions[number]), list(run)


def _add_line(paragraph: Element, page: Page, name: str, place: Place, words: Sequence[int]) -> None:
    box = box_around([place], page.size)
    title = f"{_bbox(box)}; {_direction(page, place, words, box)}"
    line = SubElement(paragraph, "span", {"class": "ocr_line", "id": f"line_{name}", "title": title})
    last: Element | None = None
    for word in words:
        if last is not None and not page.labels.words[word].glued:
            last.tail = " "
        names = {"class": "ocrx_word", "id": f"word_{page.number + 1}_{word + 1}", "title": _bbox(page.box([word]))}
        last = SubElement(line, "span", names)
        last.text = page.labels.words[word].text
    line.tail = "\n"


def _bbox(box: BoxXyxy) -> str:
    return f"bbox {' '.join(map(str, box))}"


def _direction(page: Page, place: Place, words: Sequence[int], box: BoxXyxy) -> str:
    """`baseline` (slope, px below the box's lower left corner), or `textangle` (degrees) of a line that is steep.

    The slope is that of the outline's lower edge. The height is the median over the words without descenders, whose
    own lower edges stand on the baseline; where there is none, it is the outline's lower edge.
    """
    corners = place.quad.astype(float)
    (left_x, left_y), (right_x, right_y) = corners[3], corners[2]
    angle_deg = math.degrees(math.atan2(left_y - right_y, right_x - left_x))
    if abs(angle_deg) > _STEEPEST_BASELINE_DEG:
        return f"textangle {angle_deg % 360:.3f}"
    slope = (right_y - left_y) / (right_x - left_x)
    standing = [word for word in map(page.labels.words.__getitem__, words) if _ON_BASELINE.issuperset(word.text)]
    feet = [word.place.quad[2:].astype(float).mean(0) for word in standing] or [corners[2:].mean(0)]
    height = median(y - slope * (x - box[0]) for x, y in feet)
    return f"baseline {slope + 0.0:.4f} {height - box[3] + 0.0:.2f}"
