"""SROIE (Huang et al. 2019): text lines with four corners (tasks 1, 2) and four entities (task 3), beside a JPEG."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from synth.core.json_lines import write_json
from synth.document.formats.page import Page, corners_px, every_page
from synth.document.formats.page_pictures import put_picture
from synth.document.formats.receipt_keys import sroie_entities
from synth.document.labels import around
from synth.document.read import DocumentDataSet


def write_sroie(documents: DocumentDataSet, path: Path) -> None:
    """The folders `img`, `box` and `entities`, one file of each a page."""
    images, boxes, entities = path / "img", path / "box", path / "entities"
    for folder in (images, boxes, entities):
        folder.mkdir(parents=True)
    for page in every_page(documents):
        put_picture(page.picture, images / f"{page.name}.jpg")
        text = "".join(f"{line}\n" for line in _lines(page))
        (boxes / f"{page.name}.txt").write_text(text, encoding="utf-8", newline="\n")
        write_json(entities / f"{page.name}.txt", sroie_entities(page.fields))


def _lines(page: Page) -> Iterator[str]:
    """`x1,y1,x2,y2,x3,y3,x4,y4,text` of each printed line, clockwise from the top left as the text is read."""
    for line in page.labels.lines:
        words = page.shown(line.words)
        if words:
            place = line.place if words == line.words else around([page.labels.words[word].place for word in words])
            yield ",".join([*map(str, corners_px(place)), page.printed(words)])
