"""Cards that identify a person: identity and residence cards, passports, staff and student cards.

The state is Utopia, ICAO's own specimen; universities and firms are invented.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.document.makers.catalogue import drawn_code
from synth.document.makers.company import office_phone
from synth.document.makers.context import RecordContext
from synth.document.makers.id_card import mrz
from synth.document.makers.persona_values import persona_value
from synth.document.makers.posts import posts_for
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY, born
from synth.scene.read import read_yaml


class _CardKind(NamedTuple):
    """A kind of card: how long it is valid (years), its code in the machine-readable zone, how its number looks."""

    years: int
    code: str
    number: str


KINDS: Mapping[str, _CardKind] = {
    "identity": _CardKind(10, "I", "@########"),
    "residence": _CardKind(5, "AR", "@@#######"),
    "passport": _CardKind(10, "P", "@#@#####@"),
    "staff": _CardKind(3, "", "######"),
    "student": _CardKind(1, "", "#######"),
}
_LATIN = ("en", "de", "fr", "es")
_STUDENT_AGES = (18, 32)


class _Dates(NamedTuple):
    birth: datetime.date
    issue: datetime.date
    expiry: datetime.date


@cache
def _texts(language: str) -> Mapping[str, Any]:
    return read_yaml(Path(__file__).parent / "data.yaml")[language]


def draw_id_card(context: RecordContext) -> Record:
    """A card. Variables: `card` (one of KINDS), `expired` (it no longer is valid); what a scene leaves out is drawn."""
    draws, texts = context.draws, _texts(context.locale.split("_")[0])
    holder, other, parent = context.people("holder", "other", "parent")
    drawn = draws.pick(tuple(KINDS))
    name = str(context.variables.get("card", drawn))
    if name not in KINDS:
        raise SpecError("variables.card", name, suggest(name, KINDS))
    kind, dates = KINDS[name], _dates(context, name, holder)
    surname, given = _latin_names(holder, other, context.locale)
    sex, capitals = "X" if draws.chance(0.015) else holder.gender.upper(), draws.chance(0.6)
    number, personal = drawn_code(kind.number, draws), drawn_code("###########", draws)
    zone = mrz.Holder(surname, given, dates.birth, sex)
    document = mrz.TravelDocument(kind.code, number, dates.expiry, personal if draws.chance(0.4) else "")
    shown = surname.upper() if capitals else surname
    style = "long" if draws.chance(0.15) else "short"
    return {
        "kind": name,
        "surname": Value(shown, shown, "name"),
        "given_names": Value(given, given, "name"),
        "native_name": persona_value(holder, "name"),
        "has_native_name": context.locale.split("_")[0] not in _LATIN,
        "number": Value(number, number, "code"),
        "personal_number": Value(personal, personal, "code"),
        "nationality": Value(mrz.STATE, mrz.STATE, "code"),
        "sex": Value(sex, sex, "code"),
        "birth_date": context.formats.date(dates.birth, style),
        "issue_date": context.formats.date(dates.issue, style),
        "expiry_date": context.formats.date(dates.expiry, style),
        "place_of_birth": persona_value(parent, "city"),
        "address": persona_value(holder, "address_lines"),
        "height": _height(context, holder),
        "mrz": {str(at): Value(line, line, "code") for at, line in enumerate(_zone(name, document, zone))},
        **{key: _plain(draws.pick(texts[key]), kind) for key, kind in _DRAWN.items()},
        "age": _age(dates.birth),
        **_studies(texts["studies"], draws),
        **_work(holder),
    }


_DRAWN = {
    "state": "name",
    "authority": "name",
    "eyes": "text",
    "permit": "text",
    "remark": "text",
    "university": "name",
}
"""What is one of a list of the language -> its type."""


def _studies(studies: Mapping[str, Sequence[str]], draws: Draws) -> Record:
    """A faculty and what is studied there."""
    faculty = draws.pick(tuple(studies))
    return {"faculty": _plain(faculty, "text"), "programme": _plain(draws.pick(studies[faculty]), "text")}


def _age(birth: datetime.date) -> Value:
    """Whole years today, for the portrait."""
    years = TODAY.year - birth.year - ((TODAY.month, TODAY.day) < (birth.month, birth.day))
    return _plain(str(years), "number")


def _plain(text: str, kind: str) -> Value:
    return Value(text, text, kind)


def _dates(context: RecordContext, kind: str, holder: Persona) -> _Dates:
    """Birth, issue and expiry: valid today unless `expired`; a day less than whole years, as cards are."""
    draws, years = context.draws, KINDS[kind].years
    age_in_days = draws.between(*(age * 365 for age in _STUDENT_AGES))
    before = draws.between(1, 360 * years)
    late = draws.between(1, 700)
    birth = TODAY - datetime.timedelta(days=age_in_days) if kind == "student" else born(holder)
    if context.variables.get("expired", False) is True:
        before = 366 * years + late
    issue = TODAY - datetime.timedelta(days=before)
    end = issue.replace(year=issue.year + years, day=min(issue.day, 28))
    return _Dates(birth, issue, end - datetime.timedelta(days=1))


def _latin_names(holder: Persona, other: Persona, locale: str) -> tuple[str, str]:
    """Surname and given names in Latin letters; a namesake of the same sex lends a second given name."""
    native = locale.split("_")[0] in _LATIN
    firsts, last = ([holder.first], holder.last) if native else ([holder.latin[0]], holder.latin[1])
    if native and other.gender == holder.gender:
        firsts.append(other.first)
    return (last, " ".join(firsts)) if native else (last.title(), " ".join(firsts).title())


def _height(context: RecordContext, holder: Persona) -> Value:
    low, high = (152, 182) if holder.gender == "f" else (164, 197)
    height = context.draws.between(low, high)
    return Value(f"{height} cm", str(height), "number")


def _zone(kind: str, document: mrz.TravelDocument, holder: mrz.Holder) -> tuple[str, ...]:
    if kind == "passport":
        return mrz.passport_lines(document, holder)
    return mrz.identity_lines(document, holder) if document.code else ()


def _work(holder: Persona) -> Record:
    """Where the holder of a staff card works."""
    fields = ("employer", "employee_id", "website")
    post = posts_for(holder)[holder.bits("job") % len(posts_for(holder))]
    return {
        "job": _plain(post.job[0].upper() + post.job[1:], "text"),
        "department": _plain(post.department, "text"),
        "phone": office_phone(holder),
        **{name: persona_value(holder, name) for name in fields},
    }
