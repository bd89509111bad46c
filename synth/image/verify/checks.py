"""The checks of a draft: against the annotator's reading, or without one against the edges of the picture.

Each returns its measured number, the limit and the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from scipy import ndimage
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Mask
from synth.core.outcome import Verdict
from synth.image.options.judges import Limits
from synth.image.records import Plan
from synth.image.verify.annotator import PixelReading

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, Int32, Int64, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """`partner[i]` is the read label (1..m) of planned instance i, 0 where there is none; `iou[i]` is their IoU."""

    partner: Int32[np.ndarray, " n"]
    iou: Float64[np.ndarray, " n"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A plan and the annotator's reading of its draft.

    `planned` is the plan's label map, `matching` pairs planned and read instances of one category, `table` counts their
    common pixels (row and column 0 are background).
    """

    plan: Plan
    planned: Int32[np.ndarray, "h w"]
    reading: PixelReading
    matching: Matching
    table: Int64[np.ndarray, "n+1 m+1"]


Check = Callable[[Evidence, Limits], Verdict]

EXTRA_SHARE = 0.3
"""A read instance is unplanned when less than this share of its pixels lies on planned instances."""

CONFIDENT = 0.55
"""Least score of a read instance to count as unplanned. Real backgrounds, and good synthetic ones, contain blurred
bodies that nobody labels; they score lower."""

LEAST_OFFSET_PX = 2.0
"""Displacement that labels may have however exactly the annotator reads."""

SHIFT_PX = 6
LEAST_RATIO = 1.15


def overlap_table(planned: Int32[np.ndarray, "h w"], read: Int32[np.ndarray, "h w"]) -> Int64[np.ndarray, "n+1 m+1"]:
    """Numbers of common pixels of the labels of two label maps; row and column 0 are background."""
    rows, columns = int(planned.max(initial=0)) + 1, int(read.max(initial=0)) + 1
    counts = np.bincount(planned.ravel().astype(np.int64) * columns + read.ravel(), minlength=rows * columns)
    return counts.reshape(rows, columns)


def match(table: Int64[np.ndarray, "n+1 m+1"], same: Bool[np.ndarray, "n m"] | None = None) -> Matching:
    """The one-to-one matching with the largest total IoU (Kuhn 1955, doi:10.1002/nav.3800020109) of an overlap table.

    Pairs without common pixels do not count, nor do those that are not the `same` category.
    """
    common = table[1:, 1:]
    union = table.sum(axis=1)[1:, None] + table.sum(axis=0)[None, 1:] - common
    iou = common / np.maximum(union, 1)
    if same is not None:
        iou = np.where(same, iou, 0.0)
    rows, columns = linear_sum_assignment(iou, maximize=True)
    partner, best = np.zeros(len(iou), np.int32), np.zeros(len(iou))
    partner[rows], best[rows] = columns + 1, iou[rows, columns]
    partner[best == 0] = 0
    return Matching(partner=partner, iou=best)


def domain(evidence: Evidence, limits: Limits) -> Verdict:
    """The picture looks like the planned value of the variable."""
    return domain_verdict(evidence.plan, evidence.reading.domains)


def domain_verdict(plan: Plan, domains: Mapping[str, float]) -> Verdict:
    """The annotator's probability of the planned value of the pack's variable is at least 0.5."""
    wanted = [str(value) for value in plan.variables.values() if str(value) in domains]
    measured = domains[wanted[0]] if wanted else 1.0
    return Verdict(check="domain", measured=measured, limit=0.5, passed=measured >= 0.5, detail=", ".join(wanted))


def absent(evidence: Evidence, limits: Limits) -> Verdict:
    """Every planned instance has some foreground: the smallest mean foreground probability of a planned instance."""
    ids = np.arange(1, len(evidence.plan.instances) + 1)
    if not len(ids):
        return Verdict(check="absent", measured=1.0, limit=limits.min_cover, passed=True)
    cover = ndimage.mean(evidence.reading.foreground, evidence.planned, ids)
    worst = int(np.argmin(cover))
    return Verdict(
        check="absent",
        measured=float(cover[worst]),
        limit=limits.min_cover,
        passed=bool(cover[worst] >= limits.min_cover),
        detail=f"instance {ids[worst]}",
    )


def missed(evidence: Evidence, limits: Limits) -> Verdict:
    """Planned instances are found: the share of them whose IoU with the read instance is too small."""
    iou, limit = evidence.matching.iou, limits.max_missed_share
    limit = evidence.reading.usual_missed_share if limit is None else limit
    share = float((iou < limits.min_iou).mean()) if len(iou) else 0.0
    return Verdict(check="missed", measured=share, limit=limit, passed=share <= limit)


