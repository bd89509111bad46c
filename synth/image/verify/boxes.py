"""Checks of planned boxes against the boxes that a detector read. They need no pixels and no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box
from synth.core.outcome import Verdict
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Plan

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
