"""What moves on a private account in one month: salary, rent, bills, shopping; every entry with its day and words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from synth.document.makers.context import RecordContext
from synth.document.makers.working_days import is_working_day
from synth.people import Persona
from synth.scene.read import read_yaml

SCALE: Mapping[str, int] = {"USD": 1, "GBP": 1, "EUR": 1, "SAR": 4, "INR": 25, "JPY": 140}
"""Currency -> what one euro's worth of daily life costs in it."""

_NOTES: Mapping[str, int] = {"SAR": 50, "INR": 500, "JPY": 1_000}
"""Currency -> what a cash machine gives out; 10 where the currency is not listed."""


class StatementEntry(NamedTuple):
    """A booked movement: its day, the day that counts for interest, the amount (money out is negative), its words."""

    booked: date
    value_day: date
    amount: Decimal
    kind: str
    payee: str
    details: str


class Salary(NamedTuple):
    """The pay that a statement is given: its amount and its day, and the days between two pays (0: once a month)."""

    amount: Decimal
    day: date
    every: int = 0

    def days(self, first: date, last: date) -> list[date]:
        """All pay days of a month, that of the amount first."""
        step = timedelta(days=self.every)
        around = [self.day + number * step for number in (0, -2, -1, 1, 2)] if self.every else [self.day]
        return [day for day in around if first <= day <= last]


class _Sort(NamedTuple):
    """A kind of payment: relative frequency, smallest and largest amount (euros), its phrase, the kind of shop."""

    weight: float
    low: float
    high: float
    phrase: str
    shop: str = ""


_DAILY: tuple[_Sort, ...] = (
    _Sort(16, 6, 140, "card", "groceries"),
    _Sort(12, 9, 95, "card", "restaurant"),
    _Sort(9, 2, 14, "card", "coffee"),
    _Sort(9, 8, 260, "card", "shopping"),
    _Sort(5, 15, 90, "card", "fuel"),
    _Sort(6, 2, 45, "card", "transport"),
    _Sort(2, 45, 420, "card", "travel"),
    _Sort(4, 5, 120, "card", "health"),
    _Sort(6, 6, 180, "online"),
    _Sort(5, 20, 200, "cash"),
    _Sort(4, 10, 260, "paid_out"),
    _Sort(4, 10, 400, "paid_in"),
    _Sort(2, 8, 120, "refund", "shopping"),
    _Sort(2, 20, 300, "cheque"),
)
_MONTHLY: tuple[_Sort, ...] = (
    _Sort(1, 1800, 5200, "salary"),
    _Sort(1, 520, 1350, "standing", "landlord"),
    _Sort(1, 40, 160, "debit", "utility"),
    _Sort(1, 18, 60, "debit", "utility"),
    _Sort(1, 15, 110, "debit", "insurance"),
    _Sort(1, 6, 20, "online"),
    _Sort(1, 50, 300, "saving"),
)
_MONEY_IN = ("salary", "paid_in", "refund")
_PHRASE_OF = {"saving": "standing"}
_DETAILS_OF = {"paid_in": "transfer", "paid_out": "transfer", "owed": "interest", "earned": "interest"}


@cache
def bank_words(locale: str) -> Mapping[str, Any]:
    """Banks, shops and phrases of a locale: its language's, with its own on top."""
    data = read_yaml(Path(__file__).parent / "data.yaml")
    return {"services": data["services"], **data[locale.split("_")[0]], **data.get(locale, {})}


