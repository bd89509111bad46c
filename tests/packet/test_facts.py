"""A value is read back whichever way a locale's people write it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from synth.core.seeds import draws_for
from synth.document.makers.formats import formats_for
from synth.packet.facts import Fact, agrees, fact_of_person, normal, term_in
from synth.packet.plan.people import swapped_days
from synth.people import personas_for
from synth.people.identity import born

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_day_of_birth_is_read_in_every_spelling(locale: str) -> None:
    formats = formats_for(locale)
    for number in range(60):
        (person,) = personas_for(["who"], locale, 7, draws_for(7, number, "people")).values()
        day = born(person)
        for text in (person.value("birth_date"), formats.date(day).text, formats.date(day, "long").text):
            assert normal(text, "date", locale) == day.isoformat(), text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("amount", ["0.50", "12.00", "1234.56", "1234567.89"])
def test_an_amount_is_read_with_its_currency_and_without(locale: str, amount: str) -> None:
    formats = formats_for(locale)
    for symbol in (True, False):
        written = formats.money(Decimal(amount), symbol=symbol)
        assert normal(written.text, "money", locale) == written.value


def test_what_cannot_be_read_is_no_fact() -> None:
    assert normal("31 February 1999", "date", "en_GB") == "31 February 1999"
    assert not agrees("soon", Fact("2025-01-01", "date"), "en_GB")
    assert not agrees("--", Fact("GBP 1.00", "money"), "en_GB")


def test_a_part_of_a_place_is_read_as_whole_words_or_as_the_last_four_signs() -> None:
    anna = Fact("anna", "name")
    assert agrees("Anna Maria", anna, "en_GB", "within")
    assert not agrees("Annabel", anna, "en_GB", "within")
    assert agrees("****1234", Fact("99991234", "code"), "en_GB", "last_four")
    assert not agrees("234", Fact("99991234", "code"), "en_GB", "last_four")


def test_a_term_is_read_by_its_words_and_several_are_none() -> None:
    words = {"diabetes": ["diabetes", "T2DM"], "asthma": ["asthma"]}
    assert term_in("T2DM, uncontrolled", words) == "diabetes"
    assert term_in("no asthma, but diabetes", words) is None
    assert term_in("prediabetes", words) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_a_telephone_is_one_number_with_and_without_its_country_as_it_is_dialled(locale: str) -> None:
    (person,) = personas_for(["who"], locale, 7, draws_for(7, 0, "phone")).values()
    assert fact_of_person(person, "phone").value.isdigit()
    assert normal("0044 20 7946 0000 ext. 12", "phone", locale) == normal("+44 20 7946 0000", "phone", locale)


def test_swapped_days_are_other_days_of_the_same_digits() -> None:
    day = datetime.date(1987, 5, 12)
    found = swapped_days(day)
    assert datetime.date(1978, 5, 12) in found
    assert datetime.date(1987, 12, 5) in found
    assert all(sorted(f"{one:%d%m%Y}") == sorted(f"{day:%d%m%Y}") and one != day for one in found)
