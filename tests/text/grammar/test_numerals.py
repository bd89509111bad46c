"""Numbers, amounts and days as they are said."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from synth.core.seeds import draws_for
from synth.text.grammar.budget import RefusedError
from synth.text.grammar.formats import date_in, money_in, number_in


@pytest.mark.parametrize(
    ("value", "american", "british"),
    [
        (0, "zero", "zero"),
        (14, "fourteen", "fourteen"),
        (40, "forty", "forty"),
        (101, "one hundred one", "one hundred and one"),
        (2316, "two thousand three hundred sixteen", "two thousand three hundred and sixteen"),
        (1_000_005, "one million five", "one million and five"),
        (-12.50, "minus twelve point five", "minus twelve point five"),
    ],
)
def test_numbers(value: float, american: str, british: str) -> None:
    assert number_in(value, "en_US", style="spoken") == american
    assert number_in(value, "en_GB", style="spoken") == british


@pytest.mark.parametrize(
    ("value", "locale", "said"),
    [
        ("2316.90", "en_GB", "two thousand three hundred and sixteen pounds and ninety pence"),
        ("2316.05", "en_US", "two thousand three hundred sixteen dollars and five cents"),
        ("1.01", "en_US", "one dollar and one cent"),
        ("40", "en_GB", "forty pounds"),
    ],
)
def test_amounts(value: str, locale: str, said: str) -> None:
    assert money_in(Decimal(value), locale, style="spoken") == said


@pytest.mark.parametrize(
    ("day", "locale", "said"),
    [
        ((1982, 3, 14), "en_US", "March fourteenth nineteen eighty two"),
        ((2025, 10, 31), "en_GB", "the thirty first of October twenty twenty five"),
        ((1905, 2, 20), "en_GB", "the twentieth of February nineteen oh five"),
        ((2006, 9, 12), "en_US", "September twelfth two thousand six"),
        ((1900, 8, 3), "en_US", "August third nineteen hundred"),
    ],
)
def test_days(day: tuple[int, int, int], locale: str, said: str) -> None:
    assert date_in(datetime.date(*day), locale, "spoken", draws_for(0, 0, "day")) == said


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(RefusedError, match="English alone"):
        number_in(1, "de_DE", style="spoken")
    with pytest.raises(RefusedError, match="GBP and USD"):
        money_in(1, "en_US", "EUR", style="spoken")
    with pytest.raises(RefusedError, match="did you mean 'spoken'"):
        number_in(1, "en_US", style="spokn")
