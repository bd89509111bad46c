"""Cards: the zone says what is printed, days stand in order, nobody real is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.id_card.mrz import check_digit, transliterated
from synth.document.makers.id_card.record import KINDS, draw_id_card
from synth.people.identity import TODAY

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_id_card(RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables))


def some(locale: str, kind: str, count: int = 40) -> Iterator[Any]:
    return (made(locale, number, card=kind) for number in range(count))


def day(value: Any) -> date:
    return date.fromisoformat(value.value)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_zone_says_what_is_printed(locale: str) -> None:
    for card in some(locale, "passport"):
        names, data = (card["mrz"][at].text for at in "01")
        surname, given = names[5:].split("<<")[:2]
        assert transliterated(card["surname"].text).startswith(surname)
        assert transliterated(card["given_names"].text).startswith(given.rstrip("<"))
        assert names[2:5] == data[10:13] == card["nationality"].text == "UTO"
        assert data[:9] == card["number"].text
        assert data[13:19] == f"{day(card['birth_date']):%y%m%d}"
        assert data[20].replace("<", "X") == card["sex"].text
        assert data[21:27] == f"{day(card['expiry_date']):%y%m%d}"
        assert data[43] == check_digit(data[:10] + data[13:20] + data[21:43])


@pytest.mark.parametrize("kind", ["identity", "residence"])
def test_cards_have_three_lines_and_right_check_digits(kind: str) -> None:
    for card in some("de_DE", kind):
        first, second, third = (card["mrz"][at].text for at in "012")
        assert (len(first), len(second), len(third)) == (30, 30, 30)
        assert first.startswith(KINDS[kind].code)
        assert (first[14], second[6], second[14]) == (
            check_digit(first[5:14]), check_digit(second[:6]), check_digit(second[8:14]),
        )  # fmt: skip
        assert second[29] == check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])


@pytest.mark.parametrize("kind", KINDS)
def test_days_stand_in_order_and_the_card_is_valid(kind: str) -> None:
    for card in some("en_GB", kind):
        birth, issue, expiry = (day(card[name]) for name in ("birth_date", "issue_date", "expiry_date"))
        assert birth < issue < TODAY <= expiry
        assert expiry.year - issue.year <= KINDS[kind].years
        if kind == "student":
            assert 17 <= (TODAY - birth).days // 365 <= 32


@pytest.mark.parametrize("kind", KINDS)
def test_an_expired_card_is_no_longer_valid(kind: str) -> None:
    assert all(day(made("fr_FR", n, card=kind, expired=True)["expiry_date"]) < TODAY for n in range(60))


@pytest.mark.parametrize("kind", ["staff", "student"])
def test_what_no_state_gives_out_has_no_zone(kind: str) -> None:
    assert all(not card["mrz"] for card in some("es_ES", kind))


@pytest.mark.parametrize("locale", ["ar", "hi_IN", "ja_JP"])
def test_other_scripts_have_both_spellings(locale: str) -> None:
    for card in some(locale, "identity"):
        assert card["has_native_name"]
        assert not card["native_name"].text.isascii()
        assert (card["surname"].text + card["given_names"].text).isascii()


def test_a_record_is_its_names_alone_and_no_two_are_alike() -> None:
    assert made("de_DE", 3) == made("de_DE", 3)
    cards = [made("de_DE", number, card="identity") for number in range(50)]
    assert len({card["number"].text for card in cards}) == 50
    assert len({card["surname"].text for card in cards}) > 40
    assert {card["sex"].text for card in cards} >= {"F", "M"}


def test_an_unknown_card_is_refused() -> None:
    with pytest.raises(SpecError, match=r"variables.card.*identty"):
        made("en_US", 0, card="identty")
