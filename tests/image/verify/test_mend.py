"""What stays of a refused draft: all but what was misread, and with it the seeds of what was drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synth.core.outcome import Rejection
from synth.image.options.judges import DetectorOptions, Limits
from synth.image.records import Detection, Draft, Misread, Plan, Readback
from synth.image.verify.boxes import verify_boxes
from synth.image.verify.mend import misread
from synth.image.verify.verify import verify
from tests.image.verify.painted import discs, in_domain, paint, plan_of, read, without

LIMITS = Limits(max_missed_share=0.0)
PLAN = plan_of(discs(8), "stained")
LAST = len(PLAN.instances) - 1


def judged(plan: Plan, shown: Plan, seed: int = 7) -> Rejection:
    refused = verify(plan, replace(paint(shown), pixel_seed=seed), read, LIMITS)
    assert isinstance(refused, Rejection)
    return refused


def mask_of(number: int) -> np.ndarray:
    return PLAN.instances[number].mask.on_canvas(PLAN.width, PLAN.height)


def test_what_was_read_back_stays_and_what_was_missed_is_drawn_anew() -> None:
    refused = judged(PLAN, without(PLAN, LAST))
    assert isinstance(refused, Misread)
    assert refused.check == "absent"
    assert refused.kept.seeds == (*[7] * LAST, None)
    np.testing.assert_array_equal(refused.kept.redrawn, mask_of(LAST))
    np.testing.assert_array_equal(refused.kept.image, paint(without(PLAN, LAST)).image)


def test_what_stays_again_keeps_the_seed_that_drew_it() -> None:
    first = judged(PLAN, without(without(PLAN, LAST), 0))
    assert isinstance(first, Misread)
    again = judged(replace(PLAN, kept=first.kept), without(PLAN, LAST), seed=8)
    assert isinstance(again, Misread)
    assert again.kept.seeds == (8, *[7] * (LAST - 1), None)


def test_what_nobody_planned_is_drawn_over() -> None:
    refused = judged(without(PLAN, LAST), PLAN)
    assert isinstance(refused, Misread)
    assert refused.check == "extra"
    assert None not in refused.kept.seeds
    np.testing.assert_array_equal(refused.kept.redrawn, mask_of(LAST))


def test_of_another_kind_of_picture_nothing_stays() -> None:
    refused = judged(PLAN, in_domain(PLAN, "fluorescence"))
    assert refused.check == "domain"
    assert not isinstance(refused, Misread)


@pytest.mark.parametrize(("share", "stays"), [(0.0, False), (0.6, True), (0.8, False)])
def test_little_that_is_right_does_not_stay(share: float, stays: bool) -> None:
    pixels = np.arange(PLAN.height * PLAN.width).reshape(PLAN.height, PLAN.width)
    refused = Rejection(sample_id=3, check="extra", measured=1.0, limit=0.0)
    none, unplanned = np.zeros(LAST + 1, np.bool_), pixels < share * pixels.size
    assert isinstance(misread(refused, PLAN, paint(PLAN), none, unplanned), Misread) == stays


def test_boxes_are_mended_where_the_generator_can() -> None:
    found = [Detection(i.category, i.box, 0.9) for i in PLAN.instances[1:]]
    draft = Draft(image=np.zeros((PLAN.height, PLAN.width, 3), np.uint8), generator="pack", pixel_seed=5)
    plan = replace(PLAN, instances=tuple(replace(i, box_only=True) for i in PLAN.instances))
    given = plan, draft, Readback(planned=(), read=tuple(found)), {"nucleus": "nucleus"}, DetectorOptions(min_side_px=0)
    refused = verify_boxes(*given, mends=True)
    assert isinstance(refused, Misread)
    assert refused.kept.seeds == (None, *[5] * LAST)
    box = PLAN.instances[0].box
    assert refused.kept.redrawn.sum() == box.width * box.height
    assert not isinstance(verify_boxes(*given), Misread)
