"""Letters: days in order, amounts that add up, nothing unfilled, firms that fit the purpose; in every language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.paths import SCENES
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.letter.record import draw_letter
from synth.document.records import Value
from synth.document.scene.load import load_document_scene
from synth.people.identity import TODAY
from synth.scene.read import read_yaml

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")
PURPOSES = ("complaint", "dunning", "offer", "cancellation", "application", "tenancy", "insurance")
BY_FIRMS = ("dunning", "offer", "insurance")

_PAST = ("signed_date", "event_date", "second_date", "date")


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_letter(RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables))


def some(locale: str, count: int = 60) -> Iterator[Any]:
    return (made(locale, number) for number in range(count))


@pytest.mark.parametrize("locale", LOCALES)
def test_days_stand_in_order(locale: str) -> None:
    for letter in some(locale):
        days = [date.fromisoformat(letter["facts"][name].value) for name in _PAST]
        due, end = (date.fromisoformat(letter["facts"][name].value) for name in ("due_date", "end_date"))
        assert days == sorted(set(days))
        assert days[-1] <= TODAY
        assert days[-1] < due < end


@pytest.mark.parametrize("locale", LOCALES)
def test_amounts_add_up_as_they_are_printed(locale: str) -> None:
    for letter in some(locale):
        amount, fee, total = (
            Decimal(letter["facts"][name].value.rpartition(" ")[2]) for name in ("amount", "fee", "total")
        )
        assert amount + fee == total
        assert fee > 0
        assert amount > fee or letter["purpose"] not in ("dunning", "insurance")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_nothing_is_left_unfilled(locale: str, purpose: str) -> None:
    for number in range(15):
        letter = made(locale, number, purpose=purpose)
        assert 4 <= len(letter["paragraphs"]) <= 5
        for paragraph in (*letter["paragraphs"], letter["opening"], letter["postscript"]):
            for part in paragraph["parts"]:
                assert "{" not in part["text"]
                if part["key"]:
                    assert part["text"] == letter["facts"][part["key"].removeprefix("facts.")].text
        for name in ("subject", "salutation", "closing"):
            assert letter[name].text
            assert "{" not in letter[name].text


@pytest.mark.parametrize("locale", LOCALES)
def test_who_writes_to_whom(locale: str) -> None:
    for letter in some(locale):
        assert letter["sender"]["is_company"] == (letter["purpose"] in BY_FIRMS)
        if not letter["sender"]["is_company"]:
            assert letter["signer"] == letter["sender"]["name"]
        if letter["purpose"] in ("complaint", "offer", "cancellation", "insurance"):
            firm = letter["sender" if letter["sender"]["is_company"] else "recipient"]
            assert "website" not in firm
            assert letter["bank"]["holder"].text == firm["name"].text


def test_a_person_is_addressed_by_their_own_name() -> None:
    for number in range(40):
        letter = made("de_DE", number, purpose="dunning")
        family = letter["recipient"]["name"].text.split()[-1]
        assert family in letter["salutation"].text
        assert letter["salutation"].text.endswith(",")


def test_a_record_is_its_names_alone_and_letters_differ() -> None:
    assert made("ja_JP", 3) == made("ja_JP", 3)
    letters = list(some("en_US", 60))
    assert len({str(letter["paragraphs"]) for letter in letters}) == 60
    assert {letter["purpose"] for letter in letters} == set(PURPOSES)


def test_the_scene_knows_the_purposes() -> None:
    scene = load_document_scene(read_yaml(SCENES / "letter.yaml"), "letter")
    assert set(map(str, scene.variables["purpose"].values() or ())) == set(PURPOSES)


def test_every_value_in_the_text_is_one_of_the_record() -> None:
    letter = made("en_GB", 1, purpose="dunning")
    keys = {part["key"] for paragraph in letter["paragraphs"] for part in paragraph["parts"] if part["key"]}
    assert {"facts.total", "facts.due_date", "facts.invoice"} <= keys
    assert all(isinstance(letter["facts"][key.removeprefix("facts.")], Value) for key in keys)


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(SpecError, match=r"variables.purpose.*dunnning"):
        made("en_US", 0, purpose="dunnning")
