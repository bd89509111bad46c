"""What people answer in a form: each question by its key, each table by its rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale as CldrLocale

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws, draws_for
from synth.document.makers.bank_statement.details import bank_details
from synth.document.makers.bank_statement.entries import bank_words
from synth.document.makers.formats import Formats
from synth.document.makers.persona_values import persona_value
from synth.document.makers.posts import posts_for
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY, born, years

_SCALE = {"JPY": 150, "INR": 40, "SAR": 4}
"""What costs 1 of a western currency costs about this much in others."""

REGIONS = {"ar": "SA"}
"""The country of a locale whose code does not name it."""

_CHILD = 2
"""Number of the other person whose first name and sex are the child's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """The inputs of a form's answers: applicant, other people, day of signature, phrases, formats, seed.

    `level`: 0 in a school for small children, else 1.
    """

    applicant: Persona
    others: tuple[Persona, ...]
    signed: datetime.date
    texts: Mapping[str, Any]
    formats: Formats
    key: int
    level: int = 0

    @property
    def incident(self) -> Mapping[str, Any]:
        """What a claim is about: its cause, place, story, and the things that it can have damaged."""
        return self.draws("incident").pick(self.texts["incidents"])

    @property
    def child_years(self) -> int:
        """The pupil's age in years, one of the school's and 19 less than the parent's at least."""
        grades = self.texts["grades"][self.level]
        oldest = min(grades["from"] + len(grades["names"]) - 1, years(self.applicant) - 20)
        return self.draws("child_birth_date").between(grades["from"], max(grades["from"], oldest))

    @property
    def child(self) -> Persona:
        """The pupil of a school's form."""
        return self.others[_CHILD - 1]

    def draws(self, question: str) -> Draws:
        """The draws of one answer, so that no answer depends on which other questions the form has."""
        return draws_for(self.key, 0, question)

    def money(self, low: int, high: int, draws: Draws) -> Value:
        """An amount between two western ones, in the locale's currency."""
        scale = _SCALE.get(self.formats.currency, 1)
        cents = 0 if self.formats.decimals == 0 else draws.pick((0, 0, 50, 90, 99))
        return self.formats.money(Decimal(draws.between(low, high) * scale) + Decimal(cents) / 100)

    def before(self, low: int, high: int, draws: Draws) -> Value:
        """A day from `low` to `high` days before the signature."""
        return self.formats.date(self.signed - datetime.timedelta(days=draws.between(low, high)))

    def after(self, low: int, high: int, draws: Draws) -> Value:
        """A day from `low` to `high` days after the signature."""
        return self.formats.date(self.signed + datetime.timedelta(days=draws.between(low, high)))


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


def plain(text: str) -> Value:
    """A value that is its own normalised form."""
    return Value(text, " ".join(text.split()))


def _previous_school(form: FormContext, draws: Draws) -> Value:
    """Whatever school comes next, the one before was for small children."""
    return plain(form.texts["issuers"]["school"][0].format(last=draws.pick(form.others).last))


def _school(form: FormContext, draws: Draws, level: int) -> Value:
    """A school of the first or the second level; half of a language's are of each."""
    names = form.texts["schools"]
    half = len(names) // 2
    name = draws.pick(names[half:] if level else names[:half])
    return plain(name.format(last=draws.pick(form.others).last))


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
    "child_first_name": (_CHILD, "first_name"),
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


def _items(form: FormContext, draws: Draws) -> list[Any]:
    """Things that the incident damaged: what, year of purchase, price."""
    wanted = draws.between(2, 4)
    names = sorted(form.incident["things"], key=lambda _: draws.random())[:wanted]
    return [
        {"item": plain(name), "bought": _year(TODAY.year - draws.between(1, 12)), "price": form.money(90, 900, draws)}
        for name in names
    ]


def _goods(form: FormContext, draws: Draws) -> list[Any]:
    """Contents of a parcel: what, how many, weight in kg and value of all of them."""
    wanted = draws.between(1, 4)
    chosen = sorted(form.texts["goods"], key=lambda _: draws.random())[:wanted]
    return [_good(form, *one, draws) for one in chosen]


def _good(form: FormContext, name: str, grams: int, price: int, draws: Draws) -> Record:
    """Some pieces of a thing: their number, and weight and value of all of them."""
    quantity, heavier, scale = draws.between(1, 6), draws.between(80, 120), _SCALE.get(form.formats.currency, 1)
    each = Decimal(price * draws.between(80, 130) * scale) / 100
    return {
        "item": plain(name),
        "quantity": form.formats.number(quantity),
        "weight": form.formats.number(Decimal(quantity * grams * heavier) / 100_000, 2),
        "price": form.formats.money(quantity * form.formats.rounded(each)),
    }


def _medication(form: FormContext, draws: Draws) -> list[Any]:
    wanted = draws.between(1, 3)
    drugs = sorted(form.texts["drugs"], key=lambda _: draws.random())[:wanted]
    return [
        {
            "drug": plain(drug),
            "dose": plain(draws.pick(form.texts["doses"])),
            "since": _year(TODAY.year - draws.below(9)),
        }
        for drug in drugs
    ]


def _education(form: FormContext, draws: Draws) -> list[Any]:
    """School, then what came after it: years follow each other."""
    start = born(form.applicant).year
    left, leap = start + draws.between(16, 18), draws.between(2, 4)
    spans = ((start + draws.between(10, 11), left), (left, left + leap))
    degrees = form.texts["degrees"]
    return [
        {
            "from": _year(one),
            "to": _year(other),
            "school": _school(form, draws, level),
            "degree": plain(degrees[level]),
        }
        for level, (one, other) in enumerate(spans)
    ]


def _experience(form: FormContext, draws: Draws) -> list[Any]:
    """Jobs from the latest back, none before the applicant was 22, one after the other."""
    first, last = born(form.applicant).year + 22, form.signed.year
    rows, employers = [], iter(form.others)
    while last - first >= 1 and len(rows) < 3:
        start = max(first, last - draws.between(1, 8))
        who = next(employers)
        rows.append(
            {
                "from": _year(start),
                "to": _year(last),
                "employer": plain(who.value("employer")),
                "role": plain(draws.pick(posts_for(form.applicant)).job),
            }
        )
        last = start
    return rows


def _year(year: int) -> Value:
    return Value(str(year), str(year), "date")


TABLES: Mapping[str, Callable[[FormContext, Draws], list[Record]]] = {
    "items": _items,
    "goods": _goods,
    "medication": _medication,
    "education": _education,
    "experience": _experience,
}
"""Question that is answered in a table -> its rows."""
