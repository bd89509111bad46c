"""The kinds of records and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.plan.documents.bank_statement import draw_bank_statement
from synth.plan.documents.desk import Desk
from synth.plan.documents.form import draw_form
from synth.plan.documents.id_card import draw_id_card
from synth.plan.documents.invoice import draw_invoice
from synth.plan.documents.letter import draw_letter
from synth.plan.documents.medical_report import draw_medical_report
from synth.plan.documents.payslip import draw_payslip
from synth.plan.documents.receipt import draw_receipt
from synth.plan.documents.report import draw_report
from synth.records import Record

RecordMaker = Callable[[Desk], Record]

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
"""Kind -> maker. A maker draws only from the desk, so that a record is a pure function of its sample."""
