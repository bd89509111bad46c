"""The record of a filled-in form: its questions, in sections, and their answers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.document.makers.company import office_address, office_phone
from synth.document.makers.context import RecordContext
from synth.document.makers.form.answers import answer
from synth.document.makers.form.context import FormContext, plain
from synth.document.makers.form.tables import TABLES
from synth.document.makers.persona_values import persona_value
from synth.document.records import Record, Value
from synth.people import Persona, personas_for
from synth.people.hosts import host_of
from synth.people.identity import TODAY, years
from synth.people.locale import Locale
from synth.scene.read import read_yaml

PURPOSES = ("membership", "insurance", "school", "job", "customs", "patient")
_WRITTEN_IN_LATIN = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES")
_ANY_LETTER = re.compile(r"[^\W_]|#|@")
_PARENT_OF_BIG_CHILDREN, _OLDEST_STUDENT = 36, 32
_DOCTOR = 4
"""Number of the other person who is the applicant's doctor."""
_GROWN_UP = range(28, 61)
"""Ages, in years, of those who fill in a form, so that they can have a child and a career."""


def draw_form(context: RecordContext) -> Record:
    """A form of the kind `purpose`; the share `unanswered` of what need not be answered is left blank.

    `blank`: nothing is answered. SpecError for another purpose, or a variable of another type.
    """
    draws, texts = context.draws, _texts(context.locale)
    purpose = str(context.variables.get("purpose", PURPOSES[0]))
    if purpose not in PURPOSES:
        raise SpecError("variables.purpose", purpose, suggest(purpose, PURPOSES))
    unanswered, filled = context.share("unanswered", 0.12), not context.flag("blank")
    people = context.people(*(f"person {number}" for number in range(8)))
    applicant = context.given_person("applicant") or next((one for one in people if years(one) in _GROWN_UP), people[0])
    others = [one.neighbour_of(applicant) for one in people if one is not applicant]
    others[_DOCTOR - 1] = context.given_person("doctor") or others[_DOCTOR - 1]
    condition = context.fact("condition")
    if purpose == "customs":
        others[0] = _abroad(context)
    signed = TODAY - datetime.timedelta(days=draws.between(1, 300))
    level = int(draws.chance(0.6) and years(applicant) >= _PARENT_OF_BIG_CHILDREN)
    form = FormContext(
        applicant=applicant, others=tuple(others), signed=signed, texts=texts, formats=context.formats,
        key=draws.bits(), level=level, condition="" if condition is None else str(condition),
    )  # fmt: skip
    sections = _boxed(_sections(purpose, applicant.locale, draws), form)
    answers = {
        item["key"]: _answer(item, form, filled and (item["required"] or draws.random() >= unanswered))
        for section in sections
        for item in section["items"]
    }
    return {
        "purpose": purpose,
        "issuer": _issuer(others[-1], purpose, level, texts, draws),
        "number": _code(f"{draws.pick('ABFKMVZ')}-{draws.between(100, 9999)}/{draws.between(1, 12):02d}"),
        "sections": sections,
        "answers": answers,
        "signature": _signature(form, filled),
        "office": _office(form, draws, filled),
        "filled": filled,
    }


def _abroad(context: RecordContext) -> Persona:
    """Who gets a parcel that passes the customs: somebody in another country, whose letters everybody prints."""
    elsewhere = context.draws.pick([code for code in _WRITTEN_IN_LATIN if code != context.locale])
    people = personas_for(["recipient"], elsewhere, context.seed, context.draws, surface=context.surface)
    return people["recipient"]


def _boxed(sections: list[Any], form: FormContext) -> list[Any]:
    """The sections with the boxes of their combs: `#` for each digit or letter, signs between them as they are."""
    combs = [item for section in sections for item in section["items"] if item["kind"] == "comb"]
    for item in combs:
        item["boxes"] = _boxes(item["key"], form)
    return sections


def _boxes(key: str, form: FormContext) -> str:
    """As many as the country's numbers need, whether anything is written in them or not."""
    if key == "zip":
        patterns = [zips for city in form.applicant.locale.cities for zips in city.zips]
        patterns.append(re.sub("[A-Z0-9]", "#", form.applicant.value("zip")))
        return max((_ANY_LETTER.sub("#", pattern.replace(" ", "")) for pattern in patterns), key=len)
    return _ANY_LETTER.sub("#", _padded(answer(key, form, form.draws(key))).text.replace(" ", ""))


def _padded(given: Value) -> Value:
    """A date as boxes want it: two digits for day and month."""
    if given.type != "date":
        return given
    return given._replace(text=re.sub(r"\d+", lambda part: part[0].zfill(2), given.text))


def _sections(purpose: str, locale: Locale, draws: Draws) -> list[Any]:
    """The sections of a form as the country asks; some of the optional questions are left out."""
    found = []
    for name, items in _forms()[purpose].items():
        candidates = [(_item(key, spec), draws.random() < 0.85) for key, spec in _local(items, locale)]
        found.append({"key": name, "items": [item for item, wanted in candidates if wanted or item["required"]]})
    return [section for section in found if section["items"]]


