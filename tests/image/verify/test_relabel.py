"""`relabel`: an object that was found elsewhere is labelled where it was found, and both boxes are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synth.core.geometry import Box
from synth.core.outcome import Rejection
from synth.image.labels import Keypoint
from synth.image.options.judges import DetectorOptions
from synth.image.records import Verified

from .street import STREET, judged, moved, occluded, seen, street

CAR, NEXT, TRUCK, LIGHT = seen()
RELABEL = DetectorOptions(policy="relabel")
AWAY = CAR._replace(box=Box(30.4, 38.2, 79.6, 80.0), score=0.6)


def relabelled(read, plan=None, options=RELABEL):
    verdict = judged(read, plan, options)
    assert isinstance(verdict, Verified)
    return verdict.instances


def test_the_measured_box_takes_the_place_of_the_planned_one():
    first, *others = relabelled([AWAY, NEXT, TRUCK, LIGHT])
    assert first.box_only
    assert first.requested_box == CAR.box
    assert first.reading is not None
    assert (first.reading.box, first.reading.score) == (AWAY.box, 0.6)
    assert first.reading.iou == pytest.approx(AWAY.box.iou(CAR.box))
    assert first.mask.box == Box(30, 38, 80, 80)
    assert first.mask.bits.all()
    assert np.array_equal(first.amodal.bits, first.mask.bits)
    assert (first.visibility, first.truncation) == (1.0, 0.0)
    assert [i.box for i in others] == [box for _, box in STREET[1:]]
    assert not any(i.box_only for i in others)


def test_only_this_policy_moves_labels():
    verdict = judged([AWAY, NEXT, TRUCK], options=DetectorOptions(max_missed_share=1.0))
    assert isinstance(verdict, Verified)
    assert not any(i.box_only for i in verdict.instances)


def test_an_object_found_nowhere_is_missed_all_the_same():
    for read in ([NEXT, TRUCK], [AWAY._replace(box=moved(CAR.box, dx=45)), NEXT, TRUCK]):  # IoU 5 / 95
        verdict = judged(read, options=RELABEL)
        assert isinstance(verdict, Rejection)
        assert (verdict.check, verdict.measured) == ("missed", pytest.approx(1 / 3))


def test_what_is_kept_without_being_found_keeps_its_plan_and_says_so():
    first, *_ = relabelled([NEXT, TRUCK], options=replace(RELABEL, max_missed_share=0.4))
    assert not first.box_only
    assert first.reading is not None
    assert (first.reading.box, first.reading.iou, first.reading.score) == (None, 0.0, 0.0)


def test_a_moved_object_is_no_extra_one():
    read = [AWAY, NEXT, TRUCK, LIGHT]
    strict = replace(RELABEL, drop_image_if_extra=True)
    assert relabelled(read, options=strict)[0].box_only
    assert isinstance(judged(read, options=replace(strict, policy="retry", max_missed_share=1.0)), Rejection)


def test_objects_that_are_not_asked_for_stay_where_they_are():
    assert not relabelled([CAR, NEXT, TRUCK, LIGHT._replace(box=moved(LIGHT.box, dx=3))])[3].box_only


def test_a_measured_box_tells_nothing_of_what_was_planned_elsewhere():
    plan = occluded(street(), 1, Box(10, 40, 40, 80))
    hidden = replace(plan.instances[0], visibility=0.6, truncation=0.2, keypoints=(Keypoint("nose", 12.0, 50.0, 2),))
    plan = replace(plan, instances=(hidden, *plan.instances[1:]))
    first, *_ = relabelled([AWAY._replace(box=Box(25, 40, 75, 80)), NEXT, TRUCK], plan)
    assert first.box_only
    assert (first.visibility, first.truncation, first.keypoints) == (1.0, 0.0, ())


def test_a_sliver_at_the_edge_still_has_a_pixel():
    read = [AWAY, NEXT, TRUCK._replace(box=Box(130.2, 20.5, 199.99, 99.5))]
    truck = relabelled(read, options=replace(RELABEL, min_iou=0.9))[2]
    assert truck.mask.box == Box(130, 20, 200, 100)
    assert STREET[2][1] == truck.requested_box
