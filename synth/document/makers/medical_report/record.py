"""The record of a laboratory report: patient, physician, laboratory, results by panel, and comments on them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SpecError
from synth.core.seeds import Draws
from synth.document.makers.company import customer, office_address, office_phone
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.medical_report.analytes import ANALYTES, PANELS, QUALITATIVE, SYSTEMS
from synth.document.makers.medical_report.laboratory import RAISED, Person, draw_results
from synth.document.makers.medical_report.rows import Paper, comments, out_of_range, panel_record, plain
from synth.document.makers.persona_values import persona_value
from synth.document.makers.working_days import working_day
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.hosts import host_of
from synth.people.identity import TODAY, born
from synth.people.latin import latin
from synth.scene.read import read_yaml

FLAGS = (("L", "H"), ("L", "H"), ("↓", "↑"), ("*", "*"), ("-", "+"))
"""(below, above) as laboratories print them; doubled where the result is critical."""

_LONG_AGO = (60, 420)
_WITH_URINE = (0, 2)
"""Which of a language's specimens have urine."""


class _Visit(NamedTuple):
    """When blood was taken, received and reported, and the last time before."""

    collected: datetime.datetime
    received: datetime.datetime
    reported: datetime.datetime
    before: datetime.date


def draw_medical_report(context: RecordContext) -> Record:
    """A report of `panels` panels in which the share `abnormal` of the measured results lies out of range.

    `critical`: one result is so far out that the physician was called; in others none is. SpecError for another number
    of panels than there are, or a variable of another type.
    """
    patient, doctor, founder, head = context.people("patient", "doctor", "founder", "head")
    doctor, founder = doctor.neighbour_of(patient), founder.neighbour_of(patient)
    draws, formats, texts = context.draws, context.formats, _texts(context.locale)
    visit = _visit(context)
    person = Person(patient.gender, _age(born(patient), visit.collected.date()))
    return {
        "patient": _patient(patient, person, formats, texts),
        "physician": _physician(doctor, texts, draws),
        "laboratory": _laboratory(founder, texts, draws),
        **_times(visit, formats),
        "sample_id": _code(f"{visit.collected:%y%m%d}-{draws.between(1000, 9999)}"),
        "order_id": _code(f"{draws.pick('ABDKLMR')}{draws.between(100000, 999999)}"),
        "validated_by": _name(draws.pick(texts["doctors"][head.gender]), head),
        "validator_role": plain(draws.pick(texts["roles"])),
        **_findings(context, person, visit),
    }


def _findings(context: RecordContext, person: Person, visit: _Visit) -> Record:
    """panels with their rows, the flags that this laboratory prints, comments, a remark by hand."""
    draws, texts = context.draws, _texts(context.locale)
    system = draws.pick(SYSTEMS[context.locale])
    abnormal, critical = context.share("abnormal", 0.15), context.flag("critical")
    raised = RAISED.get(str(context.fact("condition")), ())
    panels = _panels(_wanted(context), {ANALYTES[key].panel for key in raised}, draws)
    key = _critical_key(panels, draws)
    measured = [key for keys in panels.values() for key in keys if key in ANALYTES]
    results = draw_results(measured, person, system, abnormal, key if critical else "", draws, raised)
    dash = draws.pick(("-", "\u2013"))
    if context.locale == "ar":
        dash = "-"  # a dash would reverse the order of numbers in right-to-left text
    paper = Paper(
        formats=context.formats,
        texts=texts,
        system=system,
        flags=draws.pick(FLAGS),
        dash=dash,
    )
    rows = [panel_record(name, keys, results, abnormal, paper, draws) for name, keys in panels.items()]
    called = datetime.time(visit.reported.hour - 1, draws.below(60))
    return {
        **_taken(panels, texts, draws),
        "panels": rows,
        "flags": {"low": plain(paper.flags[0]), "high": plain(paper.flags[1])},
        "comments": comments(rows, called, paper, draws),
        "remark": plain(draws.pick(texts["remarks_abnormal" if out_of_range(rows) else "remarks_normal"])),
        "critical": critical,
    }


def _taken(panels: Mapping[str, Sequence[str]], texts: Mapping[str, Any], draws: Draws) -> Record:
    """What was taken, urine where that was looked at; glucose was measured fasting, as its range is."""
    specimens = [text for at, text in enumerate(texts["specimens"]) if "urine" not in panels or at in _WITH_URINE]
    fasting = draws.chance(0.7) or any("glucose" in keys for keys in panels.values())
    return {"specimen": plain(draws.pick(specimens)), "fasting": plain(texts["fasting"][fasting])}


def _wanted(context: RecordContext) -> int:
    """How many panels."""
    number = context.variables.get("panels", 4)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(PANELS):
        raise SpecError("variables.panels", number, f"a whole number from 1 to {len(PANELS)} is needed")
    return number


