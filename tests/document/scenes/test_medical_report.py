"""The shipped scene `medical_report`: every layout prints and verifies, with a table for the results."""

from __future__ import annotations

from typing import Any

import pytest

from .printed import LOCALES, Paper, Press

LAYOUTS = ("hospital", "panels", "clinic", "ward")
NEEDED = {
    "patient.name", "patient.birth_date", "patient.age", "patient.sex", "patient.record_number", "physician.name",
    "laboratory.name", "sample_id", "collected_date", "reported_date", "validated_by", "comments.0.text",
}  # fmt: skip
USUAL = {"panels": 3, "abnormal": 0.25, "critical": False, "previous": False, "remark": False, "stamp": False}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("medical_report")


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


def panels_of(paper: Paper) -> Any:
    return paper.plan.record["panels"]


def row_keys(paper: Paper) -> set[str]:
    """Path of every row whose result is printed."""
    return {key.rpartition(".")[0] for key in paper.keys if key.endswith(".result")}


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_a_layout_shows_every_result(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, ("en_US", "en_GB")[number % 2], number, **USUAL)
    assert paper.keys >= NEEDED
    panels = panels_of(paper)
    rows = {f"panels.{at}.rows.{row}" for at, panel in enumerate(panels) for row in range(len(panel["rows"]))}
    assert row_keys(paper) == rows
    assert {f"{row}.name" for row in rows} | {f"{row}.reference" for row in rows} <= paper.keys
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert {"patient.name", "collected_date", "sample_id"} <= asked
    assert {"Title", "Table", "Section-header", "Text"} <= {region.category for region in paper.labels.regions}


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES[2:])))
def test_every_language_prints(press: Press, number: int, locale: str) -> None:
    paper = press.print(LAYOUTS[number % 4], locale, number, **USUAL)
    assert paper.keys >= NEEDED
    said = {word.text for word in paper.labels.words}
    assert not said & {"Laboratory", "Patient:", "Result", "Range", "Flag", "Collected"}


def test_a_panel_of_its_own_is_a_table_of_its_rows(press: Press) -> None:
    paper = press.print("panels", "en_GB", 3, **USUAL)
    wanted = [len(panel["rows"]) for panel in panels_of(paper)]
    bodies = [table.rows - any(cell.header for cell in table.cells) for table in paper.labels.tables]
    assert bodies == wanted
    assert {table.columns for table in paper.labels.tables} == {5}


def test_one_table_holds_all_panels_and_repeats_its_head(press: Press) -> None:
    paper = press.print("hospital", "en_US", 4, **USUAL | {"panels": 10, "previous": True})
    (table,) = paper.labels.tables
    panels = panels_of(paper)
    assert table.rows == 1 + sum(1 + len(panel["rows"]) for panel in panels)
    wide = [cell for cell in table.cells if cell.column_span == table.columns]
    assert [paper.labels.text_of(cell.words) for cell in wide] == [panel["name"].text for panel in panels]
    assert {cell.row for cell in table.cells if cell.header} == {0}
    head = next(cell for cell in table.cells if cell.header)
    assert len(head.outlines) == len(table.outlines) >= 2
    assert table.columns == 6


def test_a_remark_by_hand_and_a_stamp(press: Press) -> None:
    paper = press.print("ward", "en_US", 5, **USUAL | {"remark": True, "stamp": True})
    (remark,) = [field for field in paper.labels.fields if field.key == "remark"]
    assert remark.words
    assert {word for word, one in enumerate(paper.labels.words) if one.handwritten} == set(remark.words)
    assert [graphic.kind for graphic in paper.labels.graphics].count("stamp") == 1
    assert "signature" in {graphic.kind for graphic in paper.labels.graphics}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_legend_of_the_flags_is_text(press: Press, layout: str) -> None:
    labels = press.print(layout, "en_US", 5, **USUAL).labels
    words = {word for field in labels.fields if field.key.startswith("flags.") for word in field.words}
    assert words
    assert {region.category for region in labels.regions if words & set(region.words)} == {"Text"}