def extra(evidence: Evidence, limits: Limits) -> Verdict:
    """Nothing is unplanned: the area in px of the largest confident reading with little overlap with planned ones."""
    areas = evidence.table.sum(axis=0)[1:]
    largest, limit = float(areas[unplanned(evidence)].max(initial=0)), limits.max_extra_px * evidence.reading.pixel**2
    return Verdict(check="extra", measured=largest, limit=limit, passed=largest <= limit)


def unplanned(evidence: Evidence) -> Bool[np.ndarray, " m"]:
    """Which read instances are confident and have little overlap with planned ones."""
    areas, on_plan = evidence.table.sum(axis=0)[1:], evidence.table[1:, 1:].sum(axis=0)
    return (on_plan < EXTRA_SHARE * areas) & (evidence.reading.scores >= CONFIDENT)


def offset(evidence: Evidence, limits: Limits) -> Verdict:
    """Labels are not displaced as a whole: the length in px of the mean displacement, from planned to read centroids of
    pairs that count as found, or where none does of all matched ones, weighted by IoU. A single object that is read
    elsewhere is a matter of `missed`.
    """
    reading = evidence.reading
    stated = max(LEAST_OFFSET_PX, reading.usual_offset_px) if limits.max_offset_px is None else limits.max_offset_px
    limit = stated * reading.pixel
    measured = displacement(evidence.planned, reading.labels, evidence.matching, limits.min_iou)
    return Verdict(check="offset", measured=measured, limit=limit, passed=measured <= limit)


def displacement(
    planned: Int32[np.ndarray, "h w"], read: Int32[np.ndarray, "h w"], matching: Matching, min_iou: float
) -> float:
    """What `offset` measures; 0 where nothing is matched."""
    found = np.flatnonzero(matching.partner * (matching.iou >= min_iou))
    found = found if len(found) else np.flatnonzero(matching.partner)
    if not len(found):
        return 0.0
    ours = np.array(ndimage.center_of_mass(planned > 0, planned, found + 1))
    theirs = np.array(ndimage.center_of_mass(read > 0, read, matching.partner[found]))
    return float(np.hypot(*np.average(theirs - ours, axis=0, weights=matching.iou[found])))


CHECKS: tuple[Check, ...] = (domain, absent, extra, missed, offset)


def outline_contrast(plan: Plan, image: UInt8[np.ndarray, "h w 3"]) -> Verdict:
    """Mean gradient on the visible outlines, divided by that on the same outlines shifted by 6 px in four directions.

    A ratio of 1 means that the labels are unrelated to the picture. A plan without instances passes.
    """
    outline = np.zeros((plan.height, plan.width), np.bool_)
    for instance in plan.instances:
        mask, (rows, columns) = instance.mask, instance.mask.bits.shape
        part = outline[mask.y0 : mask.y0 + rows, mask.x0 : mask.x0 + columns]
        part |= mask.bits & ~_eroded(mask, plan.width, plan.height)
    if not outline.any():
        return Verdict(check="outline", measured=LEAST_RATIO, limit=LEAST_RATIO, passed=not plan.instances)
    grey = cv2.transform(image.astype(np.float32), np.ones((1, 3), np.float32)) / np.float32(3)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order).ravel() for order in ((1, 0), (0, 1)))

    def slope(move: tuple[int, int]) -> np.float32:
        there = np.flatnonzero(np.roll(outline, move, axis=(0, 1)))
        return np.hypot(across[there], down[there]).mean()

    elsewhere = np.mean([slope(move) for move in ((SHIFT_PX, 0), (-SHIFT_PX, 0), (0, SHIFT_PX), (0, -SHIFT_PX))])
    measured = float(slope((0, 0)) / max(float(elsewhere), 1e-3))
    return Verdict(check="outline", measured=measured, limit=LEAST_RATIO, passed=measured >= LEAST_RATIO)


def _eroded(mask: Mask, width: int, height: int) -> Bool[np.ndarray, "h w"]:
    """The pixels of a mask inside the canvas whose eight neighbours are its own; all beyond the canvas are."""
    rows, columns = mask.bits.shape
    above, left = int(mask.y0 > 0), int(mask.x0 > 0)
    below, right = int(mask.y0 + rows < height), int(mask.x0 + columns < width)
    padded = np.zeros((above + rows + below, left + columns + right), np.uint8)
    padded[above : above + rows, left : left + columns] = mask.bits
    eroded = cv2.erode(padded, np.ones((3, 3), np.uint8), borderValue=1)
    return eroded[above : above + rows, left : left + columns] > 0
