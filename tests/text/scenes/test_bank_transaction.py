"""The shipped scene `bank_transaction`: one text in fifty is an anomaly, and it shows; the others are harmless."""

from __future__ import annotations

import re

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered

COUNT = 1500
SHAPES = {
    "AMOUNT": r"\d[\d.,]*[.,]\d\d( [A-Z]{3})?",
    "CARD_LAST4": r"\d{4}",
    "TIME": r"\d\d:\d\d(:\d\d)?",
    "STATE": r"[A-Z]{2}",
    "COUNTRY": r"[A-Z]{2}",
    "IBAN": r"DE\d\d ?(\d{4} ?){4}\d\d",
}


class Entry(Rendered):
    def values(self, label: str) -> list[str]:
        return [span.value for span in self.spans if span.label == label]

    @property
    def anomaly(self) -> object:
        return self.plan.variables["anomaly"]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return [Entry(*one) for one in rendered("bank_transaction", COUNT, 3)]


def test_every_label_category_and_template_comes_up(entries: list[Entry]) -> None:
    scene = load_text_scene(SCENES / "bank_transaction.yaml")
    assert {span.label for entry in entries for span in entry.spans} == set(scene.labels)
    assert {entry.plan.template for entry in entries} == set(scene.templates)
    assert len({entry.plan.variables["category"] for entry in entries}) == 17


def test_spans_have_their_shape(entries: list[Entry]) -> None:
    for entry in entries:
        for span in entry.spans:
            assert entry.text[span.start : span.end] == span.value == span.value.strip()
            if span.label in SHAPES:
                assert re.fullmatch(SHAPES[span.label], span.value), (span, entry.text)


def test_texts_differ_and_none_looks_broken(entries: list[Entry]) -> None:
    assert len({entry.text for entry in entries}) == COUNT
    for entry in entries:
        assert not re.search(r"  | \n|\n\n| ,|\{\{", entry.text), entry.text


def test_three_texts_in_a_hundred_are_anomalies(entries: list[Entry]) -> None:
    assert sum(entry.anomaly != "none" for entry in entries) == round(0.03 * COUNT)
    assert len({entry.anomaly for entry in entries}) == 5


def test_an_anomaly_shows(entries: list[Entry]) -> None:
    for entry in entries:
        lines = entry.text.split("\n")
        amounts = [float(re.sub(r"[^\d]", "", amount)) / 100 for amount in entry.values("AMOUNT")]
        if entry.anomaly == "duplicate_charge":
            assert lines[0] == lines[1]
        elif entry.anomaly == "foreign_country":
            assert entry.values("COUNTRY")[0] not in ("US", "GB", "DE")
        elif entry.anomaly == "round_amount_at_night":
            assert entry.values("TIME")[0] < "05:00"
            assert amounts[0] % 500 == 0
        elif entry.anomaly == "card_testing":
            assert len(amounts) >= 3
            assert max(amounts) < 2
            assert entry.values("TIME") == sorted(entry.values("TIME"))


def test_the_others_show_none(entries: list[Entry]) -> None:
    for entry in entries:
        if entry.anomaly == "none":
            lines = entry.text.split("\n")
            assert len(set(lines)) == len(lines)
            assert set(entry.values("COUNTRY")) <= {"GB", "DE"}
            assert all(time >= "07:00" for time in entry.values("TIME"))


def test_the_dates_of_a_line_are_one_day(entries: list[Entry]) -> None:
    for entry in entries:
        day = entry.plan.variables["day_of_month"]
        assert all(str(day) in date for date in entry.values("DATE"))
