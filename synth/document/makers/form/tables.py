"""What people answer in the tables of a form: damaged things, goods, medicines, schools, jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from synth.core.seeds import Draws
from synth.document.makers.form.context import SCALE, FormContext, plain
from synth.document.makers.posts import posts_for
from synth.document.records import Record, Value
from synth.people.identity import TODAY, born


def _school(form: FormContext, draws: Draws, level: int) -> Value:
    """A school of the first or the second level; half of a language's are of each."""
    names = form.texts["schools"]
    half = len(names) // 2
    name = draws.pick(names[half:] if level else names[:half])
    return plain(name.format(last=draws.pick(form.others).last))


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
    return [_good(form, name, grams, price, draws) for name, grams, price in chosen]


def _good(form: FormContext, name: str, grams: int, price: int, draws: Draws) -> Record:
    """Some pieces of a thing: their number, and weight and value of all of them."""
    quantity, heavier, scale = draws.between(1, 6), draws.between(80, 120), SCALE.get(form.formats.currency, 1)
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
