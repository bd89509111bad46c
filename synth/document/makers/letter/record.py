"""Letters of firms and private people: complaint, reminder, offer, cancellation, application, tenancy, insurance."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.document.makers.bank_statement.details import bank_details
from synth.document.makers.bank_statement.entries import SCALE, bank_words
from synth.document.makers.catalogue import drawn_code
from synth.document.makers.company import company as company_of
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.persona_values import persona_value
from synth.document.makers.sentences import filled, paragraph
from synth.document.makers.working_days import next_working_day
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY
from synth.scene.read import read_yaml

_NO_SPACE = ("ja",)
_CODES = {"contract": "@@-######", "invoice": "####-#####", "case": "@#######"}


@cache
def _phrases(language: str) -> Mapping[str, Any]:
    return read_yaml(Path(__file__).parent / "data" / f"{language}.yaml")


_NAMELESS = ("address", "phone", "tax_id")
"""What a firm has that does not tell its name."""


def draw_letter(context: RecordContext) -> Record:
    """A letter. Variable: `purpose` (one of the language's); what a scene leaves out is drawn."""
    draws, language = context.draws, context.locale.split("_")[0]
    phrases = _phrases(language)
    sender, recipient, clerk = context.people("sender", "recipient", "clerk")
    purpose = _purpose(context, phrases["purposes"])
    words = phrases["purposes"][purpose]
    facts = _facts(words, sender if words["from"] == "person" else recipient, context.formats, draws)
    values = {f"facts.{key}": value for key, value in facts.items()}
    space = "" if language in _NO_SPACE else " "
    subject = filled(draws.pick(words["subjects"]), values)
    texts = [draws.pick(slot) for slot in words["paragraphs"]]
    firm = sender if words["from"] == "company" else recipient
    firm_name = draws.pick(words["firms"]).format(last=clerk.value("last_name")) if "firms" in words else ""
    enclosures = list(words["enclosures"])
    return {
        "purpose": purpose,
        "sender": _party(sender, firm_name, company=words["from"] == "company"),
        "recipient": _party(recipient, firm_name, company=words["to"] == "company"),
        "place": persona_value(sender, "city"),
        "date": facts["date"],
        "subject": Value(subject, subject),
        "salutation": _salutation(phrases, words, recipient, draws),
        "opening": paragraph([draws.pick(phrases["openings"])] if "openings" in phrases else [], values, space),
        "paragraphs": [paragraph([text], values, space) for text in texts],
        "closing": _plain(draws.pick(phrases["closings"])),
        "signer": persona_value(clerk if words["from"] == "company" else sender, "name"),
        "role": _plain(words.get("role", "")),
        "enclosures": [_text_row(enclosures.pop(draws.below(len(enclosures)))) for _ in range(min(2, len(enclosures)))],
        "postscript": paragraph([draws.pick(words["postscripts"])], values, space),
        "handwritten_note": _plain(draws.pick(phrases["handwriting"])),
        "facts": facts,
        "bank": _bank(context, firm, firm_name),
    }


def _purpose(context: RecordContext, purposes: Mapping[str, Any]) -> str:
    drawn = context.draws.pick(tuple(purposes))
    purpose = str(context.variables.get("purpose", drawn))
    if purpose not in purposes:
        raise SpecError("variables.purpose", purpose, suggest(purpose, purposes))
    return purpose


def _facts(words: Mapping[str, Any], client: Persona, formats: Formats, draws: Draws) -> dict[str, Value]:
    """What the text speaks of: days before and after the letter's, amounts that add up, numbers of the case."""
    day = TODAY - datetime.timedelta(days=draws.between(7, 500))
    ago, between, ahead = draws.between(20, 60), draws.between(5, 15), draws.between(10, 21)
    end = _month_end(day + datetime.timedelta(days=30 * draws.between(2, 3)))
    low, high = words["amounts"]
    amount = _round(low * (high / low) ** draws.random(), formats, draws, exact=words.get("whole", False))
    fee = _round(draws.pick((5, 8, 10, 12, 15)), formats, draws, exact=True)
    thing = draws.pick(words["things"])
    days = {
        "date": day,
        "signed_date": day - datetime.timedelta(days=draws.between(500, 3500)),
        "event_date": day - datetime.timedelta(days=ago),
        "second_date": day - datetime.timedelta(days=between),
        "due_date": day + datetime.timedelta(days=ahead),
        "received_date": next_working_day(day + datetime.timedelta(days=draws.between(1, 4)), formats.locale),
        "end_date": end,
    }
    style = "long" if draws.chance(0.7) else "short"
    return {
        **{key: formats.date(one, style) for key, one in days.items()},
        "amount": formats.money(amount),
        "fee": formats.money(fee),
        "total": formats.money(amount + fee),
        "thing": Value(thing, thing),
        "customer": persona_value(client, "customer_id"),
        **{
            key: Value(code, code, "code")
            for key, code in ((name, drawn_code(form, draws)) for name, form in _CODES.items())
        },
    }


def _round(euros: float, formats: Formats, draws: Draws, *, exact: bool = False) -> Decimal:
    """About so many euros in the locale's currency, as bills have it: three places, then cents unless `exact`."""
    whole = Decimal(round(euros * SCALE[formats.currency]))
    cents = Decimal(draws.below(100)) / 100
    step = Decimal(10) ** max(0, whole.adjusted() - 2)
    rounded = whole // step * step
    return formats.rounded(rounded if exact or formats.decimals == 0 else rounded + cents)


def _month_end(day: datetime.date) -> datetime.date:
    first_of_next = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return first_of_next - datetime.timedelta(days=1)


def _party(person: Persona, firm_name: str, *, company: bool) -> Record:
    """Name, address and how to reach them: the persona's own, their employer's, or those of a firm named otherwise."""
    if not company:
        known = {key: persona_value(person, key) for key in ("name", "phone", "email")}
        lines = {"address": persona_value(person, "address_lines"), "address_line": persona_value(person, "address")}
        return {"is_company": False, **known, **lines}
    known = company_of(person)
    if firm_name:
        known = {"name": Value(firm_name, firm_name, "name"), **{key: known[key] for key in _NAMELESS}}
    return {"is_company": True, **known, "address_line": persona_value(person, "work_address")}


def _bank(context: RecordContext, firm: Persona, firm_name: str) -> Record:
    """The firm's account, in its own name."""
    details = bank_details(firm, context.draws.pick(tuple(bank_words(context.locale)["banks"])), context.draws)
    return {**details, "holder": Value(firm_name, firm_name, "name")} if firm_name else details


def _salutation(phrases: Mapping[str, Any], words: Mapping[str, Any], recipient: Persona, draws: Draws) -> Value:
    """To a person by title and surname, to a firm as the language does."""
    key = "company" if words["to"] == "company" else recipient.gender
    names = {
        "last": recipient.value("last_name"),
        "title": recipient.value("title_name"),
        "name": recipient.value("name"),
    }
    return _plain(draws.pick(phrases["salutations"][key]).format_map(names))


def _plain(text: str) -> Value:
    return Value(text, text)


def _text_row(text: str) -> Record:
    return {"text": _plain(text)}
