"""The checks of a document's fields: against the printed words, and against the record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from synth.core.outcome import Verdict
from synth.document.labels import Field
from synth.document.records import DocumentDraft, DocumentPlan, Record, Value

_UNSEEN = re.compile(r"[\s\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Blanks, and characters that leave no ink and join nothing: soft hyphens, marks and isolates of direction."""


def field_text(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The words of a field spell its text, except for spaces: how many fields differ."""
    labels = draft.printed
    wrong = []
    for one in labels.fields:
        printed = labels.text_of(one.words)
        if seen(printed) != seen(one.text):
            wrong.append(f"{one.key} is {one.text!r}, its words say {printed!r}")
    return Verdict(check="field_text", measured=len(wrong), limit=0, passed=not wrong, detail="; ".join(wrong[:3]))


def field_value(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """A field whose key is a path in the record has the value recorded there: how many fields differ.

    A template may print capitals; the normalised value must equal the record's exactly.
    """
    wrong = []
    for one in draft.printed.fields:
        recorded = recorded_at(plan.record, one.key)
        if recorded is not None and not _matches(one, recorded):
            wrong.append(f"{one.key} is {one.text!r} ({one.value}), the record says {recorded!r}")
    return Verdict(check="field_value", measured=len(wrong), limit=0, passed=not wrong, detail="; ".join(wrong[:3]))


def spelling(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The letters on the clean pages spell the words that they are labelled with: how many words differ."""
    wrong = [word for proof in draft.proofs for word in proof.misspelt]
    return Verdict(check="spelling", measured=len(wrong), limit=0, passed=not wrong, detail=", ".join(wrong[:5]))


def recorded_at(record: Record, key: str) -> Value | str | None:
    """The entry of the record at a dotted path, rows by index from 0; None where there is no text or value."""
    held: object = record
    for part in key.split("."):
        if isinstance(held, Mapping) and part in held:
            held = held[part]
        elif isinstance(held, Sequence) and not isinstance(held, str | Value) and part.isdecimal():
            held = held[int(part)] if int(part) < len(held) else None
        else:
            return None
    return held if isinstance(held, Value | str) else None


def seen(text: str) -> str:
    """The text without spaces and other characters that leave no ink."""
    return _UNSEEN.sub("", text)


def _matches(one: Field, recorded: Value | str) -> bool:
    text = recorded.text if isinstance(recorded, Value) else recorded
    same = seen(one.text).casefold() == seen(text).casefold()
    return same and (not isinstance(recorded, Value) or one.value.split() == recorded.value.split())
