"""Verification: the only place where a draft becomes verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import ndimage

from synth.core.geometry import Box
from synth.core.outcome import CheckResult, Rejection, Verdict
from synth.image.labels import Instance, Reading
from synth.image.options.judges import DetectorOptions, Limits
from synth.image.records import Draft, Plan, Readback, Verified
from synth.image.verify.annotator import Annotator, PixelReading
from synth.image.verify.boxes import box_verdicts, match_boxes
from synth.image.verify.checks import CHECKS, Evidence
from synth.image.verify.match import match, overlap_table
from synth.image.verify.outline_contrast import outline_contrast
from synth.image.verify.relabel import label_instances

if TYPE_CHECKING:
    from jaxtyping import UInt8

PictureCheck: TypeAlias = "Callable[[Plan, UInt8[np.ndarray, 'h w 3']], Verdict]"
"""A check of the picture (RGB) without an annotator."""


def verify(
    plan: Plan, draft: Draft, annotator: Annotator | None, limits: Limits, more: Sequence[PictureCheck] = ()
) -> Verified | Rejection:
    """Check a draft's labels against its pixels: with a pack's annotator, or without one by the edges alone.

    All checks run, `more` after the others. A rejection names the first check that fails.
    """
    others = [check(plan, draft.image) for check in more]
    if annotator is None:
        return _outcome(plan, draft, plan.instances, [outline_contrast(plan, draft.image), *others])
    reading = annotator(draft.image)
    planned = plan.label_map()
    table = overlap_table(planned, reading.labels)
    evidence = Evidence(plan=plan, planned=planned, reading=reading, matching=match(table), table=table)
    return _outcome(plan, draft, _with_readings(evidence), [*(check(evidence, limits) for check in CHECKS), *others])


def verify_boxes(
    plan: Plan,
    draft: Draft,
    readback: Readback,
    queries: Mapping[str, str],
    options: DetectorOptions,
    more: Sequence[PictureCheck] = (),
) -> Verified | Rejection:
    """Check a draft's boxes against those that a detector read; `queries` maps a category to the detector's query.

    Otherwise as `verify`. Where the boxes differ and the policy is `reject`, the rejection is final.
    """
    matching = match_boxes(plan, readback.read, queries, options)
    verdicts = box_verdicts(plan, readback.read, queries, matching, options)
    others = [check(plan, draft.image) for check in more]
    instances = label_instances(plan, readback.read, matching, options)
    outcome = _outcome(plan, draft, instances, [*verdicts, *others])
    if isinstance(outcome, Verified):
        return replace(outcome, readback=readback)
    final = options.policy == "reject" and outcome.check in {verdict.check for verdict in verdicts}
    return replace(outcome, final=final, evidence=readback.record())


def _outcome(
    plan: Plan, draft: Draft, instances: tuple[Instance, ...], verdicts: Sequence[Verdict]
) -> Verified | Rejection:
    for verdict in verdicts:
        if not verdict.passed:
            return Rejection(
                sample_id=plan.sample_id,
                check=verdict.check,
                measured=verdict.measured,
                limit=verdict.limit,
                attempt=draft.attempt,
                detail=verdict.detail,
            )
    checks = tuple(CheckResult(check=f.check, measured=f.measured, limit=f.limit) for f in verdicts)
    return Verified(plan=plan, draft=draft, instances=instances, checks=checks)


def _with_readings(evidence: Evidence) -> tuple[Instance, ...]:
    boxes = ndimage.find_objects(evidence.reading.labels)
    pairs = zip(evidence.plan.instances, evidence.matching.partner, evidence.matching.iou, strict=True)
    return tuple(
        replace(i, reading=_reading(evidence.reading, boxes, int(label), float(iou))) for i, label, iou in pairs
    )


def _reading(read: PixelReading, boxes: Sequence[tuple[slice, slice] | None], label: int, iou: float) -> Reading:
    """The reading of one instance; zeros and no box where no read instance shares a pixel with it."""
    where = boxes[label - 1] if label else None
    if where is None:
        return Reading(iou=0.0, score=0.0, box=None)
    rows, columns = where
    box = Box(float(columns.start), float(rows.start), float(columns.stop), float(rows.stop))
    return Reading(iou=iou, score=float(read.scores[label - 1]), box=box)
