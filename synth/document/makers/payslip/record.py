"""The pay slip of one employee: this period's pay is worked out as every one before it, so the year to date adds up."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from synth.core.seeds import Draws
from synth.document.makers.company import company
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.payslip.payroll import (
    Deduction,
    Employed,
    Pay,
    at_level,
    draw_deductions,
    is_due_in,
    pay_of,
    pay_rules,
)
from synth.document.makers.posts import posts_for
from synth.document.makers.working_days import working_day
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY, born, years

WORKING_AGE = (20, 66)
FORTNIGHTLY = 26


class Period(NamedTuple):
    """A pay period: first and last day, pay day, and its number in the year of tax, from 1."""

    first: date
    last: date
    paid: date
    number: int


class Earning(NamedTuple):
    """A line of earnings in one period; `units` (hours) and `rate` where it is paid by the hour."""

    name: str
    amount: Decimal
    units: Decimal | None = None
    rate: Decimal | None = None


def draw_payslip(context: RecordContext) -> Record:
    """A pay slip; variables: `hourly` (else a salary), `bonus`, `correction` (something paid too much is taken back),
    `steady` (no overtime: a salary without bonus and correction is the same in every period).

    employer, employee, period, earnings and deductions (name, amount, to_date ...), totals, leave, bank.
    """
    rules, formats, draws = pay_rules(context.locale), context.formats, context.draws
    employee = _employee(context)
    period = _period(context, rules)
    home, level = employee.value("state"), draws.random()
    who = Employed(years(employee), home, employee.value("ssn"), level)
    deductions = draw_deductions(context.locale, who, formats, draws)
    earned = _earned(context, period.number, who)
    pays = [
        pay_of(deductions, lines[0].amount, sum((line.amount for line in lines), Decimal(0)), rules["periods"], formats)
        for lines in earned
    ]
    return {
        "employer": _employer(employee),
        "employee": _person(context, employee, period, who),
        "period": {
            "month": formats.month(period.last),
            "from": formats.date(period.first),
            "to": formats.date(period.last),
            "paid": formats.date(period.paid),
            "number": formats.number(period.number),
        },
        "hourly": context.flag("hourly"),
        "earnings": _earning_rows(formats, earned),
        "deductions": [
            _deduction_row(formats, one, pays) for one in deductions if any(pay.amounts[one.key] for pay in pays)
        ],
        "totals": _totals(formats, pays),
        "leave": _leave(context, rules),
        "bank": {"account": _masked(employee, draws.pick(("****", "XXXX", "xxxx-")))},
    }


def _employee(context: RecordContext) -> Persona:
    """Someone of working age."""
    return context.person_aged("employee", *WORKING_AGE)


def _employer(employee: Persona) -> Record:
    """The firm that the employee works for, in the same town."""
    firm = company(employee)
    address = firm["address"]
    assert isinstance(address, Value)
    return {**firm, "address_line": _plain(address.value, "address")}


def _period(context: RecordContext, rules: Mapping[str, Any]) -> Period:
    """A fortnight or a month of those for which the rules hold, paid before today, at the end of a week's work."""
    draws, year_from = context.draws, rules["year_from"]
    back, fortnight, delay = 1 + draws.below(rules["months"]), draws.below(FORTNIGHTLY), draws.between(0, 6)
    if rules["periods"] == FORTNIGHTLY:
        last = date(TODAY.year - 1, 1, 4 + delay) + timedelta(days=14 * fortnight)
        return Period(
            last - timedelta(days=13), last, working_day(last + timedelta(days=5), context.locale), fortnight + 1
        )
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12)
    days = monthrange(year, month + 1)[1]
    paid = working_day(date(year, month + 1, min(days, 24 + delay)), context.locale)
    return Period(date(year, month + 1, 1), date(year, month + 1, days), paid, (month + 1 - year_from) % 12 + 1)


