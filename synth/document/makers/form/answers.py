"""What people answer in a form: each question by its key, each table by its rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from babel import Locale as CldrLocale

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.document.makers.bank_statement.details import bank_details
from synth.document.makers.bank_statement.entries import bank_words
from synth.document.makers.form.context import CHILD, FormContext, plain
from synth.document.makers.form.tables import TABLES
from synth.document.makers.persona_values import persona_value
from synth.document.makers.posts import posts_for
from synth.document.records import Value
from synth.people.identity import born

REGIONS = {"ar": "SA"}
"""The country of a locale whose code does not name it."""

Answer = Callable[[FormContext, Draws], Value]


def answer(key: str, form: FormContext, draws: Draws) -> Value:
    """The answer to a question. SpecError for an unknown question."""
    if key in _PERSON:
        number, name = _PERSON[key]
        return persona_value(form.others[number - 1] if number else form.applicant, name)
    if key in _COMPUTED:
        return _COMPUTED[key](form, draws)
    if key in form.texts["answers"]:
        return plain(draws.pick(form.texts["answers"][key]))
    raise SpecError("question", key, suggest(key, (*_PERSON, *_COMPUTED, *form.texts["answers"])))


def _previous_school(form: FormContext, draws: Draws) -> Value:
    """Whatever school comes next, the one before was for small children."""
    return plain(form.texts["issuers"]["school"][0].format(last=draws.pick(form.others).last))


def _child_birth(form: FormContext, draws: Draws) -> Value:
    return form.formats.date(form.signed - datetime.timedelta(days=366 * form.child_years + draws.below(330)))


def _grade(form: FormContext, draws: Draws) -> Value:
    """The class of a child of that age."""
    grades = form.texts["grades"][form.level]
    return plain(grades["names"][form.child_years - grades["from"]])


def _relation(form: FormContext, draws: Draws) -> Value:
    """What the emergency contact is to the applicant, a woman or a man."""
    return plain(draws.pick(form.texts["relations"][form.others[0].gender]))


def _of_bank(key: str) -> Answer:
    def told(form: FormContext, draws: Draws) -> Value:
        """A part of the applicant's bank details, as the country has them."""
        draws, words = form.draws("bank"), bank_words(form.formats.locale)
        found = bank_details(form.applicant, draws.pick(tuple(words["banks"])), draws)[key]
        assert isinstance(found, Value)
        return found

    return told


def _country(form: FormContext, draws: Draws) -> Value:
    """The recipient's country, in the form's language."""
    language, code = form.formats.locale.split("_")[0], form.others[0].locale.code
    return plain(CldrLocale.parse(language).territories[REGIONS.get(code, code[-2:])])


def _time(form: FormContext, draws: Draws) -> Value:
    return form.formats.time(draws.between(0, 23), 5 * draws.below(12))


def _total(table: str) -> Answer:
    def add(form: FormContext, draws: Draws) -> Value:
        """The sum of a table's column of amounts, as they are printed."""
        rows = TABLES[table](form, form.draws(table))
        return form.formats.money(sum((_amount(row["price"]) for row in rows), Decimal(0)))

    return add


def _total_weight(form: FormContext, draws: Draws) -> Value:
    rows = TABLES["goods"](form, form.draws("goods"))
    return form.formats.number(sum((_amount(row["weight"]) for row in rows), Decimal(0)), 2)


def _amount(value: Any) -> Decimal:
    return Decimal(value.value.rpartition(" ")[2])


_PERSON: Mapping[str, tuple[int, str]] = {
    "last_name": (0, "last_name"),
    "first_name": (0, "first_name"),
    "street": (0, "street"),
    "zip": (0, "zip"),
    "city": (0, "city"),
    "birth_place": (3, "city"),
    "phone": (0, "phone"),
    "email": (0, "email"),
    "state": (0, "state"),
    "policy": (0, "policy"),
    "account_holder": (0, "name"),
    "guardian": (0, "name"),
    "guardian_phone": (0, "phone"),
    "second_guardian": (1, "name"),
    "child_last_name": (0, "last_name"),
    "child_first_name": (CHILD, "first_name"),
    "witness": (3, "name"),
    "doctor": (4, "name"),
    "emergency_name": (1, "name"),
    "emergency_phone": (1, "phone"),
    "reference": (5, "name"),
    "reference_phone": (5, "phone"),
    "sender_name": (0, "name"),
    "sender_address": (0, "address_lines"),
    "recipient_name": (1, "name"),
    "recipient_address": (1, "address_lines"),
}
"""Question -> whose (0: the applicant's), which field."""

_COMPUTED: Mapping[str, Answer] = {
    "birth_date": lambda form, draws: form.formats.date(born(form.applicant)),
    "child_birth_date": _child_birth,
    "start_date": lambda form, draws: form.after(5, 90, draws),
    "incident_date": lambda form, draws: form.before(2, 25, draws),
    "incident_time": _time,
    "fee": lambda form, draws: form.money(20, 240, draws),
    "salary": lambda form, draws: form.money(2100, 5200, draws),
    "total": _total("items"),
    "total_value": _total("goods"),
    "total_weight": _total_weight,
    "previous_school": _previous_school,
    "grade": _grade,
    "position": lambda form, draws: plain(draws.pick(posts_for(form.applicant)).job),
    "relation": _relation,
    "country": _country,
    "incident_place": lambda form, draws: plain(form.incident["place"]),
    "description": lambda form, draws: plain(form.incident["text"]),
    **{key: _of_bank(key) for key in ("iban", "routing_number", "sort_code", "ifsc", "bank", "branch", "account")},
}
"""Question -> its answer, where that depends on days, amounts or other answers."""
