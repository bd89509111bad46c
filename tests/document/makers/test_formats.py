"""Every locale writes as its people do, and what is printed means what is stored."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.document.makers.formats import LARGEST_AMOUNT, formats_for
from synth.document.records import Value
from synth.people import LOCALES
from synth.people.formats import format_of

NB, THIN = "\u00a0", "\u202f"
WRITTEN = {  # 1234567.5 and -12.5 of money, without the sign, 8.25 %, short and long day, month, 14:05
    "en_US": ("$1,234,567.50", "-$12.50", "1,234,567.50", "8.25%", "12/3/2025", "December 3, 2025", "December 2025",
              f"2:05{NB}PM"),
    "en_GB": ("£1,234,567.50", "-£12.50", "1,234,567.50", "8.25%", "03/12/2025", "3 December 2025", "December 2025",
              "14:05"),
    "de_DE": (f"1.234.567,50{NB}€", f"-12,50{NB}€", "1.234.567,50", f"8,25{NB}%", "03.12.2025", "3. Dezember 2025",
              "Dezember 2025", "14:05"),
    "fr_FR": (f"1{THIN}234{THIN}567,50{NB}€", f"-12,50{NB}€", f"1{THIN}234{THIN}567,50", f"8,25{THIN}%", "03/12/2025",
              "3 décembre 2025", "décembre 2025", "14:05"),
    "es_ES": (f"1.234.567,50{NB}€", f"-12,50{NB}€", "1.234.567,50", f"8,25{NB}%", "3/12/2025",
              "3 de diciembre de 2025", "diciembre de 2025", "14:05"),
    "ar": (f"1,234,567.50{NB}ر.س", f"-12.50{NB}ر.س", "1,234,567.50", "8.25%", "03/12/2025", "3 ديسمبر 2025",
           "ديسمبر 2025", f"2:05{NB}م"),
    "hi_IN": ("₹12,34,567.50", "-₹12.50", "12,34,567.50", "8.25%", "03/12/2025", "3 दिसंबर 2025", "दिसंबर 2025",
              f"2:05{NB}pm"),
    "ja_JP": ("¥1,234,568", "-¥12", "1,234,568", "8.25%", "2025/12/03", "2025年12月3日", "2025年12月", "14:05"),
}  # fmt: skip
AMOUNTS = st.decimals(-LARGEST_AMOUNT, LARGEST_AMOUNT, places=4)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
LOCALE = st.sampled_from(sorted(WRITTEN))


def number_read(text: str, locale: str) -> Decimal:
    """The number in a printed text, read by the locale's own signs."""
    form = format_of(locale)
    bare = re.sub(r"[^\d,.\-]", "", text.replace("ر.س", ""))
    return Decimal(bare.replace(form.group, "").replace(form.point, "."))


def day_read(value: Value, locale: str) -> date:
    """The day in a printed text."""
    months = format_of(locale).months
    numbers = [int(number) for number in re.findall(r"\d+", value.text)]
    if len(numbers) == 2:
        numbers.insert(1, next(at for at, month in enumerate(months, 1) if month in value.text.split()[-3:]))
    if locale == "en_US" and "/" in value.text:
        numbers = [numbers[1], numbers[0], numbers[2]]
    year, month, day = numbers if locale == "ja_JP" else reversed(numbers)
    return date(year, month, day)


def test_every_locale_of_the_personas_has_formats() -> None:
    assert set(WRITTEN) == set(LOCALES) == {formats_for(locale).locale for locale in LOCALES}


@pytest.mark.parametrize("locale", WRITTEN)
def test_the_written_forms(locale: str) -> None:
    forms, day = formats_for(locale), date(2025, 12, 3)
    values = (
        forms.money(Decimal("1234567.5")),
        forms.money(Decimal("-12.5")),
        forms.money(Decimal("1234567.5"), symbol=False),
        forms.percent(Decimal("8.25")),
        forms.date(day),
        forms.date(day, "long"),
        forms.month(day),
        forms.time(14, 5),
    )
    assert tuple(value.text for value in values) == WRITTEN[locale]
    assert [value.value for value in values[3:]] == ["8.25", "2025-12-03", "2025-12-03", "2025-12", "14:05"]
    assert [value.type for value in values] == ["money"] * 3 + ["percent"] + ["date"] * 3 + ["time"]


