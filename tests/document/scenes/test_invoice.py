"""The shipped scene `invoice`: every layout prints and verifies, and shows what an invoice must."""

from __future__ import annotations

import pytest

from .printed import LOCALES, Paper, Press

LAYOUTS = ("classic", "band", "sidebar", "swiss", "boxed", "trade")
NEEDED = {"number", "date", "seller.name", "seller.address", "buyer.name", "buyer.address", "subtotal", "total"}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("invoice")


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_a_layout_shows_what_an_invoice_must(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, ("en_US", "en_GB")[number % 2], number, items=5, payment="partly")
    assert paper.keys >= NEEDED | {"paid", "balance"}
    for row in range(5):
        assert {f"items.{row}.{part}" for part in ("name", "quantity", "unit_price", "amount")} <= paper.keys
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert {"number", "date", "total"} <= asked
    assert {"Title", "Table", "Text"} <= {region.category for region in paper.labels.regions}


@pytest.mark.parametrize(("number", "locale"), [*enumerate(LOCALES[2:]), (7, "ar"), (8, "ja_JP"), (9, "hi_IN")])
def test_every_language_prints(press: Press, number: int, locale: str) -> None:
    paper = press.print(LAYOUTS[number % 6], locale, number, items=3, payment="open")
    assert paper.keys >= NEEDED - {"subtotal"}
    said = " ".join(word.text for word in paper.labels.words)
    assert not any(word in said for word in ("Invoice", "Total due", "Qty", "Bill to"))


def rows_of(paper: Paper) -> int:
    largest = max(paper.labels.tables, key=lambda table: table.rows)
    assert {cell.row for cell in largest.cells if cell.header} == {0}
    return largest.rows


def test_a_long_list_repeats_its_header_and_carries_its_sum(press: Press) -> None:
    paper = press.print("trade", "en_GB", 3, items=70, payment="open", stamp=False)
    table = max(paper.labels.tables, key=lambda one: one.rows)
    assert rows_of(paper) == 71
    assert len(table.outlines) == len({outline.page for outline in table.outlines}) >= 2
    head = next(cell for cell in table.cells if cell.header)
    assert len(head.outlines) == len(table.outlines)
    carried = [field.key for field in paper.labels.fields if field.key.endswith(".carried")]
    assert carried
    assert len(carried) == 2 * len(set(carried))


def test_a_stamp_and_a_note_by_hand(press: Press) -> None:
    paper = press.print("classic", "en_US", 5, items=3, payment="paid", stamp=True, handwritten_note=True)
    assert "stamp" in {graphic.kind for graphic in paper.labels.graphics}
    note = next(field for field in paper.labels.fields if field.key == "handwritten_note")
    assert all(paper.labels.words[word].handwritten for word in note.words)
    plain = press.print("classic", "en_US", 5, items=3, payment="paid", stamp=False, handwritten_note=False)
    assert "handwritten_note" not in plain.keys
    assert "stamp" not in {graphic.kind for graphic in plain.labels.graphics}
