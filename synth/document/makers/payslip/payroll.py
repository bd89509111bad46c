"""What is deducted from pay: a locale's rules, and what they make of one period's earnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from synth.core.seeds import Draws
from synth.document.makers.formats import Formats
from synth.scene.read import read_yaml

T = TypeVar("T")
TO_PAY_STEP = 10
"""Fixed sums of large currencies are multiples of this many units."""


class Employed(NamedTuple):
    """Who is paid: age in years, state of the home, national id, and pay from the least (0) to the most (1)."""

    years: int
    state: str
    national_id: str
    level: float


class Deduction(NamedTuple):
    """A rule for one employee. The amount follows from one of `brackets`, `of` and `amount`, else from the rate.

    rate: per cent; brackets: (from, per cent) of a year's base; of: the rule whose amount is the base; employer: per
    cent that the employer pays besides.
    """

    key: str
    name: str
    base: str = "gross"
    rate: Decimal | None = None
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None
    allowance: Decimal = Decimal(0)
    brackets: tuple[tuple[Decimal, Decimal], ...] = ()
    of: str | None = None
    amount: Decimal | None = None
    before_tax: bool = False
    employer: Decimal | None = None


class Pay(NamedTuple):
    """One period's pay: basic and gross, the rest by rule: what is deducted, on which base, what the employer adds."""

    basic: Decimal
    gross: Decimal
    taxable: Decimal
    amounts: Mapping[str, Decimal]
    bases: Mapping[str, Decimal]
    employer: Mapping[str, Decimal]

    @property
    def net(self) -> Decimal:
        return self.gross - sum(self.amounts.values())


@cache
def pay_rules(locale: str) -> Mapping[str, Any]:
    """A locale's pay, periods, extras and rules."""
    return read_yaml(Path(__file__).parent / "data.yaml")[locale]


def draw_deductions(locale: str, who: Employed, formats: Formats, draws: Draws) -> tuple[Deduction, ...]:
    """The rules that one employee meets, in the order of the slip: rates, fixed sums and wording drawn."""
    met = []
    for rule in pay_rules(locale)["rules"]:
        taken = draws.chance(rule.get("share", 1))
        name, rate = draws.pick(rule["name"]).format(state=who.state), _rate(rule, who, draws)
        amount = _fixed(rule["amount"], formats, draws) if "amount" in rule else None
        if taken and _is_due(rule, who):
            met.append(_deduction(rule, name, rate, amount))
    return tuple(deduction for deduction in met if deduction.of in (None, *(other.key for other in met)))


def is_due_in(rule: Mapping[str, Any], state: str) -> bool:
    """Whether a rule or an extra is known in a state."""
    rates = rule.get("rates", {"usual": 0})
    return (
        state in rule.get("where", (state,))
        and state not in rule.get("nowhere", ())
        and (state in rates or "usual" in rates)
    )


def _is_due(rule: Mapping[str, Any], who: Employed) -> bool:
    is_insured = who.national_id.startswith(rule.get("national_id", ""))
    is_of_age = rule.get("from_age", 0) <= who.years <= rule.get("to_age", who.years)
    return is_of_age and is_insured and is_due_in(rule, who.state)


def _rate(rule: Mapping[str, Any], who: Employed, draws: Draws) -> Decimal | None:
    """The state's, or one of the rule's rates; a later one for who earns more, where they are `rising`."""
    rates = rule.get("rate") or (0,)
    drawn = draws.pick(rates)
    if "rates" in rule:
        drawn = rule["rates"].get(who.state, rule["rates"].get("usual", 0))
    elif rule.get("rising"):
        drawn = at_level(rates, who.level)
    return Decimal(str(drawn)) if "rate" in rule or "rates" in rule else None


def at_level(entries: Sequence[T], level: float) -> T:
    """The entry that belongs to a pay from the least (0) to the most (1)."""
    return entries[min(int(level * len(entries)), len(entries) - 1)]


def pay_of(deductions: Sequence[Deduction], basic: Decimal, gross: Decimal, periods: int, formats: Formats) -> Pay:
    """What the rules make of one period's earnings; amounts are rounded one by one, as slips print them."""
    amounts: dict[str, Decimal] = {}
    bases: dict[str, Decimal] = {}
    employer: dict[str, Decimal] = {}
    for deduction in sorted(deductions, key=lambda deduction: not deduction.before_tax):
        before = sum(
            (amounts[other.key] for other in deductions if other.before_tax and other.key in amounts), Decimal(0)
        )
        whole = {"basic": basic, "gross": gross, "taxable": gross - before}[deduction.base]
        base = amounts[deduction.of] if deduction.of else _between(whole, deduction.floor, deduction.cap)
        bases[deduction.key] = base
        amounts[deduction.key] = formats.rounded(_amount(deduction, base, periods))
        if deduction.employer is not None:
            employer[deduction.key] = formats.rounded(base * deduction.employer / 100)
    taxable = gross - sum((amounts[other.key] for other in deductions if other.before_tax), Decimal(0))
    return Pay(basic, gross, taxable, amounts, bases, employer)


def _amount(deduction: Deduction, base: Decimal, periods: int) -> Decimal:
    if deduction.amount is not None:
        return deduction.amount
    if deduction.brackets:
        return progressive(base * periods - deduction.allowance, deduction.brackets) / periods
    return base * (deduction.rate or 0) / 100


def progressive(income: Decimal, brackets: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Tax on a year's income: each bracket's per cent of what lies between its start and the next one's."""
    ends = [start for start, _ in brackets[1:]]
    parts = (
        _between(income, start, end) * rate / 100
        for (start, rate), end in zip(brackets, [*ends, max(income, Decimal(0)) + brackets[-1][0]], strict=True)
    )
    return sum(parts, Decimal(0))


def _between(amount: Decimal, floor: Decimal, cap: Decimal | None) -> Decimal:
    """The part of an amount that lies above `floor` and below `cap`."""
    return max(Decimal(0), (amount if cap is None else min(amount, cap)) - floor)


def _fixed(ends: Sequence[int], formats: Formats, draws: Draws) -> Decimal:
    low, high = ends
    if high >= 1_000:
        return Decimal(draws.between(low // TO_PAY_STEP, high // TO_PAY_STEP) * TO_PAY_STEP)
    cents = draws.between(low * 100, high * 100)
    return formats.rounded(Decimal(cents) / 100)


def _deduction(rule: Mapping[str, Any], name: str, rate: Decimal | None, amount: Decimal | None) -> Deduction:
    def exact(key: str) -> Decimal | None:
        return Decimal(str(rule[key])) if key in rule else None

    return Deduction(
        key=rule["key"],
        name=name,
        base=rule.get("base", "gross"),
        rate=rate,
        floor=exact("floor") or Decimal(0),
        cap=exact("cap"),
        allowance=exact("allowance") or Decimal(0),
        brackets=tuple((Decimal(start), Decimal(str(share))) for start, share in rule.get("brackets", ())),
        of=rule.get("of"),
        amount=amount,
        before_tax=rule.get("before_tax", False),
        employer=exact("employer"),
    )
