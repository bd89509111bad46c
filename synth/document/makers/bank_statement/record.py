"""The month's statement of a private account: every balance is the one before plus the entry, to the cent."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate

from synth.core.errors import SpecError
from synth.document.makers.bank_statement.details import bank_details
from synth.document.makers.bank_statement.entries import SCALE, Ledger, Salary, StatementEntry, bank_words
from synth.document.makers.company import customer, office_address, office_phone
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.payslip.payroll import pay_rules
from synth.document.makers.payslip.record import FORTNIGHTLY
from synth.document.makers.working_days import next_working_day
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.hosts import host_of
from synth.people.identity import TODAY

MOST_TRANSACTIONS = 500


def draw_bank_statement(context: RecordContext) -> Record:
    """A month of one account, `transactions` entries long; `overdrawn`: it closes below zero.

    bank, holder, account, period, opening, closing, transactions (date, value_date, kind, payee, details, amount, debit
    or credit, balance), summary.
    """
    holder, officer = context.people("holder", "officer")
    officer = officer.neighbour_of(holder)
    bank = context.draws.pick(tuple(bank_words(context.locale)["banks"]))
    salary = _salary(context)
    first, last = _month_of(salary.day) if salary else _period(context)
    entries, opening, rate = _month(context, holder, (first, last), _count(context), context.flag("overdrawn"), salary)
    balances = list(accumulate((entry.amount for entry in entries), initial=opening))
    money = context.formats.money
    return {
        "bank": _bank(context, bank, officer),
        "holder": customer(holder),
        "account": _account(context, bank, holder),
        "number": _plain(f"{last.year}/{last.month:02d}", "code"),
        "date": context.formats.date(
            next_working_day(last + timedelta(days=context.draws.between(1, 5)), context.locale), "long"
        ),
        "period": {
            "month": context.formats.month(first),
            "from": context.formats.date(first),
            "to": context.formats.date(last),
        },
        "opening": money(opening),
        "closing": money(balances[-1]),
        "overdrawn": balances[-1] < 0,
        "transactions": [
            _row(context.formats, entry, after) for entry, after in zip(entries, balances[1:], strict=True)
        ],
        "summary": _summary(context, entries, balances, rate),
        **({"aliases": {"salary": f"transactions.{_pay_row(entries, salary)}"}} if salary else {}),
    }


def _count(context: RecordContext) -> int:
    """How many entries: the variable's, else drawn."""
    drawn = context.draws.between(20, 90)
    count = context.variables.get("transactions", drawn)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_TRANSACTIONS:
        raise SpecError("variables.transactions", count, f"a whole number from 1 to {MOST_TRANSACTIONS} is needed")
    return count


def _period(context: RecordContext) -> tuple[date, date]:
    """First and last day of one of the 24 months before this one."""
    back = 1 + context.draws.below(24)
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12)
    return _month_of(date(year, month + 1, 1))


def _month_of(day: date) -> tuple[date, date]:
    """First and last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _salary(context: RecordContext) -> Salary | None:
    """The salary that the statement is given, as the facts `salary` and `pay_day`."""
    amount, day = context.fact("salary"), context.fact("pay_day")
    if amount is None or day is None:
        return None
    every = 14 if pay_rules(context.locale)["periods"] == FORTNIGHTLY else 0
    return Salary(context.formats.rounded(Decimal(str(amount))), date.fromisoformat(str(day)), every)


def _pay_row(entries: Sequence[StatementEntry], salary: Salary) -> int:
    """The row of the salary's own day."""
    return next(at for at, entry in enumerate(entries) if (entry.booked, entry.amount) == (salary.day, salary.amount))


def _month(
    context: RecordContext,
    holder: Persona,
    days: tuple[date, date],
    count: int,
    overdrawn: bool,
    salary: Salary | None,
) -> tuple[list[StatementEntry], Decimal, Decimal]:
    """(entries, opening balance, yearly rate in percent). The last entry is the bank's: interest, or else its fee."""
    first, last = days
    ledger, draws, scale = Ledger(context, holder, first, last, salary), context.draws, SCALE[context.formats.currency]
    entries = ledger.month(count - 1, overdrawn)
    course = list(accumulate((entry.amount for entry in entries), initial=Decimal(0)))
    end = _rough(draws.between(500, 40_000), scale, context.formats)
    cushion = _rough(int(2_500 * 300 ** draws.random()), scale, context.formats)
    opening = -end - course[-1] if overdrawn else cushion - min(course)
    rate = Decimal(draws.between(79, 399)) / 10 if overdrawn else Decimal(draws.between(2, 30)) / 10
    interest = _interest(entries, opening, first, last, rate, context.formats)
    fee = context.formats.rounded(Decimal(draws.between(2, 12)) * scale)
    if interest and (overdrawn or draws.chance(0.4)):
        own = ledger.closing("owed" if overdrawn else "earned", interest)
    else:
        own = ledger.closing("fee", -fee)
    return [*entries, own], opening, rate


