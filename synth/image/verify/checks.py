"""The checks of a draft against the annotator's reading. Each returns its measured number, the limit and the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from synth.core.outcome import Verdict
from synth.image.options.judges import Limits
from synth.image.records import Plan
from synth.image.verify.annotator import PixelReading
from synth.image.verify.match import Matching

if TYPE_CHECKING:
    from jaxtyping import Int32, Int64


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A plan and the annotator's reading of its draft.

    `planned` is the plan's label map, `matching` pairs planned and read instances, `table` counts their common pixels
    (row and column 0 are background).
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


def domain(evidence: Evidence, limits: Limits) -> Verdict:
    """The picture looks like the planned value of the variable: the annotator's probability of it is at least 0.5."""
    wanted = [str(v) for v in evidence.plan.variables.values() if str(v) in evidence.reading.domains]
    measured = evidence.reading.domains[wanted[0]] if wanted else 1.0
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
    areas, on_plan = evidence.table.sum(axis=0)[1:], evidence.table[1:, 1:].sum(axis=0)
    unplanned = areas[(on_plan < EXTRA_SHARE * areas) & (evidence.reading.scores >= CONFIDENT)]
    largest = float(unplanned.max(initial=0))
    return Verdict(check="extra", measured=largest, limit=limits.max_extra_px, passed=largest <= limits.max_extra_px)


def offset(evidence: Evidence, limits: Limits) -> Verdict:
    """Labels are not displaced as a whole: the length in px of the mean displacement, from planned to read centroids of
    matched pairs, weighted by IoU.
    """
    found = np.flatnonzero(evidence.matching.partner)
    if not len(found):
        return Verdict(check="offset", measured=0.0, limit=limits.max_offset_px, passed=True)
    planned = np.array(ndimage.center_of_mass(evidence.planned > 0, evidence.planned, found + 1))
    read_labels = evidence.reading.labels
    read = np.array(ndimage.center_of_mass(read_labels > 0, read_labels, evidence.matching.partner[found]))
    weights = evidence.matching.iou[found]
    measured = float(np.hypot(*np.average(read - planned, axis=0, weights=weights)))
    return Verdict(
        check="offset", measured=measured, limit=limits.max_offset_px, passed=measured <= limits.max_offset_px
    )


CHECKS: tuple[Check, ...] = (domain, absent, extra, missed, offset)