class Ledger:
    """Writes the entries of one month of one account."""

    def __init__(
        self, context: RecordContext, holder: Persona, first: date, last: date, salary: Salary | None = None
    ) -> None:
        self._salary = salary
        self._context, self._draws, self._words = context, context.draws, bank_words(context.locale)
        self._holder, self._first, self._last = holder, first, last
        self._others = context.people(*(f"friend {number}" for number in range(6)))
        self._card = f"{context.draws.below(10_000):04d}"
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._days = [day for day in days if is_working_day(day, context.locale)]

    def month(self, count: int, spends_more: bool) -> list[StatementEntry]:
        """`count` entries by day: the month's fixed ones, as far as they find room, and daily life.

        Whoever `spends_more` gets a salary below all that goes out, at the beginning of the month; a salary that is
        given stays as it is, and is there as often as it is paid.
        """
        sorts = [sort for sort in _DAILY if sort.phrase in self._words["phrases"]]
        totals = list(accumulate(sort.weight for sort in sorts))
        early = self._draws.chance(0.3) or spends_more
        entries = [self._entry(sort, self._fixed_day(at == 0 and not early)) for at, sort in enumerate(_MONTHLY)][
            :count
        ]
        if self._salary:
            entries = [*self._salaries(entries[0], self._salary), *entries[1:]]
        while len(entries) < count:
            entries.append(self._entry(sorts[self._draws.weighted(totals)], self._draws.pick(self._days)))
        spent = -sum(entry.amount for entry in entries[1:]) * self._draws.between(55, 95) // 100
        if spends_more and spent > 0 and not self._salary:
            entries[0] = entries[0]._replace(amount=spent)
        return sorted(entries, key=lambda entry: entry.booked)

    def _salaries(self, drawn: StatementEntry, salary: Salary) -> list[StatementEntry]:
        """The salary's entries in the words of the drawn one, whose month is the same."""
        days = salary.days(self._first, self._last)
        return [drawn._replace(booked=day, value_day=day, amount=salary.amount) for day in days]

    def closing(self, phrase: str, amount: Decimal) -> StatementEntry:
        """The bank's own entry on the last day: a `fee`, interest `owed` or `earned`."""
        return self._worded(phrase, "", self._last, self._last, amount)

    def _fixed_day(self, late: bool) -> date:
        """A day near the end of the month, else one in its first half."""
        days, tenth = self._days, max(1, len(self._days) // 10)
        return days[-1 - self._draws.below(3 * tenth)] if late else days[self._draws.below(5 * tenth)]

    def _entry(self, sort: _Sort, day: date) -> StatementEntry:
        amount = self._amount(sort)
        delay = self._draws.pick((0, 0, 0, 0, 1, 2))
        return self._worded(sort.phrase, sort.shop, day, min(day + timedelta(days=delay), self._last), amount)

    def _amount(self, sort: _Sort) -> Decimal:
        """Small amounts are more frequent than large ones; prices end as prices do. Negative where money goes out."""
        draws, scale = self._draws, SCALE[self._context.formats.currency]
        rough = Decimal(str(round(sort.low * (sort.high / sort.low) ** draws.random() * scale, 2)))
        whole, cents, ending = rough // 1, Decimal(draws.below(100)) / 100, draws.random()
        if sort.phrase == "cash":
            notes = _NOTES.get(self._context.formats.currency, 10)
            amount = (rough // notes + 1) * notes
        elif sort.phrase == "saving":
            amount = rough // (10 * scale) * 10 * scale
        elif scale > 1:
            amount = whole if ending < 0.8 or self._context.formats.decimals == 0 else whole + cents
        elif sort.phrase in ("standing", "paid_out", "paid_in"):
            amount = whole if ending < 0.7 else whole + cents
        else:
            amount = whole + (Decimal("0.99") if ending < 0.25 else Decimal("0.50") if ending < 0.35 else cents)
        return amount if sort.phrase in _MONEY_IN else -amount

    def _worded(self, phrase: str, shop: str, booked: date, value_day: date, amount: Decimal) -> StatementEntry:
        draws, words, formats = self._draws, self._words, self._context.formats
        kinds, details = words["phrases"][_PHRASE_OF.get(phrase, phrase)], words["details"]
        pattern = draws.pick(details[_DETAILS_OF.get(phrase, phrase)])
        before = timedelta(days=draws.below(3))
        return StatementEntry(
            booked=booked,
            value_day=value_day,
            amount=amount,
            kind=draws.pick(kinds),
            payee=self._payee(phrase, shop),
            details=pattern.format(
                town=self._town(),
                card=self._card,
                date=formats.date(max(booked - before, self._first)).text,
                ref=self._reference(),
                month=formats.month(booked).text,
                client=f"{draws.between(1_000, 99_999)}",
            ),
        )

    def _payee(self, phrase: str, shop: str) -> str:
        draws, words, other = self._draws, self._words, self._draws.pick(self._others)
        name = words["shop"].format(
            brand=draws.pick(words["brands"]), noun=draws.pick(words["nouns"][shop or "shopping"])
        )
        service = draws.pick(words["services"])
        if phrase == "salary":
            return self._holder.value("employer")
        if phrase in ("paid_in", "paid_out", "cheque"):
            return other.value("name")
        if phrase == "saving":
            return self._holder.value("name")
        if phrase in ("cash", "fee", "owed", "earned"):
            return ""
        return name if shop else service

    def _town(self) -> str:
        near, away = self._holder.value("city"), self._draws.pick(self._others).value("city")
        return near if self._draws.chance(0.75) else away

    def _reference(self) -> str:
        letters = "".join(self._draws.pick("ABCDEFGHKLMNPQRSTUVWXYZ") for _ in range(2))
        return f"{letters}{self._draws.below(10**7):07d}"
