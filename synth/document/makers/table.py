"""The kinds of records and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from synth.core.errors import SpecError, suggest
from synth.document.makers.context import RecordContext
from synth.document.records import Record

RecordMaker = Callable[[RecordContext], Record]

RECORDS: Mapping[str, str] = {
    "bank_statement": "draw_bank_statement",
    "form": "draw_form",
    "id_card": "draw_id_card",
    "invoice": "draw_invoice",
    "letter": "draw_letter",
    "medical_report": "draw_medical_report",
    "payslip": "draw_payslip",
    "receipt": "draw_receipt",
    "report": "draw_report",
}
"""Kind -> its maker in `synth.document.makers.<kind>.record`, imported when a scene asks for it."""


def record_maker(kind: str) -> RecordMaker:
    """The maker of a kind of record; it draws only from its context, so that a record is a pure function of its sample.

    SpecError for a kind that there is none of.
    """
    if kind not in RECORDS:
        raise SpecError("record", kind, suggest(kind, RECORDS))
    return getattr(import_module(f"synth.document.makers.{kind}.record"), RECORDS[kind])
