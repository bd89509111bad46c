"""A small verified document made by hand, for tests: every kind of label on a few pages of 320 x 400 px.

Black rectangles stand where words are. A stamp is turned by 12 degrees; an Arabic line runs from right to left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.core.outcome import CheckResult
from synth.document.labels import (
    Cell,
    CheckBox,
    DocumentLabels,
    Field,
    Graphic,
    Line,
    Link,
    PageOutline,
    PageSize,
    Region,
    Table,
    Word,
    around,
)
from synth.document.records import Degradation, DocumentDraft, DocumentPlan, PageProof, Record, Value, VerifiedDocument

SIZE = PageSize(320, 400)
HEIGHT_PX, GLYPH_PX, BLANK_PX = 10, 6, 6
PDF = b"%PDF-1.7\n% by hand\n%%EOF\n"


def small_document(sample_id: int = 0, pages: int = 2, profile: str = "clean") -> VerifiedDocument:
    """The document; with one page the table ends on it, from the third page on there is only a footer."""
    setter = Setter()
    for page in range(pages):
        if page == 0:
            _front_page(setter, f"INV-{sample_id}")
        if page == 1:
            _second_page(setter)
        setter.region("Page-footer", setter.line(page, 130, 380, "Page", str(page + 1), "of", str(pages)))
    labels = setter.labels(pages)
    images = tuple(_picture(labels, page, profile) for page in range(pages))
    proofs = tuple(PageProof(text_ink=image[..., 1] < 60, drawn_ink=image[..., 1] == 90) for image in images)
    severity = {} if profile == "clean" else {"noise": 0.4, "rotation": 0.2}
    plan = DocumentPlan(
        sample_id=sample_id,
        template="plain",
        locale="en_US",
        variables={"tone": "formal", "total": 14.5},
        quotas=("rare",) if sample_id % 4 == 0 else (),
        record=_record(f"INV-{sample_id}", paper=labels.fields[7].text),
        style={"font": "serif"},
        dice=sample_id,
        degradation=Degradation(profile, severity),
    )
    pdf = PDF + b"%% %d\n" % sample_id
    draft = DocumentDraft(pdf=pdf, images=images, labels=labels, printed=labels, proofs=proofs)
    checks = (CheckResult(check="ink_in_quad", measured=0.98765, limit=0.9),)
    return VerifiedDocument(plan=plan, draft=draft, checks=checks)


class Setter:
    """Puts words on pages one line after the other and keeps what it labelled."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.lines: list[Line] = []
        self.fields: list[Field] = []
        self.links: list[Link] = []
        self.tables: list[Table] = []
        self.regions: list[Region] = []
        self.checkboxes: list[CheckBox] = []
        self.graphics: list[Graphic] = []

    def line(
        self, page: int, x: float, y: float, *texts: str, rtl: bool = False, turn_deg: float = 0.0,
        handwritten: bool = False,
    ) -> tuple[int, ...]:  # fmt: skip
        """Words side by side from (x, y), their ids. A trailing `-` is a break's hyphen, a leading `+` means glued."""
        first, at = len(self.words), x
        for text in texts:
            glued, text = text.startswith("+"), text.removeprefix("+")
            wide = GLYPH_PX * len(text)
            at = at - wide if rtl else at - BLANK_PX * glued
            outline = PageOutline(page, _turned(box_quad(at, y, wide, HEIGHT_PX), x, y, turn_deg))
            hyphen = text.endswith("-") and len(text) > 1
            self.words.append(Word(text, outline, handwritten=handwritten, hyphen=hyphen, glued=glued))
            at = at - BLANK_PX if rtl else at + wide + BLANK_PX
        ids = tuple(range(first, len(self.words)))
        self.lines.append(Line(ids, around([self.words[word].outline for word in ids])))
        return ids

    def field(self, key: str, words: Sequence[int], value: str, kind: str = "text") -> int:
        """Label the words as a field; returns its number."""
        so_far = DocumentLabels(pages=(), words=tuple(self.words), lines=tuple(self.lines))
        self.fields.append(Field(key, self._text(words), value, kind, tuple(words), so_far.outlines_of(words)))
        return len(self.fields) - 1

    def region(self, category: str, words: Sequence[int], outline: PageOutline | None = None) -> None:
        """A block around the words, or at `place`."""
        block = len(self.regions)
        self.regions.append(Region(category, tuple(words), outline or self.box_around(words), block))

    def box_around(self, words: Sequence[int]) -> PageOutline:
        """The upright box around the words of one page."""
        points = np.concatenate([self.words[word].outline.polygon for word in words])
        (x0, y0), (x1, y1) = points.min(0), points.max(0)
        return PageOutline(self.words[words[0]].outline.page, box_quad(x0 - 2, y0 - 2, x1 - x0 + 4, y1 - y0 + 4))

    def labels(self, pages: int) -> DocumentLabels:
        """All that was put down."""
        return DocumentLabels(
            pages=(SIZE,) * pages, words=tuple(self.words), lines=tuple(self.lines), fields=tuple(self.fields),
            links=tuple(self.links), tables=tuple(self.tables), regions=tuple(self.regions),
            checkboxes=tuple(self.checkboxes), graphics=tuple(self.graphics),
        )  # fmt: skip

    def _text(self, words: Sequence[int]) -> str:
        return DocumentLabels(pages=(), words=tuple(self.words)).text_of(words)


