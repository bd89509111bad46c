"""Verify a draft's boxes against the boxes that a detector read. It needs no model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box, Mask
from synth.core.outcome import Rejection, Verdict
from synth.image.labels import Instance, Reading
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Draft, Plan, Readback, Verified
from synth.image.verify.checks import domain_verdict
from synth.image.verify.mend import misread
from synth.image.verify.verify import PictureCheck, outcome_of

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, Int

ON_PLAN_IOU = 0.5
"""A detection with at least this IoU with a planned box of any category is not an extra object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMatching:
    """A one-to-one matching of planned instances and detections.

    `partner[i]` is the index of the detection of planned instance i, or -1. `iou[i]` is their IoU, else 0.
    `required[i]`: the instance is large enough that it must be found. `found[i]`: it counts as found under the policy.
    """

    partner: Int[np.ndarray, " n"]
    iou: Float64[np.ndarray, " n"]
    required: Bool[np.ndarray, " n"]
    found: Bool[np.ndarray, " n"]


def verify_boxes(
    plan: Plan,
    draft: Draft,
    readback: Readback,
    queries: Mapping[str, str],
    options: DetectorOptions,
    more: Sequence[PictureCheck] = (),
    *,
    mends: bool = False,
) -> Verified | Rejection:
    """Check a draft's boxes against those that a detector read; `queries` maps a category to the detector's query.

    Otherwise as `verify`. Where the boxes differ and the policy is `reject`, the rejection is final. `mends`: the
    generator can draw parts of a refused draft anew.
    """
    matching = match_boxes(plan, readback.read, queries, options)
    verdicts = box_verdicts(plan, readback.read, queries, matching, options)
    verdicts = [domain_verdict(plan, readback.domains), *verdicts] if readback.domains else verdicts
    others = [check(plan, draft.image) for check in more]
    instances = label_instances(plan, readback.read, matching, options)
    outcome = outcome_of(plan, draft, instances, [*verdicts, *others])
    if isinstance(outcome, Verified):
        return replace(outcome, readback=readback)
    outcome = misread(outcome, plan, draft, ~matching.found) if mends else outcome
    final = options.policy == "reject" and outcome.check in {verdict.check for verdict in verdicts}
    return replace(outcome, final=final, evidence=readback.record())


def iou_table(planned: Sequence[Box], read: Sequence[Box]) -> Float64[np.ndarray, "planned read"]:
    """IoU of each planned box with each box that was read."""
    ours = np.array(planned, np.float64).reshape(-1, 1, 4)
    theirs = np.array(read, np.float64).reshape(1, -1, 4)
    low, high = np.maximum(ours[..., :2], theirs[..., :2]), np.minimum(ours[..., 2:], theirs[..., 2:])
    common = np.maximum(high - low, 0).prod(axis=-1)
    union = _areas(ours) + _areas(theirs) - common
    return common / np.where(common > 0, union, 1.0)


def match_boxes(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], options: DetectorOptions
) -> BoxMatching:
    """Match planned boxes (visible parts) with detections of their category's query, one to one.

    The matching finds as many objects as possible at `min_iou`, and among those matchings has the largest total IoU
    (Kuhn 1955, doi:10.1002/nav.3800020109). A duplicate detection or a neighbour's box therefore never hides an object
    that was found. Scores below `min_score` and pairs below `relabel_iou` do not count.
    """
    table = iou_table([i.box for i in plan.instances], [detection.box for detection in read])
    same = np.array([[queries[i.category] == queries[d.category] for d in read] for i in plan.instances], np.bool_)
    confident = np.array([detection.score >= options.min_score for detection in read], np.bool_)
    least = min(options.relabel_iou, options.min_iou)
    iou = np.where(same.reshape(table.shape) & confident & (table >= least), table, 0.0)
    rows, columns = linear_sum_assignment(iou + len(iou) * (iou >= max(options.min_iou, 1e-9)), maximize=True)
    partner, best = np.full(len(iou), -1, np.intp), np.zeros(len(iou))
    partner[rows], best[rows] = columns, iou[rows, columns]
    partner[best == 0] = -1
    sides = [min(i.box.width, i.box.height) for i in plan.instances]
    return BoxMatching(
        partner=partner,
        iou=best,
        required=np.array(sides, np.float64) >= options.min_side_px,
        found=(partner >= 0) & (best >= (0.0 if options.policy == "relabel" else options.min_iou)),
    )