@pytest.mark.parametrize(
    ("locale", "text"),
    [("fr_FR", "1er janvier 2025"), ("de_DE", "1. Januar 2025"), ("hi_IN", "1 जनवरी 2025"), ("ar", "1 يناير 2025")],
)
def test_the_first_of_a_month(locale: str, text: str) -> None:
    assert formats_for(locale).date(date(2025, 1, 1), "long").text == text


@pytest.mark.parametrize(("amount", "text"), [("999", "999"), ("1000", "1,000"), ("99999", "99,999"),
                                              ("100000", "1,00,000"), ("12345678", "1,23,45,678")])  # fmt: skip
def test_lakh_and_crore(amount: str, text: str) -> None:
    assert formats_for("hi_IN").number(Decimal(amount)).text == text


def test_spanish_groups_begin_at_ten_thousand() -> None:
    assert formats_for("es_ES").number(1234).text == "1234"
    assert formats_for("es_ES").number(12345).text == "12.345"


@pytest.mark.parametrize(("hour", "text"), [(0, "12:30"), (1, "1:30"), (12, "12:30"), (23, "11:30")])
def test_a_clock_of_twelve_hours(hour: int, text: str) -> None:
    value = formats_for("en_US").time(hour, 30)
    assert value.text == f"{text}{NB}{'PM' if hour >= 12 else 'AM'}"
    assert value.value == f"{hour:02d}:30"


@pytest.mark.parametrize(("amount", "money"), [("0.005", "0.00"), ("0.015", "0.02"), ("2.345", "2.34"),
                                               ("-0.004", "0.00"), ("-0.015", "-0.02")])  # fmt: skip
def test_half_goes_to_even_and_no_zero_is_negative(amount: str, money: str) -> None:
    value = formats_for("en_GB").money(Decimal(amount))
    assert value == Value(value.text, f"GBP {money}", "money")
    assert value.text.replace("£", "") == money


@given(AMOUNTS, LOCALE)
@settings(deadline=None)
def test_money_reads_back(amount: Decimal, locale: str) -> None:
    forms = formats_for(locale)
    for value in (forms.money(amount), forms.money(amount, symbol=False)):
        currency, stored = value.value.split()
        assert currency == forms.currency
        assert number_read(value.text, locale) == Decimal(stored) == forms.rounded(amount)
        assert abs(Decimal(stored) - amount) * 2 <= Decimal(1).scaleb(-forms.decimals)


@given(AMOUNTS, st.integers(0, 6), LOCALE)
@settings(deadline=None)
def test_numbers_read_back(amount: Decimal, decimals: int, locale: str) -> None:
    value = formats_for(locale).number(amount, decimals)
    assert number_read(value.text, locale) == Decimal(value.value)
    assert len(value.value.partition(".")[2]) == decimals


@given(st.decimals(-1000, 1000, places=3), LOCALE)
@settings(deadline=None)
def test_percentages_read_back_exactly(amount: Decimal, locale: str) -> None:
    value = formats_for(locale).percent(amount)
    assert number_read(value.text, locale) == Decimal(value.value) == amount


@given(DAYS, LOCALE, st.sampled_from(["short", "long"]))
@settings(deadline=None)
def test_days_read_back(day: date, locale: str, style: str) -> None:
    value = formats_for(locale).date(day, "long" if style == "long" else "short")
    assert value.value == day.isoformat()
    if "1er" in value.text:
        assert day.day == 1
    assert day_read(Value(value.text.replace(" de ", " "), value.value), locale) == day


@given(DAYS, LOCALE)
@settings(deadline=None)
def test_months_read_back(day: date, locale: str) -> None:
    value = formats_for(locale).month(day)
    assert value.value == f"{day:%Y-%m}"
    assert format_of(locale).months[day.month - 1] in value.text or locale == "ja_JP"
    assert str(day.year) in value.text


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(SpecError, match=r"locale: got 'de_AT'; known: ar, .*\(did you mean 'de_DE'\?\)"):
        formats_for("de_AT")
    for amount in ("2000000000000000", "NaN", "-Infinity"):
        with pytest.raises(SpecError, match=f"amount: got '{amount}'; numbers up to {LARGEST_AMOUNT} are written"):
            formats_for("de_DE").money(Decimal(amount))