def box_quad(x: float, y: float, width: float, height: float) -> np.ndarray:
    """The corners of an upright box, clockwise from the top left."""
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def _front_page(setter: Setter, number: str) -> None:
    setter.graphics.append(Graphic("logo", PageOutline(0, box_quad(20, 15, 30, 20))))
    setter.region("Picture", (), PageOutline(0, box_quad(20, 15, 30, 20)))
    setter.region("Page-header", setter.line(0, 200, 15, "Example", "Ltd"))
    setter.region("Title", setter.line(0, 60, 20, "INVOICE"))
    _told(setter, number)
    setter.region("Section-header", setter.line(0, 20, 120, "Items"))
    setter.region("Caption", setter.line(0, 20, 136, "Table", "1"))
    _table(setter)
    total = setter.line(0, 20, 240, "Total", "+:", "14.50")
    setter.links.append(Link(total[:2], setter.field("total", total[2:], "14.50", "number")))
    setter.region("Text", total)
    _marks(setter)
    setter.region("Footnote", setter.line(0, 20, 360, "*", "a", "<note>", "&", "more"))


def _told(setter: Setter, number: str) -> None:
    """Question and answer, a date, an address over three lines with a broken word, a line in Arabic."""
    first = setter.line(0, 20, 44, "No.", number)
    setter.links.append(Link(first[:1], setter.field("number", first[1:], number, "code")))
    date = setter.line(0, 140, 44, "Date", "+:", "3", "May", "2024")
    setter.links.append(Link(date[:2], setter.field("date", date[2:], "2024-05-03", "date")))
    address = setter.line(0, 20, 60, "12", "Long") + setter.line(0, 20, 74, "Street,", "Spring-")
    address += setter.line(0, 20, 88, "field")
    setter.field("address", address, "12 Long Street, Springfield", "address")
    setter.region("Text", (*first, *date, *address))
    greeting = setter.line(0, 300, 104, "مرحبا", "بكم", rtl=True)
    setter.field("greeting", greeting, "مرحبا بكم")
    setter.region("Text", greeting)


def _table(setter: Setter) -> None:
    """Three columns, one header over two of them, one cell over two rows, one that goes on on the next page."""
    rows = {row: 150 + 16 * row for row in range(4)}
    item, price = setter.line(0, 22, rows[0], "Item"), setter.line(0, 102, rows[0], "Price")
    pens, two, red = (setter.line(0, x, rows[1], text) for x, text in ((22, "Pens"), (102, "2.00"), (182, "red")))
    three, blue = setter.line(0, 102, rows[2], "3.00"), setter.line(0, 182, rows[2], "blue")
    paper, nine = setter.line(0, 22, rows[3], "Paper"), setter.line(0, 102, rows[3], "9.50")
    for row, (name, sum_) in enumerate(((pens, two), (None, three), (paper, nine))):
        if name is not None:
            setter.field(f"items.{row}.name", name, setter.words[name[0]].text)
        setter.field(f"items.{row}.price", sum_, setter.words[sum_[0]].text, "number")
    cells = [
        Cell(0, 0, 1, 1, True, item, (_cell(0, 20, rows[0]),)),
        Cell(0, 1, 1, 2, True, price, (_cell(0, 100, rows[0], width=160),)),
        Cell(1, 0, 2, 1, False, pens, (_cell(0, 20, rows[1], height=32),)),
        Cell(1, 1, 1, 1, False, two, (_cell(0, 100, rows[1]),)),
        Cell(1, 2, 1, 1, False, red, (_cell(0, 180, rows[1]),)),
        Cell(2, 1, 1, 1, False, three, (_cell(0, 100, rows[2]),)),
        Cell(2, 2, 1, 1, False, blue, (_cell(0, 180, rows[2]),)),
        Cell(3, 0, 1, 1, False, paper, (_cell(0, 20, rows[3]),)),
        Cell(3, 1, 1, 1, False, nine, (_cell(0, 100, rows[3]),)),
        Cell(3, 2, 1, 1, False, (), (_cell(0, 180, rows[3]),)),
    ]
    whole = PageOutline(0, box_quad(20, rows[0] - 2, 240, 66))
    setter.tables.append(Table(4, 3, tuple(cells), (whole,)))
    setter.region("Table", tuple(word for cell in cells for word in cell.words), whole)