def _earned(context: RecordContext, number: int, who: Employed) -> list[list[Earning]]:
    """The lines of every period of the year so far, the same in each, the basic pay first; the last is the slip's."""
    rules, draws, formats, hourly = pay_rules(context.locale), context.draws, context.formats, context.flag("hourly")
    low, high = rules["hour"] if hourly else rules["pay"]
    rough = Decimal(str(low * (high / low) ** who.level))
    rate = formats.rounded(rough if hourly else rough / Decimal(str(rules["hours"])))
    salary = formats.rounded(rough if formats.decimals else rough / 100 // 1 * 100)
    hours = Decimal(str(rules["hours"]))
    usual = formats.rounded(rate * hours) if hourly else salary
    extras = [
        Earning(extra["name"], formats.rounded(usual * draws.between(*_tenths(extra["rate"])) / 1000))
        for extra in rules["extras"]
        if (draws.chance(extra.get("share", 0)) or extra.get("always", False)) and is_due_in(extra, who.state)
    ]
    overtime, overtime_rate = draws.chance(0.7 if hourly else 0.25), formats.rounded(rate * Decimal("1.5"))
    overtime = overtime and not context.flag("steady")
    bonus, bonus_of = draws.pick(rules["bonus"]), Decimal(draws.between(5, 40)) / 100
    recovery = -formats.rounded(usual * draws.between(2, 9) / 100)
    periods = []
    for period in range(1, number + 1):
        worked = hours - Decimal(draws.below(32)) / 4
        more = Decimal(draws.below(64)) / 4 if overtime and draws.chance(0.7) else Decimal(0)
        name = rules["basic"]["hourly" if hourly else "salary"]
        basic = Earning(name, formats.rounded(rate * worked), worked, rate) if hourly else Earning(name, salary)
        lines = [basic, *extras]
        if overtime:
            lines.append(Earning(rules["overtime"], formats.rounded(overtime_rate * more), more, overtime_rate))
        if context.flag("bonus"):
            lines.append(Earning(bonus, formats.rounded(usual * bonus_of) if period == number else Decimal(0)))
        if context.flag("correction"):
            lines.append(Earning(rules["recovery"], recovery if period == number else Decimal(0)))
        periods.append(lines)
    return periods


def _tenths(per_cent: Sequence[float]) -> tuple[int, int]:
    return round(per_cent[0] * 10), round(per_cent[1] * 10)


def _earning_rows(formats: Formats, earned: Sequence[Sequence[Earning]]) -> list[Record]:
    rows = []
    for number, line in enumerate(earned[-1]):
        to_date = sum((lines[number].amount for lines in earned), Decimal(0))
        if not to_date:
            continue
        row = {
            "name": _plain(line.name),
            "amount": formats.money(line.amount, symbol=False),
            "to_date": formats.money(to_date, symbol=False),
        }
        if line.units is not None and line.rate is not None:
            row["units"] = formats.number(line.units, 2)
            row["rate"] = formats.money(line.rate, symbol=False)
        rows.append(row)
    return rows


def _deduction_row(formats: Formats, deduction: Deduction, pays: Sequence[Pay]) -> Record:
    """name, amount, to_date; rate and base where it is a share of something, employer where that pays as well."""
    key, pay = deduction.key, pays[-1]
    row = {
        "name": _plain(deduction.name),
        "amount": formats.money(pay.amounts[key], symbol=False),
        "to_date": formats.money(sum((each.amounts[key] for each in pays), Decimal(0)), symbol=False),
    }
    if deduction.rate is not None:
        row["rate"] = formats.percent(deduction.rate)
        row["base"] = formats.money(pay.bases[key], symbol=False)
    if deduction.employer is not None:
        row["employer_rate"] = formats.percent(deduction.employer)
        row["employer"] = formats.money(pay.employer[key], symbol=False)
    return row


def _totals(formats: Formats, pays: Sequence[Pay]) -> Record:
    """Gross, taxable, deductions, net and the employer's share of this period; the first four also of the year."""
    parts: Mapping[str, Callable[[Pay], Decimal]] = {
        "gross": lambda pay: pay.gross,
        "taxable": lambda pay: pay.taxable,
        "deductions": lambda pay: pay.gross - pay.net,
        "net": lambda pay: pay.net,
    }
    employer = sum(pays[-1].employer.values(), Decimal(0))
    return {
        **{name: formats.money(part(pays[-1])) for name, part in parts.items()},
        **{f"{name}_to_date": formats.money(sum(map(part, pays), Decimal(0))) for name, part in parts.items()},
        "employer": formats.money(employer),
        "cost": formats.money(pays[-1].gross + employer),
    }


def _person(context: RecordContext, person: Persona, period: Period, who: Employed) -> Record:
    """Who is paid: name, address, number, job, national id, code of tax, day of birth and of joining."""
    draws, formats = context.draws, context.formats
    grown = born(person) + timedelta(days=18 * 366)
    start = date(period.first.year - 1, 1, 1)
    joined = min(start, grown) + timedelta(days=draws.below(max(1, (start - grown).days)))
    post = at_level(posts_for(person), who.level)
    return {
        "name": Value(person.value("name"), person.value("name"), "name"),
        "address": Value(person.value("address_lines"), person.value("address"), "address"),
        "number": _plain(person.value("employee_id"), "code"),
        "job": _plain(post.job),
        "department": _plain(post.department),
        "national_id": _plain(person.value("ssn"), "code"),
        "code": _plain(_code(pay_rules(context.locale), who, draws), "code"),
        "born": formats.date(born(person)),
        "joined": formats.date(joined),
    }


def _code(rules: Mapping[str, Any], who: Employed, draws: Draws) -> str:
    """The code of tax or rank: the state's, that of the pay, or any."""
    drawn = at_level(rules["codes"], who.level) if rules.get("codes_rise") else draws.pick(rules["codes"])
    return rules.get("codes_of", {}).get(who.state, drawn)


def _leave(context: RecordContext, rules: Mapping[str, Any]) -> Record:
    """Leave of the year: entitled, taken and left, in days (hours where pay is fortnightly)."""
    draws, step = context.draws, Decimal(4) if rules["periods"] == FORTNIGHTLY else Decimal("0.5")
    low, high = rules["leave"]
    entitled = step * draws.between(int(low / step), int(high / step))
    taken = step * draws.below(int(entitled / step))
    return {
        "entitled": context.formats.number(entitled, 1),
        "taken": context.formats.number(taken, 1),
        "left": context.formats.number(entitled - taken, 1),
    }


def _masked(person: Persona, hidden: str) -> Value:
    return _plain(hidden + person.value("account")[-4:], "code")


def _plain(text: str, kind: str = "text") -> Value:
    return Value(text, text, kind)
