"""Laws of the plans of videos: what is drawn depends on names alone, and labels follow the paths exactly."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.geometry import Mask
from synth.image.plan.raster import rasterise
from synth.video.plan.movers import outline_of
from synth.video.plan.paths import curved, linear, stop_and_go, wander
from synth.video.records import VideoPlan
from tests.video.small_video import plan_of

TIMES = np.arange(24) / 8 - 1.0
"""The third second begins at 0: there an object is at its place."""

MET = int(np.argmin(np.abs(TIMES)))


@given(speed=st.floats(0, 3), heading=st.floats(-360, 360), turn=st.floats(-200, 200))
def test_paths_go_through_their_place_at_their_speed(speed: float, heading: float, turn: float) -> None:
    for path in (linear(TIMES, speed, heading), curved(TIMES, speed, heading, turn)):
        assert np.allclose(path[MET], 0, atol=1e-9)
        steps = np.hypot(*np.diff(path, axis=0).T) * 8
        bent = np.sinc(turn / 8 / 360)  # the chord of an arc
        assert np.allclose(steps, speed, atol=1e-6) or np.allclose(steps, speed * abs(bent), atol=1e-6)
    rested = stop_and_go(TIMES, speed, heading, np.random.default_rng(3))
    assert np.allclose(rested[MET], 0, atol=1e-9)
    assert (np.hypot(*np.diff(rested, axis=0).T) * 8 <= speed + 1e-6).all()


def test_who_stops_and_goes_rests_two_fifths_of_the_time() -> None:
    times = np.arange(8000) / 100
    steps = np.hypot(*np.diff(stop_and_go(times, 1.0, 0.0, np.random.default_rng(1)), axis=0).T)
    assert (steps < 1e-9).mean() == pytest.approx(0.4, abs=0.02)


def test_who_wanders_has_the_speed_that_was_asked_for() -> None:
    path = wander(np.arange(20_000) / 10, 0.3, np.random.default_rng(2))
    assert np.sqrt((np.diff(path, axis=0) ** 2).sum(axis=1).mean()) * 10 == pytest.approx(0.3, rel=0.05)


def test_a_plan_is_a_function_of_its_seed_and_id() -> None:
    first, again, other = plan_of(), plan_of(), plan_of(sample_id=1)
    assert boxes(first) == boxes(again) != boxes(other)


def boxes(plan: VideoPlan) -> list[dict[int, Any]]:
    return [{one.id: (one.requested_box, one.mask.area) for one in frame.instances} for frame in plan.frames]


@pytest.mark.parametrize("changes", [{}, {"camera.window": {"width": 64, "height": 48}, "camera.shake_px": 1.5}])
def test_labels_are_the_outline_where_the_path_has_it(changes: Mapping[str, Any]) -> None:
    """At the speed that the scene asks for, to less than a thousandth of a px; the mask is its pixels."""
    plan = plan_of(changes)
    seen: dict[int, list[tuple[int, float]]] = {}
    for number, frame in enumerate(plan.frames):
        for one in frame.instances:
            assert one.outline is not None
            assert np.array_equal(rasterise(one.outline).bits, one.amodal.bits)
            assert not (one.mask.on_canvas(96, 64) & ~one.amodal.on_canvas(96, 64)).any()
            if one.category == "ball":
                centre = one.requested_box.centre_xy[0] + frame.corner_xy[0]
                seen.setdefault(one.id, []).append((number, centre))
    steps = [abs(later - now) for at in seen.values() for (i, now), (j, later) in pairwise(at) if j == i + 1]
    assert len(steps) > 20
    assert np.allclose(steps, 0.5 * 96 / 8, atol=1e-3)


def test_visible_masks_share_no_pixel_and_the_nearer_hides() -> None:
    plan = plan_of()
    hidden = 0
    for frame in plan.frames:
        total = sum((one.mask.on_canvas(96, 64).astype(int) for one in frame.instances), np.zeros((64, 96), int))
        assert total.max(initial=0) <= 1
        for one in frame.instances:
            assert one.mask.area == pytest.approx(one.visibility * one.amodal.area)
            hidden += one.visibility < 1 - one.truncation - 1e-9
            assert one.category != "box" or one.visibility == pytest.approx(1 - one.truncation)
    assert hidden, "nothing passes behind the box"


def test_events_say_what_the_frames_show() -> None:
    plan = plan_of()
    by_frame = [{one.id for one in frame.instances} for frame in plan.frames]
    (cut,) = [event.frame for event in plan.events if event.kind == "cut"]
    assert cut == plan.segments[1].start == 10
    kinds = {event.kind for event in plan.events}
    assert {"enters", "leaves"} <= kinds
    for event in plan.events:
        if event.kind == "enters":
            assert event.track in by_frame[event.frame]
            assert not any(event.track in ids for ids in by_frame[: event.frame])
        if event.kind == "leaves":
            assert event.track in by_frame[event.frame - 1]
            assert not any(event.track in ids for ids in by_frame[event.frame :])


def test_a_division_ends_one_track_and_begins_two_that_share_its_place() -> None:
    changes = {"shots.count": 1, "motion.box": {"speed": 0, "divide": 1}, "motion.ball": {"speed": 0}}
    plan = plan_of(changes)
    (event,) = [event for event in plan.events if event.kind == "divides"]
    halves = [track for track in plan.tracks if track.parent == event.track]
    assert len(halves) == 2
    before, after = (
        {one.id: one for one in plan.frames[number].instances} for number in (event.frame - 1, event.frame)
    )
    assert event.track in before
    assert event.track not in after
    mother, (one, other) = before[event.track].amodal, (after[half.id].amodal for half in halves)
    assert one.intersection_area(other) <= 0.1 * one.area
    joint = one.intersection_area(mother) + other.intersection_area(mother)
    assert joint >= 0.7 * mother.area


def test_a_fade_darkens_both_sides_and_a_title_shows_nothing() -> None:
    changes = {"shots.transition": "fade", "shots.fade_frames": 3, "shots.title": "On {wall}", "shots.title_frames": 4}
    plan = plan_of(changes)
    assert [segment.transition for segment in plan.segments] == ["start", "cut", "fade"]
    assert plan.segments[0].text == f"On {plan.variables['wall']}"
    assert not any(frame.instances for frame in plan.frames[:4])
    lights = [round(frame.light, 3) for frame in plan.frames[10:18]]
    assert lights == [1, 0.833, 0.5, 0.167, 0.167, 0.5, 0.833, 1]


def test_in_a_dissolve_each_frame_has_the_larger_share_of_its_own_shot() -> None:
    plan = plan_of({"shots.transition": "dissolve", "shots.fade_frames": 2})
    assert plan.segments[1].transition_frames == (8, 12)
    assert [event.frame for event in plan.events if event.kind == "dissolve"] == [10]
    mixed = [(round(frame.light, 3), frame.beside) for frame in plan.frames[7:13]]
    assert mixed == [(1, None), (0.875, 10), (0.625, 10), (0.625, 9), (0.875, 9), (1, None)]


def test_on_the_ground_size_follows_distance() -> None:
    """A thing of 2 m at 20 m, towards which the camera drives 4 m a second: width in px is focal x 2 m / distance."""
    changes = {
        "background": {"horizon": 0.4, "fill": "beige"},
        "shots": {"count": 1, "frames": 20},
        "variables": {},
        "camera.forward": 4,
        "motion": {},
        "objects": {
            "box": {
                "size": {"metres": 2},
                "color": "red",
                "place": {"kind": "ground", "region": [0.5, 0.52, 0.5, 0.52]},
            }
        },
    }
    plan = plan_of(changes)
    focal, horizon, eye_m = 96, 0.4 * 64, 1.6
    distance_m = focal * eye_m / (0.52 * 64 - horizon)
    for number, frame in enumerate(plan.frames):
        (one,) = frame.instances
        now_m = distance_m - 4 * number / 8
        assert one.requested_box.width == pytest.approx(focal * 2 / now_m, rel=1e-6)
        assert one.requested_box.y1 == pytest.approx(horizon + focal * eye_m / now_m, rel=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_the_outline_of_a_mask_gives_the_mask(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bits = np.zeros((12, 15), np.bool_)
    bits[3:9, 4:11] = True
    bits[rng.integers(1, 4) : 9, rng.integers(3, 9)] = True
    mask = Mask.from_array(bits, 5, -3)
    again = rasterise(outline_of(mask))
    assert again.iou(mask) > 0.99