def _interest(
    entries: Sequence[StatementEntry], opening: Decimal, first: date, last: date, rate: Decimal, formats: Formats
) -> Decimal:
    """Interest of a month on each evening's balance: earned, or (negative) owed where the account ends below zero."""
    owed = opening + sum(entry.amount for entry in entries) < 0
    total = Decimal(0)
    for number in range((last - first).days + 1):
        evening = first + timedelta(days=number)
        balance = opening + sum(entry.amount for entry in entries if entry.booked <= evening)
        total += min(balance, Decimal(0)) if owed else max(balance, Decimal(0))
    return formats.rounded(total * rate / 36_500)


def _rough(cents: int, scale: int, formats: Formats) -> Decimal:
    return formats.rounded(Decimal(cents) / 100 * scale)


def _row(formats: Formats, entry: StatementEntry, balance: Decimal) -> Record:
    side = "credit" if entry.amount > 0 else "debit"
    parts = {name: _plain(text) for name in ("kind", "payee", "details") if (text := getattr(entry, name))}
    return {
        "date": formats.date(entry.booked),
        "value_date": formats.date(entry.value_day),
        **parts,
        "amount": formats.money(entry.amount, symbol=False),
        side: formats.money(abs(entry.amount), symbol=False),
        "balance": formats.money(balance, symbol=False),
    }


def _summary(
    context: RecordContext, entries: Sequence[StatementEntry], balances: Sequence[Decimal], rate: Decimal
) -> Record:
    """Money in and out, counts, the month's interest and the arranged overdraft, which no balance exceeds."""
    money, scale, draws = context.formats.money, SCALE[context.formats.currency], context.draws
    step = Decimal(250 * scale)
    deepest = max(Decimal(0), -min(balances))
    spare = step * draws.below(5)
    limit = (deepest / step).to_integral_value(ROUND_CEILING) * step + spare
    inward = [entry.amount for entry in entries if entry.amount > 0]
    outward = [-entry.amount for entry in entries if entry.amount < 0]
    return {
        "money_in": money(sum(inward, Decimal(0))),
        "money_out": money(sum(outward, Decimal(0))),
        "count_in": context.formats.number(len(inward)),
        "count_out": context.formats.number(len(outward)),
        "overdraft": money(limit),
        "rate": context.formats.percent(rate),
        "lowest": money(min(balances)),
        "average": money(sum(balances[1:], Decimal(0)) / max(1, len(entries))),
    }


def _bank(context: RecordContext, name: str, officer: Persona) -> Record:
    """A bank that does not exist, at the address of someone who does not either."""
    host = host_of((bank_words(context.locale)["banks"][name],), officer, officer.bits("bank"))
    address = office_address(officer)
    return {
        "name": Value(name, name, "name"),
        "address": address,
        "address_line": Value(address.value, address.value, "address"),
        "phone": office_phone(officer),
        "website": _plain(f"www.{host}", "url"),
        "email": _plain(f"service@{host}", "email"),
        "register": _plain(f"{context.draws.between(100_000, 999_999)}", "code"),
    }


def _account(context: RecordContext, bank: str, holder: Persona) -> Record:
    """type, number, code (what the country writes beside it) and, where the country has it, iban."""
    details = bank_details(holder, bank, context.draws)
    code = next(details[name] for name in ("routing_number", "sort_code", "ifsc", "branch", "bic") if name in details)
    kind, iban = context.draws.pick(bank_words(context.locale)["accounts"]), holder.value("iban")
    number = details.get("account", _plain(holder.value("account"), "code"))
    account = {"type": _plain(kind), "number": number, "code": code}
    abroad = context.locale in ("en_US", "hi_IN", "ja_JP")
    return account if abroad else {**account, "iban": Value(iban, iban.replace(" ", ""), "code")}


def _plain(text: str, kind: str = "text") -> Value:
    return Value(text, text, kind)
