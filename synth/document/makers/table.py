"""The kinds of records and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.document.makers.bank_statement.record import draw_bank_statement
from synth.document.makers.context import RecordContext
from synth.document.makers.form.record import draw_form
from synth.document.makers.id_card.record import draw_id_card
from synth.document.makers.invoice.record import draw_invoice
from synth.document.makers.letter.record import draw_letter
from synth.document.makers.medical_report.record import draw_medical_report
from synth.document.makers.payslip.record import draw_payslip
from synth.document.makers.receipt.record import draw_receipt
from synth.document.makers.report.record import draw_report
from synth.document.records import Record

RecordMaker = Callable[[RecordContext], Record]

RECORDS: Mapping[str, RecordMaker] = {
    "bank_statement": draw_bank_statement,
    "form": draw_form,
    "id_card": draw_id_card,
    "invoice": draw_invoice,
    "letter": draw_letter,
    "medical_report": draw_medical_report,
    "payslip": draw_payslip,
    "receipt": draw_receipt,
    "report": draw_report,
}
"""Kind -> maker. A maker draws only from its context, so that a record is a pure function of its sample."""
