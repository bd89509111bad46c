"""Reports: what the text says follows from the table, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.paths import SCENES
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.report.figures import percent_change
from synth.document.makers.report.record import draw_report
from synth.document.records import Value
from synth.document.scene.load import load_document_scene
from synth.scene.read import read_yaml

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")
TOPICS = ("energy", "water", "transport", "library", "harvest")
SECTIONS = ("introduction", "method", "results", "by_category", "discussion", "advice", "steps", "notes")


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_report(RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables))


def some(locale: str, count: int = 40) -> Iterator[Any]:
    return (made(locale, number) for number in range(count))


def exact(value: Value) -> Decimal:
    return Decimal(value.value)


def texts(report: Any) -> Iterator[Any]:
    """Every paragraph."""
    for section in SECTIONS:
        yield from report[section]
    yield from (report[name] for name in ("abstract", "advice_intro", "steps_intro", "table_caption", "summary_line"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_adds_up(locale: str) -> None:
    for report in some(locale):
        rows, years = report["rows"], report["years"]
        for at, year in enumerate(years):
            assert sum(exact(row["amounts"][at]["amount"]) for row in rows) == exact(year["total"])
        for row in rows:
            first, last = (exact(row["amounts"][at]["amount"]) for at in (0, -1))
            assert exact(row["change"]) == percent_change(first, last)
            assert abs(exact(row["share"]) - last / exact(years[-1]["total"]) * 100) <= Decimal("0.05")
        assert exact(report["total_change"]) == percent_change(exact(years[0]["total"]), exact(years[-1]["total"]))
        assert [int(year["year"].text) for year in years] == list(
            range(int(report["facts"]["first_year"].text), int(report["facts"]["last_year"].text) + 1)
        )


@pytest.mark.parametrize("locale", LOCALES)
def test_the_text_says_what_the_table_shows(locale: str) -> None:
    for report in some(locale):
        facts, rows, years = report["facts"], report["rows"], report["years"]
        finals = {row["name"].text: exact(row["amounts"][-1]["amount"]) for row in rows}
        changes = {row["name"].text: exact(row["change"]) for row in rows}
        totals = {year["year"].text: exact(year["total"]) for year in years}
        assert finals[facts["top"].text] == max(finals.values())
        assert finals[facts["low"].text] == min(finals.values())
        assert changes[facts["best"].text] == max(changes.values()) == exact(facts["best_change"]) > 0
        assert -changes[facts["worst"].text] == -min(changes.values()) == exact(facts["worst_change"]) > 0
        assert totals[facts["peak_year"].text] == max(totals.values()) == exact(facts["peak_total"])
        assert exact(facts["change"]) == abs(exact(report["total_change"]))
        assert exact(facts["top_amount"]) == finals[facts["top"].text]


RISE, FALL = re.compile("rose|grew|went up"), re.compile("fell|went down|dropped")


def test_the_words_go_where_the_numbers_go() -> None:
    for report in some("en_GB", 120):
        said, change = "".join(part["text"] for part in report["summary_line"]["parts"]), exact(report["total_change"])
        assert bool(RISE.search(said)) == (change >= 1)
        assert bool(FALL.search(said)) == (change <= -1)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_is_left_unfilled(locale: str, topic: str) -> None:
    for number in range(12):
        report = made(locale, number, topic=topic)
        for paragraph in texts(report):
            assert paragraph["parts"]
            for part in paragraph["parts"]:
                assert "{" not in part["text"], part
                assert part["text"] == told_at(report, part["key"]).text if part["key"] else part["text"]
        assert "{" not in report["title"].text


def told_at(report: Any, key: str) -> Value:
    for part in key.split("."):
        report = report[int(part)] if part.isdecimal() else report[part]
    return report


@pytest.mark.parametrize("locale", LOCALES)
def test_axes_reach_above_everything(locale: str) -> None:
    for report in some(locale, 20):
        for axis, heights in (
            ("total_axis", [year["height"] for year in report["years"]]),
            ("row_axis", [one["height"] for row in report["rows"] for one in row["amounts"]]),
        ):
            ticks = [tick["height"] for tick in report[axis]]
            assert ticks[0] == 0
            assert ticks[-1] > max(heights) >= ticks[-2]
            assert 4 <= len(ticks) <= 12
        assert sum(row["part"] for row in report["rows"]) == pytest.approx(1)


def test_a_record_is_its_names_alone_and_reports_differ() -> None:
    assert made("fr_FR", 3) == made("fr_FR", 3)
    assert len({str(report["abstract"]) for report in some("en_US", 50)}) == 50
    assert len({report["title"].text for report in some("en_US", 50)}) > 40


def test_the_scene_knows_the_topics() -> None:
    scene = load_document_scene(read_yaml(SCENES / "report.yaml"), "report")
    assert set(map(str, scene.variables["topic"].values() or ())) == set(TOPICS)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"topic": "weather"}, r"variables.topic.*weather"),
        ({"years": 2}, r"variables.years.*2.*3 to 6"),
        ({"years": True}, "years"),
    ],
)
def test_what_does_not_exist_is_refused(variables: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        made("en_US", 0, **variables)
