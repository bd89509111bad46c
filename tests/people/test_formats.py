"""Every locale writes by CLDR, wherever the rounding ends, and Babel's own formatter agrees."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.people import LOCALES
from synth.people.formats import currencies, format_of

NB, THIN = "\u00a0", "\u202f"
DECIMALS = st.decimals(-(10**12), 10**12, places=4)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
LOCALE = st.sampled_from(LOCALES)


@pytest.mark.parametrize(
    ("locale", "amount", "text"),
    [
        ("de_DE", 999.999, f"1.000,00{NB}€"), ("es_ES", 9999.999, f"10.000,00{NB}€"),
        ("es_ES", 999.999, f"1000,00{NB}€"),
        ("fr_FR", 999.999, f"1{THIN}000,00{NB}€"), ("hi_IN", 99999.999, "₹1,00,000.00"), ("en_US", -0.001, "$0.00"),
        ("en_US", -999.999, "-$1,000.00"), ("ar", -999.999, f"-1,000.00{NB}ر.س"), ("ja_JP", 999.5, "¥1,000"),
    ],
)  # fmt: skip
def test_groups_and_signs_are_those_of_the_rounded_amount(locale: str, amount: float, text: str) -> None:
    assert format_of(locale).money(amount) == text


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("en_US", "CHF", f"CHF{NB}9.00"), ("en_US", "CAD", "CA$9.00"), ("en_US", "USD", "$9.00"),
        ("en_GB", "USD", "US$9.00"),
        ("de_DE", "AUD", f"9,00{NB}AU$"), ("fr_FR", "USD", f"9,00{NB}$US"), ("es_ES", "GBP", f"9,00{NB}GBP"),
        ("de_DE", "KWD", f"9,000{NB}KWD"), ("ar", "USD", f"9.00{NB}US$"), ("en_US", "KRW", "₩9"),
        ("ja_JP", "EUR", "€9.00"),
    ],
)  # fmt: skip
def test_a_foreign_currency_has_the_sign_that_the_locale_gives_it(locale: str, currency: str, text: str) -> None:
    assert format_of(locale).money(9, currency) == text


def test_no_zero_is_negative() -> None:
    english = format_of("en_US")
    assert english.number(-0.001, 2) == "0.00"
    assert {english.number(-1e-9), english.number(-0.0), english.number(Decimal("-0.4"), 0)} == {"0"}


@given(DECIMALS, st.integers(0, 4), LOCALE)
@settings(deadline=None)
def test_numbers_are_those_of_babel(value: Decimal, digits: int, locale: str) -> None:
    """But for the groups of Spanish, where Babel leaves out CLDR's minimumGroupingDigits, and Babel's negative zero."""
    pattern = re.sub(r"\..*|$", "." + "0" * digits, Locale.parse(locale).decimal_formats[None].pattern, count=1)
    theirs = format_decimal(value, pattern.rstrip("."), locale=locale, numbering_system="latn")
    ours = format_of(locale).number(value, digits)
    if locale == "es_ES" and len(re.sub(r"\D", "", theirs.partition(",")[0])) == 4:
        theirs = theirs.replace(".", "")
    assert ours == (theirs if re.search("[1-9]", theirs) else theirs.removeprefix("-"))


@given(st.decimals(0, 10**9, places=2), LOCALE, st.sampled_from(["EUR", "USD", "GBP", "KRW", "KWD", "CHF"]))
@settings(deadline=None)
def test_amounts_are_those_of_babel(value: Decimal, locale: str, currency: str) -> None:
    """But for Spanish groups, CLDR's space between letters and digits, and marks that nobody sees."""
    theirs = re.sub("[\u200e\u200f]", "", format_currency(value, currency, locale=locale, numbering_system="latn"))
    theirs = re.sub(r"([A-Z])(\d)", rf"\1{NB}\2", theirs)
    if locale == "es_ES" and value < 10_000 - Decimal("0.5"):
        theirs = theirs.replace(".", "")
    assert format_of(locale).money(value, currency) == theirs


@given(DAYS, LOCALE)
@settings(deadline=None)
def test_long_days_are_those_of_babel(day: datetime.date, locale: str) -> None:
    theirs = format_date(day, "long", locale=locale).replace("अक्टूबर", "अक्तूबर")
    if locale == "fr_FR" and day.day == 1:
        theirs = "1er" + theirs[1:]
    assert format_of(locale).day(day, long=True) == theirs


@given(DECIMALS, DAYS, LOCALE)
@settings(deadline=None)
def test_nothing_invisible_is_written(value: Decimal, day: datetime.date, locale: str) -> None:
    form = format_of(locale)
    texts = form.money(value), form.day(day), form.day(day, long=True), form.month(day), form.time(day.day % 24, 5)
    assert not [char for text in texts for char in text if unicodedata.category(char) in ("Cf", "Cc")]


def test_every_currency_has_its_decimals_everywhere() -> None:
    for locale in LOCALES:
        form = format_of(locale)
        assert {code: form.decimals(code) for code in currencies()} == {
            code: get_currency_precision(code) for code in currencies()
        }
        assert all(re.search(r"\d", form.money(1, code)) for code in currencies())
    assert format_of("ja_JP").decimals() == 0


def test_an_unknown_locale_is_named() -> None:
    with pytest.raises(SpecError, match=r"locale: got 'de_AT'; known: ar, .*\(did you mean 'de_DE'\?\)"):
        format_of("de_AT")
