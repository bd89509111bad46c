"""What of a refused draft can stay, so that its next draft is drawn anew only where it was misread."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from synth.core.outcome import Rejection
from synth.image.formats.objects import rectangle
from synth.image.records import Draft, Kept, Misread, Plan
from synth.image.verify.checks import Evidence, unplanned

if TYPE_CHECKING:
    from jaxtyping import Bool

MENDED = ("absent", "extra", "missed")
"""Checks that fail in places. What fails as a whole (domain, offset, an opinion of the picture) is drawn anew."""

MOST_REDRAWN = 0.7
"""Share of the picture from which little is left that could stay."""


def misread(
    refused: Rejection,
    plan: Plan,
    draft: Draft,
    missed: Bool[np.ndarray, " n"],
    unplanned: Bool[np.ndarray, "h w"] | None = None,
) -> Rejection:
    """The rejection with what stays of its draft: all but the instances that were `missed` and what is `unplanned`.

    As it is where the check that failed is not one of places, or where little or all of the draft would stay.
    """
    redrawn = missed_pixels(plan, missed) if unplanned is None else missed_pixels(plan, missed) | unplanned
    if refused.check not in MENDED or not redrawn.any() or redrawn.mean() > MOST_REDRAWN:
        return refused
    before = plan.kept.seeds if plan.kept else [None] * len(plan.instances)
    seeds = [draft.pixel_seed if seed is None else seed for seed in before]
    drawn = tuple(None if again else seed for seed, again in zip(seeds, missed, strict=True))
    kept = Kept(image=draft.image, redrawn=redrawn, seeds=drawn)
    return Misread(**{field.name: getattr(refused, field.name) for field in fields(refused)}, kept=kept)


def missed_pixels(plan: Plan, missed: Bool[np.ndarray, " n"]) -> Bool[np.ndarray, "h w"]:
    """Where the masks of the instances lie that were missed, or their boxes where labels are boxes alone."""
    where = np.zeros((plan.height, plan.width), np.bool_)
    for number in np.flatnonzero(missed):
        one = plan.instances[number]
        shape = rectangle(one.box, plan.width, plan.height) if one.box_only else one.mask
        where |= shape.on_canvas(plan.width, plan.height)
    return where


def unplanned_pixels(evidence: Evidence) -> Bool[np.ndarray, "h w"]:
    """Where something was read that nobody planned."""
    return np.isin(evidence.reading.labels, 1 + np.flatnonzero(unplanned(evidence)))
