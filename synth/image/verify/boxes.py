"""The checks of planned boxes against those that a detector read; no pixels, no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box
from synth.core.outcome import Verdict
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Plan

ON_PLAN_IOU = 0.5
"""IoU with a planned box, of whatever category, from which a detection is not an object of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMatching:
    """`partner[i]` is the number of planned instance i's detection, -1 where none; `iou[i]` is their IoU, else 0.

    `asked[i]`: the instance is large enough to be asked for; `found[i]`: it was found, by what the policy counts so.
    """

    partner: NDArray[np.intp]
    iou: NDArray[np.float64]
    asked: NDArray[np.bool_]
    found: NDArray[np.bool_]


def iou_table(planned: Sequence[Box], read: Sequence[Box]) -> NDArray[np.float64]:
    """IoU of each planned box with each read one, (n, m)."""
    ours = np.array(planned, np.float64).reshape(-1, 1, 4)
    theirs = np.array(read, np.float64).reshape(1, -1, 4)
    low, high = np.maximum(ours[..., :2], theirs[..., :2]), np.minimum(ours[..., 2:], theirs[..., 2:])
    common = np.maximum(high - low, 0).prod(axis=-1)
    union = _areas(ours) + _areas(theirs) - common
    return common / np.where(common > 0, union, 1.0)


def match_boxes(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], options: DetectorOptions
) -> BoxMatching:
    """Pair planned boxes (visible parts) with detections of their category's query, one to one.

    Of all pairings it is one that finds most objects at `min_iou`, and among these one of largest total IoU (Kuhn
    1955): a detector's duplicate or a neighbour's box never costs an object that is there. Scores below `min_score`
    and pairs below `relabel_iou` do not count.
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
        asked=np.array(sides, np.float64) >= options.min_side_px,
        found=(partner >= 0) & (best >= (0.0 if options.policy == "relabel" else options.min_iou)),
    )


def box_verdicts(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], matching: BoxMatching, options: DetectorOptions
) -> list[Verdict]:
    """What is to be said of a draft's boxes: objects that are missed, and extra ones where these are forbidden."""
    findings = [_missed(plan, read, queries, matching, options)]
    return [*findings, _extra(plan, read, matching, options)] if options.drop_image_if_extra else findings


def _missed(
    plan: Plan, read: Sequence[Detection], queries: Mapping[str, str], matching: BoxMatching, options: DetectorOptions
) -> Verdict:
    """The share of the objects asked for that were not found; the detail tells of the first what was read there."""
    asked = int(matching.asked.sum())
    missing = np.flatnonzero(matching.asked & ~matching.found)
    share = len(missing) / asked if asked else 0.0
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
    """The number of confident detections that are no planned object, neither its visible part nor its full extent."""
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
