"""The shipped scene `bank_statement`: every layout prints and verifies, over several pages, with every entry on it."""

from __future__ import annotations

import pytest

from .printed import LOCALES, Paper, Press

LAYOUTS = ("classic", "modern", "dense", "ledger")
NEEDED = {
    "bank.name",
    "holder.name",
    "holder.address",
    "account.number",
    "period.from",
    "period.to",
    "opening",
    "closing",
}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("bank_statement")


def entries(paper: Paper) -> list[int]:
    """The numbers of the entries whose amount is printed."""
    names = ("debit", "credit", "amount")
    keys = (key.split(".") for key in paper.keys if key.startswith("transactions."))
    return sorted({int(number) for _, number, name in keys if name in names})


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_a_layout_shows_every_entry_and_what_a_statement_must(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, ("en_US", "de_DE")[number % 2], number, transactions=24, overdrawn=number == 2)
    assert paper.keys >= NEEDED | {"summary.money_in", "summary.money_out"}
    assert entries(paper) == list(range(24))
    assert {"Title", "Table", "Text", "Page-footer"} <= {region.category for region in paper.labels.regions}
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert {"closing", "account.number", "summary.money_in"} <= asked


def test_a_long_table_goes_on_over_the_pages_with_its_head(press: Press) -> None:
    paper = press.print("classic", "en_GB", 3, transactions=80, overdrawn=False)
    table = max(paper.labels.tables, key=lambda one: one.rows)
    assert table.rows == 80 + 3  # head, opening and closing balance
    assert len(table.outlines) == len(paper.labels.pages) >= 2
    assert all(len(cell.outlines) == len(table.outlines) for cell in table.cells if cell.header)
    running = {region.outline.page for region in paper.labels.regions if region.category == "Page-header"}
    assert running == set(range(1, len(paper.labels.pages)))
    inside = {word for cell in table.cells for word in cell.words}
    assert not inside & {
        word for region in paper.labels.regions if region.category.startswith("Page-") for word in region.words
    }


def test_deposits_and_withdrawals_stand_apart(press: Press) -> None:
    paper = press.print("dense", "en_US", 1, transactions=30, overdrawn=False)
    sides = [
        {field.key.rsplit(".", 1)[-1] for field in paper.labels.fields if set(field.words) & inside}
        & {"debit", "credit"}
        for inside in ({word for cell in table.cells for word in cell.words} for table in paper.labels.tables)
    ]
    assert sorted("".join(side) for side in sides if side) == ["credit", "debit"]


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES[3:])))
def test_every_language_prints(press: Press, number: int, locale: str) -> None:
    paper = press.print(LAYOUTS[number % 4], locale, number, transactions=8, overdrawn=True)
    assert paper.keys >= NEEDED
    assert all(text.startswith(("-", "−")) for text in paper.texts("closing"))
    said = " ".join(word.text for word in paper.labels.words)
    assert not any(
        word in said for word in ("Balance", "Statement", "Page", "Date") if locale != "fr_FR" or word == "Balance"
    )
