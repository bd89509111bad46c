"""Detected boxes against planned boxes: found, missed and extra objects, and which of them reject the draft."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.geometry import Box
from synth.core.outcome import Rejection, Verdict
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Readback, Verified
from synth.image.verify.boxes import iou_table

from .street import STREET, judged, moved, occluded, seen, street

CAR, NEXT, TRUCK, LIGHT = seen()

sides = st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 40)] * 2)


@settings(max_examples=25)
@given(st.lists(sides, max_size=4), st.lists(sides, max_size=4))
def test_the_table_holds_the_iou_of_each_pair(ours, theirs):
    one, other = ([Box(x, y, x + w, y + h) for x, y, w, h in boxes] for boxes in (ours, theirs))
    assert np.allclose(
        iou_table(one, other), np.reshape([[a.iou(b) for b in other] for a in one], (len(one), len(other)))
    )


def test_what_is_read_where_it_was_planned_is_verified_with_its_reading():
    verdict = judged(seen(score=0.75))
    assert isinstance(verdict, Verified)
    assert [(check.check, check.measured) for check in verdict.checks] == [("missed", 0.0)]
    for instance, (_, box) in zip(verdict.instances, STREET, strict=True):
        assert instance.reading is not None
        assert instance.reading.box == box
        assert (instance.reading.iou, instance.reading.score) == (1.0, 0.75)
        assert not instance.box_only


def test_the_read_back_travels_with_either_verdict():
    for read in ([CAR], seen()):
        verdict = judged(read)
        readback = Readback(STREET, tuple(read))
        if isinstance(verdict, Rejection):
            assert verdict.evidence == readback.record()
        else:
            assert verdict.readback == readback


def test_an_object_that_is_read_elsewhere_is_missed():
    away = CAR._replace(box=moved(CAR.box, dx=20))  # IoU 30 / 70
    verdict = judged([away, NEXT, TRUCK, LIGHT])
    assert isinstance(verdict, Rejection)
    assert (verdict.check, verdict.attempt, verdict.final) == ("missed", 1, False)
    assert verdict.measured == pytest.approx(1 / 3)
    assert verdict.detail == "instance 1 (car): IoU 0.43"
    assert isinstance(judged([away, NEXT, TRUCK], options=DetectorOptions(max_missed_share=0.34)), Verified)
    assert isinstance(judged([away, NEXT, TRUCK], options=DetectorOptions(min_iou=0.4)), Verified)


def test_swapped_categories_are_missed_and_told():
    verdict = judged([CAR, NEXT._replace(category="truck"), TRUCK._replace(category="car"), LIGHT])
    assert isinstance(verdict, Rejection)
    assert verdict.measured == pytest.approx(2 / 3)
    assert verdict.detail == "instance 2 (car): read as truck"


def test_detections_below_the_least_score_find_nothing():
    verdict = judged(seen(score=0.29))
    assert isinstance(verdict, Rejection)
    assert verdict.measured == 1
    assert isinstance(judged(seen(score=0.3)), Verified)


def test_objects_that_are_too_small_are_not_asked_for():
    assert isinstance(judged([CAR, NEXT, TRUCK]), Verified)
    verdict = judged([CAR, NEXT, TRUCK], options=DetectorOptions(min_side_px=6))
    assert isinstance(verdict, Rejection)
    assert verdict.measured == 0.25
    assert isinstance(judged([], street([STREET[3]])), Verified)


def test_a_plan_of_nothing_needs_nothing():
    assert isinstance(judged([], street([])), Verified)


def test_one_detection_is_one_object():
    twice = street([("car", Box(10, 40, 60, 80)), ("car", Box(14, 40, 64, 80))])
    verdict = judged([CAR], twice)
    assert isinstance(verdict, Rejection)
    assert verdict.measured == 0.5
    assert isinstance(judged([CAR, CAR], twice), Verified)


def test_as_many_objects_as_can_be_are_found():
    """IoU 0.92 + 0.32 is more than 0.65 + 0.59, but finds one object less."""
    plan = street([("car", Box(0, 0, 100, 50)), ("car", Box(30, 0, 130, 50))])
    read = [Detection("car", Box(4, 0, 104, 50), 0.9), Detection("car", Box(-21, 0, 79, 50), 0.9)]
    assert isinstance(judged(read, plan), Verified)


def test_the_order_of_detections_does_not_matter():
    read = [CAR, NEXT._replace(box=moved(NEXT.box, dy=10)), TRUCK._replace(box=moved(TRUCK.box, dx=30)), CAR]
    verdicts = [judged(order) for order in permutations(read)]
    assert {(v.measured, v.detail) for v in verdicts if isinstance(v, Rejection)} == {
        (1 / 3, "instance 3 (truck): IoU 0.33")
    }
    assert all(isinstance(v, Rejection) for v in verdicts)


def test_categories_of_one_query_claim_each_others_detections():
    van = street([("van", CAR.box), *STREET[1:]])
    assert isinstance(judged(seen(), van), Verified)
    lights = street([("traffic_light", CAR.box), *STREET[1:]])
    assert isinstance(judged(seen(), lights), Rejection)


EXTRA = Detection("car", Box(60, 2, 90, 30), 0.6)
STRICT = DetectorOptions(drop_image_if_extra=True)


def test_an_unplanned_object_costs_the_draft_where_that_is_asked_for():
    assert isinstance(judged([*seen(), EXTRA]), Verified)
    verdict = judged([*seen(), EXTRA, EXTRA], options=STRICT)
    assert isinstance(verdict, Rejection)
    assert (verdict.check, verdict.measured, verdict.limit) == ("extra", 2, 0)
    assert verdict.detail == "car at [60, 2, 90, 30]"
    passed = judged([*seen(), EXTRA._replace(score=0.49)], options=STRICT)
    assert isinstance(passed, Verified)
    assert [check.check for check in passed.checks] == ["missed", "extra"]


def test_a_second_opinion_on_a_planned_object_is_no_extra_one():
    assert isinstance(judged([*seen(), CAR, CAR._replace(category="truck")], options=STRICT), Verified)


def test_nor_is_the_hidden_part_of_one():
    plan = occluded(street(), 1, Box(10, 40, 28, 80))
    both = [CAR._replace(box=plan.instances[0].box), NEXT, TRUCK, LIGHT, CAR]
    assert isinstance(judged(both, plan, STRICT), Verified)


def blurred(plan, image):
    return Verdict(check="clip", measured=12.0, limit=20.0, passed=False)


def test_policies_decide_what_becomes_of_a_draft():
    by_policy = {p: judged([CAR], options=DetectorOptions(policy=p)) for p in ("reject", "retry", "relabel")}
    assert {p: v.final for p, v in by_policy.items() if isinstance(v, Rejection)} == {
        "reject": True, "retry": False, "relabel": False,
    }  # fmt: skip
    extra = judged([*seen(), EXTRA], options=DetectorOptions(policy="reject", drop_image_if_extra=True))
    assert isinstance(extra, Rejection)
    assert extra.final


def test_a_draft_that_another_check_refuses_may_be_tried_again():
    verdict = judged(seen(), options=DetectorOptions(policy="reject"), more=[blurred])
    assert isinstance(verdict, Rejection)
    assert (verdict.check, verdict.final) == ("clip", False)
    assert "readback" in verdict.evidence


def test_a_draft_that_looks_like_another_value_of_the_variable_is_refused():
    plan = replace(street(), variables={"weather": "rain"})
    refused = judged(seen(), plan, domains={"sun": 0.7, "rain": 0.3})
    assert isinstance(refused, Rejection)
    assert (refused.check, refused.measured, refused.limit) == ("domain", 0.3, 0.5)
    kept = judged(seen(), plan, domains={"sun": 0.4, "rain": 0.6})
    assert isinstance(kept, Verified)
    assert [check.check for check in kept.checks] == ["domain", "missed"]
