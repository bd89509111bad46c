"""Labels that are wrong on purpose: verification must reject them and name the check."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from synth.core.outcome import Rejection
from synth.image.options.judges import Limits, VerifyOptions
from synth.image.records import Plan, Verified
from synth.image.verify.verify import verify
from tests.image.verify.painted import (
    discs,
    in_domain,
    masks_of,
    merged,
    moved,
    paint,
    plan_of,
    read,
    with_one_more,
    without,
)

LIMITS = VerifyOptions()
STRICT = Limits(min_iou=0.7, max_missed_share=0.0)
LARGE, SMALL = discs(13), discs(8)


def judged(labels: Plan, shown: Plan, limits: Limits = LIMITS) -> Verified | Rejection:
    return verify(labels, paint(shown), read, limits)


@pytest.mark.parametrize("masks", [LARGE, SMALL, []])
def test_the_honest_plan_is_verified_with_a_number_per_check(masks: list) -> None:
    plan = plan_of(masks, "stained")
    outcome = judged(plan, plan, STRICT)
    assert isinstance(outcome, Verified)
    assert [check.check for check in outcome.checks] == ["domain", "absent", "extra", "missed", "offset"]
    for instance in outcome.instances:
        assert instance.reading is not None
        assert (instance.reading.iou, instance.reading.score) == (1, 1)
        assert instance.reading.box == instance.mask.box == instance.requested_box


SABOTAGES: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "all labels 6 px to the right": (lambda plan: moved(plan, 6, 0), "offset"),
    "all labels 6 px up": (lambda plan: moved(plan, 0, -6), "offset"),
    "one label dropped": (lambda plan: without(plan, 2), "extra"),
    "one label added": (lambda plan: with_one_more(plan, masks_of(plan)[0]), "absent"),
    "another modality": (lambda plan: in_domain(plan, "fluorescence"), "domain"),
    "all labels dropped": (lambda plan: plan_of([], "stained"), "extra"),
}


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_wrong_labels_are_refused(sabotage: str) -> None:
    tamper, check = SABOTAGES[sabotage]
    plan = plan_of(LARGE, "stained")
    outcome = judged(tamper(plan), plan)
    assert isinstance(outcome, Rejection)
    assert outcome.check == check
    assert (outcome.sample_id, outcome.attempt) == (3, 1)
    assert (outcome.measured > outcome.limit) != (check in ("domain", "absent"))


def test_small_bodies_that_moved_are_missed() -> None:
    plan = plan_of(SMALL, "stained")
    outcome = judged(moved(plan, 6, 0), plan)
    assert isinstance(outcome, Rejection)
    assert (outcome.check, outcome.measured) == ("missed", 1.0)


@pytest.mark.parametrize("indices", [(0, 1), (0, 1, 2)])
def test_merged_labels_are_missed_where_no_miss_is_allowed(indices: tuple[int, ...]) -> None:
    plan = plan_of(LARGE, "stained")
    outcome = judged(merged(plan, *indices), plan, STRICT)
    assert isinstance(outcome, Rejection)
    assert outcome.check == "missed"
    assert outcome.measured == pytest.approx(1 / (len(LARGE) - len(indices) + 1))


def test_labels_that_are_merged_throughout_are_missed() -> None:
    plan = plan_of(SMALL, "stained")
    outcome = judged(merged(merged(plan, 0, 1, 2), 1, 2, 3), plan)
    assert isinstance(outcome, Rejection)
    assert outcome.check == "missed"


def test_the_numbers_are_those_of_the_sabotage() -> None:
    plan = plan_of(LARGE, "stained")
    outcome = judged(moved(plan, 6, 0), plan, Limits(min_iou=0.3, max_offset_px=5.9))
    assert isinstance(outcome, Rejection)
    assert outcome.measured == pytest.approx(6, abs=0.2)
    outcome = judged(without(plan, 2), plan)
    assert isinstance(outcome, Rejection)
    assert outcome.measured == LARGE[2].area


def test_what_is_read_reaches_the_label() -> None:
    """A label a little off is accepted; its reading says what the picture shows."""
    plan = plan_of(LARGE, "stained")
    outcome = judged(moved(plan, 1, 0), plan)
    assert isinstance(outcome, Verified)
    for instance, shown in zip(outcome.instances, plan.instances, strict=True):
        assert instance.reading is not None
        assert instance.reading.box == shown.mask.box
        assert 0.8 < instance.reading.iou < 1
