"""Verification of documents: the only place where a printed document becomes verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synth.core.outcome import CheckResult, Rejection, Verdict
from synth.document.records import DocumentDraft, DocumentPlan, VerifiedDocument
from synth.document.verify.ink import INK_CHECKS, InkLimits, read_ink
from synth.document.verify.page_images import in_picture, outlines, same_labels, sizes, truncation
from synth.document.verify.record import field_text, field_value, spelling
from synth.document.verify.structure import blocks, grid, reading, references, split_lines

LabelCheck = Callable[[DocumentPlan, DocumentDraft], Verdict]

LABEL_CHECKS: tuple[LabelCheck, ...] = (
    sizes,
    same_labels,
    references,
    reading,
    split_lines,
    grid,
    blocks,
    spelling,
    field_text,
    field_value,
    outlines,
    truncation,
    in_picture,
)
"""In this order: each may rely on what those before it found right."""

DRAWN = "drawn"
"""The evidence of a rejection that says which listed values the refused document had."""

SOURCE = "source"
"""The evidence of a rejection that says where in the template its words come from."""

_AT_150_DPI = InkLimits()


def verify_document(
    plan: DocumentPlan, draft: DocumentDraft, limits: InkLimits = _AT_150_DPI
) -> VerifiedDocument | Rejection:
    """Check a document's labels among themselves, then against the ink of its clean pages.

    `limits` are those of the pages' resolution (`limits_at`). A rejection names the first check that fails.
    """
    passed: list[CheckResult] = []
    for finding in _findings(plan, draft, limits):
        if not finding.passed:
            return refused(plan, finding)
        passed.append(CheckResult(check=finding.check, measured=finding.measured, limit=finding.limit))
    return VerifiedDocument(plan=plan, draft=draft, checks=tuple(passed))


def refused(plan: DocumentPlan, finding: Verdict) -> Rejection:
    """The rejection for a check that failed; its evidence is the source, as far as known, and what was drawn."""
    evidence = {SOURCE: finding.source, DRAWN: plan.drawn}
    return Rejection(
        sample_id=plan.sample_id,
        check=finding.check,
        measured=finding.measured,
        limit=finding.limit,
        attempt=plan.attempt,
        detail=finding.detail,
        evidence={name: value for name, value in evidence.items() if value},
    )


def _findings(plan: DocumentPlan, draft: DocumentDraft, limits: InkLimits) -> Iterator[Verdict]:
    for check in LABEL_CHECKS:
        yield check(plan, draft)
    ink = read_ink(draft, limits)
    for check in INK_CHECKS:
        yield check(ink, limits)
