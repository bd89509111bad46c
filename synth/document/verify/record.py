"""The checks of a document's fields: against the printed words, and against the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.core.outcome import Verdict
from synth.document.labels import Field
from synth.document.records import DocumentDraft, DocumentPlan, Record, Value
from synth.document.typeset.source import source_of_key
from synth.document.unseen import visible


def field_text(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The words of a field spell its text, except for spaces: how many fields differ."""
    labels = draft.printed
    wrong = []
    for one in labels.fields:
        printed = labels.text_of(one.words)
        if seen(printed) != seen(one.text):
            wrong.append((one.key, f"{one.key} is {one.text!r}, its words say {printed!r}"))
    return _verdict("field_text", wrong)


def field_value(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """A field whose key is a path in the record has the value recorded there: how many fields differ.

    A template may print capitals; the normalised value must equal the record's exactly.
    """
    wrong = []
    for one in draft.printed.fields:
        recorded = recorded_at(plan.record, one.key)
        if recorded is not None and not _matches(one, recorded):
            said = recorded if isinstance(recorded, str) else f"{recorded.text!r} ({recorded.value})"
            wrong.append((one.key, f"{one.key} is {one.text!r} ({one.value}), the record says {said}"))
    return _verdict("field_value", wrong)


def spelling(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The letters on the clean pages spell the words that they are labelled with: how many words differ."""
    wrong = [word for proof in draft.proofs for word in proof.misspelt]
    texts = [word.text for word in draft.printed.words]
    return Verdict(
        check="spelling",
        measured=len(wrong),
        limit=0,
        passed=not wrong,
        detail=", ".join(wrong[:5]),
        source=draft.source_of(texts.index(word) for word in wrong[:1] if word in texts),
    )


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
    return "".join(visible(text).split())


def _verdict(check: str, wrong: Sequence[tuple[str, str]]) -> Verdict:
    """From (key, what is wrong) of each field that is."""
    return Verdict(
        check=check,
        measured=len(wrong),
        limit=0,
        passed=not wrong,
        detail="; ".join(what for _, what in wrong[:3]),
        source=source_of_key(wrong[0][0]) if wrong else "",
    )


def _matches(one: Field, recorded: Value | str) -> bool:
    text = recorded.text if isinstance(recorded, Value) else recorded
    same = seen(one.text).casefold() == seen(text).casefold()
    return same and (not isinstance(recorded, Value) or one.value.split() == visible(recorded.value).split())
