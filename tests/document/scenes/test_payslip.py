"""The shipped scene `payslip`: every layout prints and verifies, with every line of earnings and deductions."""

from __future__ import annotations

from typing import Any

import pytest

from .printed import LOCALES, Press

LAYOUTS = ("columns", "rubrics", "matrix", "sidebar")
NEEDED = {
    "employer.name",
    "employee.name",
    "employee.number",
    "period.paid",
    "totals.gross",
    "totals.deductions",
    "totals.net",
}
USUAL = {"hourly": False, "bonus": False, "correction": False, "year_to_date": True}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("payslip")


def lines(record: Any) -> set[str]:
    """The keys of every name and amount of the record's lines."""
    return {
        f"{side}.{number}.{part}"
        for side in ("earnings", "deductions")
        for number in range(len(record[side]))
        for part in ("name", "amount")
    }


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_a_layout_shows_every_line_on_one_page(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, ("en_US", "en_GB")[number % 2], number, **{**USUAL, "bonus": True, "correction": True})
    assert paper.keys >= NEEDED | lines(paper.plan.record)
    assert len(paper.labels.pages) == 1
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert asked >= {"totals.net", "totals.gross", "employee.number"}
    assert {"Title", "Table"} <= {region.category for region in paper.labels.regions}


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES)))
def test_every_country_prints_its_usual_lines(press: Press, number: int, locale: str) -> None:
    paper = press.print(LAYOUTS[number % 4], locale, number, **{**USUAL, "hourly": True})
    assert paper.keys >= NEEDED | lines(paper.plan.record)
    said = " ".join(word.text for word in paper.labels.words)
    assert locale.startswith("en") or not any(word in said for word in ("Net pay", "Gross", "Earnings", "Employee"))


def test_the_year_to_date_shows_only_where_asked_for(press: Press) -> None:
    with_year = press.print("columns", "en_US", 2, **USUAL)
    without = press.print("columns", "en_US", 2, **{**USUAL, "year_to_date": False})
    assert {key for key in with_year.keys if key.endswith("to_date")} >= {"earnings.0.to_date", "totals.net_to_date"}
    assert not [key for key in without.keys if key.endswith("to_date")]


def test_a_head_of_two_rows(press: Press) -> None:
    paper = press.print("matrix", "en_GB", 1, **USUAL)
    table = max(paper.labels.tables, key=lambda one: one.rows)
    heads = [cell for cell in table.cells if cell.header]
    assert {cell.row for cell in heads} == {0, 1}
    assert sum(cell.column_span for cell in heads if cell.row == 0) == table.columns
    assert "decoration" in {graphic.kind for graphic in paper.labels.graphics}


@pytest.mark.parametrize("number", [18, 20])
def test_a_value_of_two_lines_is_not_printed_on_the_next_box(press: Press, number: int) -> None:
    press.print("matrix", "es_ES", number, **USUAL)