def _local(items: Mapping[str, str], locale: Locale) -> list[tuple[str, str]]:
    """The questions of a section: the bank account as the country has it, the address in its order."""
    accounts = _data()["accounts"]
    asked: dict[str, str] = {}
    for key, spec in items.items():
        if key == "bank_account":
            asked.update(accounts.get(locale.code, accounts["usual"]))
        elif "local" not in spec.split() or key in locale.address:
            asked[key] = spec
    ordered = iter([key for key in locale.address if key in asked])
    keys = [next(ordered) if key in locale.address else key for key in asked]
    return [(key, asked[key]) for key in keys]


def _item(key: str, spec: str) -> dict[str, Any]:
    """`choice must: a b c` -> key, kind, options or columns, whether it must be answered, whether it needs a row."""
    kind, *marks = spec.partition(":")[0].split()
    return {
        "key": key,
        "kind": kind,
        "options": [{"key": option} for option in spec.partition(":")[2].split()],
        "required": "must" in marks,
        "wide": "wide" in marks or kind in ("lines", "table", "several"),
    }


def _answer(item: Mapping[str, Any], form: FormContext, answered: bool) -> Any:
    """Text, ticks by option, or rows. Left blank: an empty text, no tick, no rows."""
    key, options = item["key"], [option["key"] for option in item["options"]]
    draws = form.draws(key)
    if item["kind"] == "table":
        rows = TABLES[key](form, draws)
        return rows if answered else []
    if item["kind"] in ("choice", "several", "yesno"):
        options = options or ["yes", "no"]
        chosen = _chosen(key, options, item["kind"] == "several", form, draws)
        return {option: answered and option in chosen for option in options}
    given = answer(key, form, draws)
    if item["kind"] == "comb":
        given = _padded(given)
    return given if answered else plain("")


def _chosen(key: str, options: Sequence[str], several: bool, form: FormContext, draws: Draws) -> Sequence[str]:
    """What is ticked; a sex is that of the person, a cause that of the story, students are young."""
    if key in ("sex", "child_sex"):
        who = form.applicant if key == "sex" else form.child
        return ("female" if who.gender == "f" else "male",)
    if key == "cause":
        return (form.incident["cause"],)
    if key == "conditions" and form.condition:
        return (form.condition,)
    if key == "police" and form.incident["cause"] == "theft":
        return ("yes",)
    if key == "contents":
        options = [option for option in options if option != "documents"]  # the list below has goods
    if key == "membership_type" and years(form.applicant) > _OLDEST_STUDENT:
        options = [option for option in options if option != "student"]
    if not several:
        return (draws.pick(options),)
    return [option for option in options if draws.random() < 0.4] or [draws.pick(options)]


def _issuer(founder: Persona, purpose: str, level: int, texts: Mapping[str, Any], draws: Draws) -> Record:
    """An invented club, insurer, school ... named after a founder."""
    names = texts["issuers"][purpose]
    if purpose == "school":
        names = names[1:] if level else names[:1]
    name = draws.pick(names).format(last=founder.last)
    host = f"www.{host_of((founder.latin[1], purpose), founder, founder.bits('issuer'))}"
    return {
        "name": Value(name, name, "name"),
        "address": office_address(founder),
        "phone": office_phone(founder),
        "website": Value(host, host, "url"),
    }


def _signature(form: FormContext, filled: bool) -> Record:
    return {
        "name": persona_value(form.applicant, "name"),
        "place": plain(form.applicant.value("city") if filled else ""),
        "date": form.formats.date(form.signed) if filled else plain(""),
    }


def _office(form: FormContext, draws: Draws, filled: bool) -> Record:
    """What the office wrote in its own box, where it is done with the form."""
    received = min(form.signed + datetime.timedelta(days=draws.between(1, 9)), TODAY)
    number = f"{received:%y}/{draws.between(1000, 99999)}"
    done, result = draws.chance(0.55) and filled, draws.pick(("approved", "rejected", "incomplete", "approved"))
    return {
        "received": form.formats.date(received) if done else plain(""),
        "clerk": persona_value(form.others[5], "last_name") if done else plain(""),
        "file": _code(number) if done else plain(""),
        "approved": done and result == "approved",
        "rejected": done and result == "rejected",
        "incomplete": done and result == "incomplete",
    }


def _code(text: str) -> Value:
    return Value(text, text, "code")


@cache
def _data() -> Mapping[str, Any]:
    return read_yaml(Path(__file__).parent / "data.yaml")


def _forms() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Purpose -> section -> key -> kind of answer."""
    return _data()["forms"]


@cache
def _texts(locale: str) -> Mapping[str, Any]:
    """Answers of the locale's language, those of the locale itself on top, down to the single list."""
    found, own = _data()[locale.split("_")[0]], _data().get(locale, {})
    merged = {key: {**found[key], **value} if isinstance(value, Mapping) else value for key, value in own.items()}
    return {**found, **merged}