def _second_page(setter: Setter) -> None:
    """The header again and the rest of the last row's first cell, a field over both pages; a list and a formula."""
    (table,), again = setter.tables, setter.line(1, 22, 22, "Item") + setter.line(1, 102, 22, "Price")
    rest = setter.line(1, 22, 38, "white,", "thick")
    item, price, *rows = table.cells
    item = item._replace(repeated=again[:1], outlines=(*item.outlines, _cell(1, 20, 22)))
    price = price._replace(repeated=again[1:], outlines=(*price.outlines, _cell(1, 100, 22, width=160)))
    (at,) = (number for number, cell in enumerate(rows) if cell.row == 3 and cell.column == 0)
    rows[at] = rows[at]._replace(words=rows[at].words + rest, outlines=(*rows[at].outlines, _cell(1, 20, 38)))
    whole = PageOutline(1, box_quad(20, 20, 240, 34))
    key = setter.fields[7].key
    setter.fields[7] = setter.fields[setter.field(key, rows[at].words, "Paper white, thick")]
    setter.fields.pop()
    setter.tables[0] = table._replace(cells=(item, price, *rows), outlines=(*table.outlines, whole))
    number = next(number for number, region in enumerate(setter.regions) if region.category == "Table")
    setter.regions.append(Region("Table", (*again, *rest), whole, setter.regions[number].block))
    setter.region("List-item", setter.line(1, 20, 80, "-", "first"))
    setter.region("Formula", setter.line(1, 20, 100, "a", "=", "b"))


def _marks(setter: Setter) -> None:
    """A ticked and an empty box, a turned stamp with its text, a signature with a handwritten name."""
    for y, key, checked in ((262, "paid", True), (278, "sent", False)):
        setter.checkboxes.append(CheckBox(key, checked, PageOutline(0, box_quad(20, y, 10, 10))))
        setter.region("List-item", setter.line(0, 36, y, key))
    stamp = setter.line(0, 200, 280, "PAID", "2024", turn_deg=12)
    turned = _turned(box_quad(192, 272, 76, 26), 200, 280, 12)
    setter.graphics.append(Graphic("stamp", PageOutline(0, turned), stamp))
    signed = setter.line(0, 20, 320, "Ada", handwritten=True)
    setter.graphics.append(Graphic("signature", PageOutline(0, box_quad(60, 312, 60, 24))))
    setter.field("signed_by", signed, "Ada", "name")
    setter.region("Text", signed)


def _cell(page: int, x: float, y: float, width: float = 80, height: float = 16) -> PageOutline:
    return PageOutline(page, box_quad(x, y - 2, width, height))


def _turned(quad: np.ndarray, x: float, y: float, angle_deg: float) -> np.ndarray:
    """The quad turned clockwise around (x, y)."""
    if not angle_deg:
        return quad
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    centre = np.array([x, y])
    return ((quad - centre) @ np.array([[cos, sin], [-sin, cos]]) + centre).astype(np.float32)


def _record(number: str, paper: str) -> Record:
    items = [
        {"name": Value("Pens", "Pens"), "price": Value("2.00", "2.00", "number")},
        {"price": Value("3.00", "3.00", "number")},
        {"name": Value(paper, paper), "price": Value("9.50", "9.50", "number")},
    ]
    return {
        "number": Value(number, number, "code"),
        "date": Value("3 May 2024", "2024-05-03", "date"),
        "address": Value("12 Long Street, Springfield", "12 Long Street, Springfield", "address"),
        "seller": {"name": Value("Example Ltd", "Example Ltd", "name"), "branches": 3},
        "items": items,
        "total": Value("14.50", "14.50", "number"),
        "paid": True,
    }


def _picture(labels: DocumentLabels, page: int, profile: str) -> np.ndarray:
    """The page (h, w, 3): words black, drawn things grey; a photo has a brownish sheet."""
    import cv2

    sheet = (250, 240, 225) if profile == "photo" else (255, 255, 255)
    image = np.full((SIZE.height, SIZE.width, 3), sheet, np.uint8)
    for drawn in (*labels.graphics, *labels.checkboxes):
        if drawn.outline.page == page:
            cv2.polylines(image, [np.round(drawn.outline.quad).astype(np.int32)], True, (90, 90, 90))
    for word in labels.words:
        if word.outline.page == page:
            cv2.fillPoly(image, [np.round(word.outline.quad - [0, 1]).astype(np.int32)], (0, 0, 0))
    return image