def _visit(context: RecordContext) -> _Visit:
    draws = context.draws
    day = working_day(TODAY - datetime.timedelta(days=draws.between(3, 420)), context.locale)
    collected = datetime.datetime.combine(day, datetime.time(draws.between(7, 11), 5 * draws.below(12)))
    received = collected + datetime.timedelta(minutes=draws.between(15, 290))
    reported = datetime.datetime.combine(
        day + datetime.timedelta(days=draws.below(3)), datetime.time(draws.between(17, 19), draws.below(60))
    )
    before = working_day(day - datetime.timedelta(days=draws.between(*_LONG_AGO)), context.locale)
    return _Visit(collected, received, reported, before)


def _times(visit: _Visit, formats: Formats) -> Record:
    def when(name: str, moment: datetime.datetime) -> Record:
        return {
            f"{name}_date": formats.date(moment.date()),
            f"{name}_time": formats.time(moment.hour, moment.minute),
        }

    return {
        **when("collected", visit.collected),
        **when("received", visit.received),
        **when("reported", visit.reported),
        "previous_date": formats.date(visit.before),
    }


def _age(birth: datetime.date, day: datetime.date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _patient(patient: Persona, person: Person, formats: Formats, texts: Mapping[str, Any]) -> Record:
    sex = Value(texts["sexes"][patient.gender], patient.gender)
    return {
        **customer(patient),
        "birth_date": formats.date(born(patient)),
        "age": Value(texts["age"].format(person.years), str(person.years), "number"),
        "sex": sex,
        "record_number": _code(patient.value("record_number")),
        "policy": _code(patient.value("policy")),
    }


def _physician(doctor: Persona, texts: Mapping[str, Any], draws: Draws) -> Record:
    return {
        "name": _name(draws.pick(texts["doctors"][doctor.gender]), doctor),
        "department": plain(draws.pick(texts["departments"])),
        "address": office_address(doctor),
        "phone": persona_value(doctor, "work_phone"),
    }


def _laboratory(founder: Persona, texts: Mapping[str, Any], draws: Draws) -> Record:
    """An invented laboratory: the founder's surname or a coined word."""
    form, brand = draws.pick(texts["laboratories"]), draws.pick(texts["brands"])
    name = form.format(last=founder.last, brand=brand)
    called = latin(brand, umlauts=founder.locale.umlauts) if "{brand}" in form else ""
    host = host_of((called or founder.latin[1], "lab"), founder, founder.bits("laboratory"))
    return {
        "name": Value(name, name, "name"),
        "address": office_address(founder),
        "phone": office_phone(founder),
        "email": Value(f"results@{host}", f"results@{host}", "email"),
        "website": Value(f"www.{host}", f"www.{host}", "url"),
        "accreditation": _code(f"{draws.pick(('ML', 'D-ML', 'LAB'))}-{draws.between(10000, 99999)}"),
    }


def _panels(number: int, needed: Collection[str], draws: Draws) -> Mapping[str, Sequence[str]]:
    """Panel -> its analytes, some left out. One of the first two common panels is always there, and so are those that
    are needed."""
    first = draws.pick(("haematology", "chemistry"))
    kept_panels = {first, *needed}
    chosen = {*kept_panels, *sorted(PANELS, key=lambda _: draws.random())[:number]}
    while len(chosen) > max(number, len(kept_panels)):
        chosen.remove(next(panel for panel in reversed(PANELS) if panel in chosen and panel not in kept_panels))
    found = {}
    for panel in PANELS:
        keys = [key for key, analyte in ANALYTES.items() if analyte.panel == panel]
        keys += QUALITATIVE if panel == "urine" else ()
        kept = [key for key in keys if draws.random() < 0.88 or _can_be_critical(key)]
        if panel in chosen:
            found[panel] = keys if panel == "differential" else kept if len(kept) >= 3 else keys
    return found


def _critical_key(panels: Mapping[str, Sequence[str]], draws: Draws) -> str:
    """An analyte of the report that can be critical."""
    return draws.pick([key for own in panels.values() for key in own if _can_be_critical(key)])


def _can_be_critical(key: str) -> bool:
    return key in ANALYTES and any(ANALYTES[key].critical)


def _name(form: str, person: Persona) -> Value:
    name = form.format(name=person.value("name"))
    return Value(name, name, "name")


def _code(text: str) -> Value:
    return Value(text, text, "code")


@cache
def _texts(locale: str) -> Mapping[str, Any]:
    """Phrases of the locale's language, those of the locale itself on top."""
    data = read_yaml(Path(__file__).parent / "data.yaml")
    return {**data[locale.split("_")[0]], **data.get(locale, {})}