def box_verdicts(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], matching: BoxMatching, options: DetectorOptions
) -> list[Verdict]:
    """The verdicts on a draft's boxes: missed objects, and extra objects where they are forbidden."""
    verdicts = [_missed(plan, read, queries, matching, options)]
    return [*verdicts, _extra(plan, read, matching, options)] if options.drop_image_if_extra else verdicts


def label_instances(
    plan: Plan, read: Sequence[Detection], matching: BoxMatching, options: DetectorOptions
) -> tuple[Instance, ...]:
    """The plan's instances, each with its reading. Under the policy `relabel`, instances found elsewhere are moved."""
    instances = []
    for instance, partner, iou, required in zip(
        plan.instances, matching.partner, matching.iou, matching.required, strict=True
    ):
        if partner < 0:
            instances.append(replace(instance, reading=Reading(iou=0.0, score=0.0, box=None)))
            continue
        reading = Reading(iou=float(iou), score=read[partner].score, box=read[partner].box)
        moved = options.policy == "relabel" and required and iou < options.min_iou
        instances.append(_moved(plan, instance, reading) if moved else replace(instance, reading=reading))
    return tuple(instances)


def _missed(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], matching: BoxMatching, options: DetectorOptions
) -> Verdict:
    """The share of the required objects that were not found. The detail states what was read at the first of them."""
    required = int(matching.required.sum())
    missing = np.flatnonzero(matching.required & ~matching.found)
    share = len(missing) / required if required else 0.0
    detail = ""
    if len(missing):
        first = plan.instances[missing[0]]
        there = [d for d in read if d.score >= options.min_score and d.box.iou(first.box) >= options.min_iou]
        others = sorted({queries[d.category] for d in there} - {queries[first.category]})
        seen = f"read as {', '.join(others)}" if others else f"IoU {matching.iou[missing[0]]:.2f}"
        detail = f"instance {first.id} ({first.category}): {seen}"
    limit = options.max_missed_share
    return Verdict(check="missed", measured=share, limit=limit, passed=share <= limit, detail=detail)


def _extra(plan: Plan, read: Sequence[Detection], matching: BoxMatching, options: DetectorOptions) -> Verdict:
    """The number of confident detections that match no planned object, neither its visible part nor its full box."""
    canvas = Box(0, 0, plan.width, plan.height)
    boxes = [i.box for i in plan.instances] + [i.amodal.box.intersection(canvas) for i in plan.instances]
    nearest = iou_table(boxes, [detection.box for detection in read]).max(axis=0, initial=0.0)
    claimed = set(matching.partner[matching.found].tolist())
    unplanned = [
        detection
        for number, detection in enumerate(read)
        if detection.score >= options.extra_score and nearest[number] < ON_PLAN_IOU and number not in claimed
    ]
    detail = f"{unplanned[0].category} at {[round(side) for side in unplanned[0].box]}" if unplanned else ""
    return Verdict(check="extra", measured=len(unplanned), limit=0, passed=not unplanned, detail=detail)


def _areas(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return (boxes[..., 2:] - boxes[..., :2]).prod(axis=-1)


def _moved(plan: Plan, instance: Instance, reading: Reading) -> Instance:
    """The instance at its measured box. Its mask is the rectangle of the pixels that the box touches.

    Planned mask, keypoints, visibility and truncation belong to another place, and a box does not give them. The
    rectangle counts as fully visible and not truncated, and the writer leaves both values out.
    """
    assert reading.box is not None
    mask = _rectangle(reading.box, plan.width, plan.height)
    return replace(
        instance,
        mask=mask,
        amodal=mask,
        visibility=1.0,
        truncation=0.0,
        keypoints=(),
        reading=reading,
        box_only=True,
        relabelled=True,
    )


def _rectangle(box: Box, width: int, height: int) -> Mask:
    """The pixels of a canvas of width x height px that a box touches."""
    x0, y0 = max(math.floor(box.x0), 0), max(math.floor(box.y0), 0)
    x1, y1 = min(math.ceil(box.x1), width), min(math.ceil(box.y1), height)
    return Mask(x0=x0, y0=y0, bits=np.ones((y1 - y0, x1 - x0), np.bool_))
