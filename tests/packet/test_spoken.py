"""What is said in English words is read as it would be written, whoever says it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from synth.core.marked import Marked
from synth.core.seeds import draws_for
from synth.packet.facts import agrees, fact_of_person, normal
from synth.people import personas_for
from synth.text.grammar.formats import date_in, money_in, number_in
from synth.text.grammar.speech import spoken

DRAWS = draws_for(0, 0, "said")


@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
def test_days_amounts_and_numbers_come_back(locale: str) -> None:
    first, currency = datetime.date(1937, 12, 30), {"en_US": "USD", "en_GB": "GBP"}[locale]
    for number in range(120):
        day = first + datetime.timedelta(days=271 * number)
        assert normal(date_in(day, locale, "spoken", DRAWS), "date", locale) == day.isoformat()
        amount = Decimal(number**3 * 7 + number) / 100
        assert normal(money_in(amount, locale, style="spoken"), "money", locale) == f"{currency} {amount:.2f}"
        assert normal(number_in(number**3, locale, style="spoken"), "number", locale) == str(number**3)


@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
@pytest.mark.parametrize("field", ["phone", "email", "account", "iban"])
def test_what_is_said_sign_by_sign_comes_back(locale: str, field: str) -> None:
    for number in range(25):
        (person,) = personas_for(["who"], locale, 7, draws_for(7, number, "said")).values()
        fact = fact_of_person(person, field)
        said = spoken(Marked(person.value(field).replace("(0)", "")), locale).text
        assert agrees(said, fact, locale), said
        assert not agrees(f"{said} one", fact, locale)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ten quid", "money", "ten quid"),
        ("the fourteenth", "date", "the fourteenth"),
        ("a few", "number", "a few"),
        ("nineteen hundred", "number", "1900"),
        ("oh two zero, seven nine four six", "phone", "0207946"),
        ("May third nineteen oh one", "date", "1901-05-03"),
        ("one at two plus dot net", "email", "1@2plus.net"),
    ],
)
def test_what_is_no_value_stays_as_it_is(text: str, kind: str, value: str) -> None:
    assert normal(text, kind, "en_GB") == value


def test_words_of_other_languages_are_not_read() -> None:
    assert normal("one two", "phone", "de_DE") == ""
