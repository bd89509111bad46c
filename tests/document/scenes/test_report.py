"""The shipped scene `report`: every layout prints and verifies, with all blocks that DocLayNet knows."""

from __future__ import annotations

import pytest

from synth.document.labels import REGIONS

from .printed import Paper, Press

LAYOUTS = ("academic", "annual", "newsletter")


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    press = Press("report")
    assert set(press.scene.templates) == set(LAYOUTS)
    locales = ("en_GB", "de_DE", "en_US")
    charts = ("lines", "pie", "bars")
    return {
        layout: press.print(layout, locale, 4, years=4, topic="energy", chart=chart)
        for layout, locale, chart in zip(LAYOUTS, locales, charts, strict=True)
    }


def test_all_classes_of_blocks_occur(papers: dict[str, Paper]) -> None:
    found = {region.category for paper in papers.values() for region in paper.labels.regions}
    assert found == set(REGIONS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_table_charts_and_numbers_of_the_text(papers: dict[str, Paper], layout: str) -> None:
    paper = papers[layout]
    (table,) = paper.labels.tables
    assert table.rows == len(paper.plan.record["rows"]) + 2  # type: ignore[arg-type]
    assert {cell.row for cell in table.cells if cell.header} == {0}
    assert any(graphic.kind == "figure" for graphic in paper.labels.graphics)
    assert paper.keys >= {"title", "facts.total_last", "facts.top", "rows.0.name", "years.0.total"}


def test_a_report_has_headings_and_lists(papers: dict[str, Paper]) -> None:
    for paper in papers.values():
        categories = [region.category for region in paper.labels.regions]
        assert categories.count("Section-header") >= 5
        assert categories.count("List-item") >= 4
        assert categories.count("Title") == 1


@pytest.mark.parametrize(
    ("number", "layout", "locale"), [(1, "academic", "ar"), (2, "annual", "ja_JP"), (3, "newsletter", "hi_IN")]
)
def test_other_scripts(number: int, layout: str, locale: str) -> None:
    paper = Press("report", [locale]).print(layout, locale, number, years=3, topic="water", chart="bars")
    said = {word.text for word in paper.labels.words}
    assert not said & {"Figure", "Table", "Page", "Total", "Abstract", "Results"}
