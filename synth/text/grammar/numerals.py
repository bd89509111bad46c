"""Numbers, amounts and days as they are said in English: `two thousand and sixteen pounds`, `the first of March`."""

from __future__ import annotations

import datetime
from decimal import Decimal

from synth.people.formats import LocaleFormat
from synth.text.grammar.agreement import language
from synth.text.grammar.budget import RefusedError

LARGEST = 10**12
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
UNITS = {"GBP": ("pound", "pounds", "penny", "pence"), "USD": ("dollar", "dollars", "cent", "cents")}
"""Currency -> its unit and the hundredth of it, one and several."""
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def number_said(value: float | Decimal, locale: str) -> str:
    """A number; decimals one by one behind `point`. RefusedError for one too large, and where English is not spoken."""
    _check(value, locale)
    exact = abs(Decimal(str(value)))
    whole, _, decimals = f"{exact:f}".partition(".")
    said = _cardinal(int(whole), british=locale == "en_GB")
    if decimals.strip("0"):
        said += " point " + " ".join(ONES[int(digit)] for digit in decimals.rstrip("0"))
    return f"minus {said}" if value < 0 else said


def money_said(value: float | Decimal, locale: str, form: LocaleFormat, currency: str = "") -> str:
    """An amount in pounds or dollars, to the hundredth. RefusedError as of `number_said`, and for other currencies."""
    _check(value, locale)
    code = currency or form.currency
    if code not in UNITS:
        raise RefusedError(code, f"amounts are said in {' and '.join(UNITS)}")
    unit, units, part, parts = UNITS[code]
    whole, hundredths = divmod(int((abs(Decimal(str(value))) * 100).to_integral_value()), 100)
    british = locale == "en_GB"
    said = f"{_cardinal(whole, british)} {unit if whole == 1 else units}"
    if hundredths:
        said += f" and {_cardinal(hundredths, british)} {part if hundredths == 1 else parts}"
    return f"minus {said}" if value < 0 else said


def day_said(day: datetime.date, locale: str) -> str:
    """A day: `March fourteenth nineteen eighty two` in the United States, `the fourteenth of March ...` elsewhere."""
    _check(day.year, locale)
    number, month, year = _ordinal(day.day), MONTHS[day.month - 1], _year(day.year)
    return f"{month} {number} {year}" if locale == "en_US" else f"the {number} of {month} {year}"


def _check(value: float | Decimal, locale: str) -> None:
    if language(locale) != "en":
        raise RefusedError(locale, "numbers are said in English alone")
    if not abs(value) < LARGEST:
        raise RefusedError(value, f"numbers below {LARGEST} are said")


def _cardinal(number: int, british: bool) -> str:
    """A whole number from 0; the British say `and` before tens and ones."""
    parts = []
    for size, name in SCALES:
        if number >= size:
            parts.append(f"{_cardinal(number // size, british)} {name}")
            number %= size
    if number >= 100:
        parts.append(f"{ONES[number // 100]} hundred")
        number %= 100
    if number or not parts:
        small = ONES[number] if number < 20 else f"{TENS[number // 10]} {ONES[number % 10] if number % 10 else ''}"
        parts.append(f"and {small.strip()}" if british and parts else small.strip())
    return " ".join(parts)


def _ordinal(number: int) -> str:
    """A day of a month."""
    *before, last = _cardinal(number, british=False).split()
    if last not in _ORDINALS:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return " ".join([*before, _ORDINALS.get(last, last)])


def _year(year: int) -> str:
    """`nineteen eighty two`, `nineteen oh five`, `two thousand six`, `twenty twenty five`."""
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010 or not 10 <= century < 100:
        return _cardinal(year, british=False)
    if not rest:
        return f"{_cardinal(century, british=False)} hundred"
    return f"{_cardinal(century, british=False)} {'oh ' if rest < 10 else ''}{_cardinal(rest, british=False)}"
