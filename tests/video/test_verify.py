"""Each check of a video refuses what it is for: labels of another picture, tracks that change places, a missing cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from synth.core.geometry import Box, Mask
from synth.core.outcome import Outcome, Rejection
from synth.image.labels import Instance
from synth.video.file.mp4 import write_mp4
from synth.video.records import Event, VerifiedVideo, VideoDraft, VideoPlan
from synth.video.sample import videos_of
from synth.video.scene.load import load_video_scene
from synth.video.verify.cuts import cuts_in, f1
from synth.video.verify.verify import verify_video
from tests.video.small_video import SCENE, studio_of, verified


def changed(plan: VideoPlan, change: Callable[[int, Instance], Instance]) -> VideoPlan:
    """The plan with some labels changed, by frame and label."""
    frames = [
        frame._replace(instances=tuple(change(number, one) for one in frame.instances))
        for number, frame in enumerate(plan.frames)
    ]
    return replace(plan, frames=tuple(frames))


def refused(plan: VideoPlan, draft: VideoDraft) -> str:
    verdict = verify_video(plan, draft)
    return verdict.check if isinstance(verdict, Rejection) else "none"


def shifted(mask: Mask, by_px: int) -> Mask:
    return Mask(x0=mask.x0 + by_px, y0=mask.y0 + by_px, bits=mask.bits)


def test_what_was_drawn_is_verified_with_its_numbers() -> None:
    made = verified()
    numbers = {check.check: check.measured for check in made.checks}
    assert numbers.keys() == {"frames", "cuts", "fades", "dissolves", "titles", "outlines", "tracks"}
    assert numbers["frames"] == 0
    assert numbers["cuts"] == 1
    assert numbers["outlines"] > 2
    assert numbers["tracks"] < 0.2


def test_shifted_labels_are_refused() -> None:
    made = verified()
    plan = changed(
        made.plan,
        lambda number, one: replace(
            one, mask=shifted(one.mask, 6).clipped(96, 64) if shifted(one.mask, 6).clipped(96, 64).area else one.mask
        ),
    )
    assert refused(plan, made.draft) == "outlines"


def test_labels_of_another_video_are_refused() -> None:
    made, other = verified(), verified(1)
    foreign = replace(made.plan, frames=other.plan.frames)
    assert refused(foreign, made.draft) in ("outlines", "cuts")


def test_tracks_that_change_places_are_refused() -> None:
    """From the fifth frame on, two balls have each other's id."""
    made = verified()
    both = {one.id for one in made.plan.frames[4].instances} & {one.id for one in made.plan.frames[5].instances}
    one_id, other_id = sorted(both)[:2]
    swap = {one_id: other_id, other_id: one_id}
    plan = changed(
        made.plan, lambda number, one: replace(one, id=swap.get(one.id, one.id)) if 5 <= number < 10 else one
    )
    assert refused(plan, made.draft) == "tracks"


@pytest.mark.parametrize("planned", [[], [9], [10, 15]])
def test_a_cut_that_is_missing_or_elsewhere_is_refused(planned: list[int]) -> None:
    made = verified()
    (cut,) = [event for event in made.plan.events if event.kind == "cut"]
    assert cut.frame == 10
    events = tuple(cut._replace(frame=frame) for frame in planned)
    assert refused(replace(made.plan, events=events), made.draft) == "cuts"


SOFT = {"shots.fade_frames": 3, "shots.title": "On {wall} ground", "shots.title_frames": 3}
"""Frames 0 to 2 are a card, the soft transition lies about frame 13."""


@cache
def soft_video(transition: str) -> tuple[VideoPlan, VideoDraft]:
    studio = studio_of({**SOFT, "shots.transition": transition})
    for number in range(12):
        plan = studio.plan(number)
        assert isinstance(plan, VideoPlan)
        if len({str(shot.variables["wall"]) for shot in plan.shots}) == 2:
            (draft,) = studio.draft([plan])
            assert isinstance(draft, VideoDraft)
            return plan, draft
    raise AssertionError("no video with two walls")


@pytest.mark.parametrize("transition", ["fade", "dissolve"])
def test_soft_transitions_are_found_and_are_no_cuts(transition: str) -> None:
    made = verify_video(*soft_video(transition))
    assert isinstance(made, VerifiedVideo), made
    numbers = {check.check: check.measured for check in made.checks}
    assert (numbers["cuts"], numbers["fades"]) == (1, 1)
    assert numbers["dissolves"] < 0.25
    assert numbers["titles"] > 0.75


@pytest.mark.parametrize("frames", [[], [4], [13, 20]])
def test_a_fade_that_is_missing_or_elsewhere_is_refused(frames: list[int]) -> None:
    plan, draft = soft_video("fade")
    others = [event for event in plan.events if event.kind != "fade"]
    stated = replace(plan, events=(*others, *(Event(frame, "fade") for frame in frames)))
    assert refused(stated, draft) == "fades"


def test_a_hard_cut_is_no_dissolve() -> None:
    """The file changes at once, and the cut is stated beside the dissolve."""
    plan, draft = soft_video("dissolve")
    hard = replace(plan, frames=tuple(frame._replace(light=1.0, beside=None) for frame in plan.frames))
    mp4 = write_mp4(studio_of(SOFT).drawn(hard), 8, 24)
    stated = replace(plan, events=(*plan.events, Event(plan.segments[2].start, "cut")))
    assert refused(stated, replace(draft, mp4=mp4)) == "dissolves"


def test_a_dissolve_between_pictures_that_look_alike_is_refused() -> None:
    """Planned where the file shows the title card and nothing else."""
    plan, draft = soft_video("dissolve")
    stretched = tuple(one._replace(transition_frames=(1, 2)) if one.transition_frames else one for one in plan.segments)
    assert refused(replace(plan, segments=stretched), draft) == "dissolves"


@pytest.mark.parametrize("lines", ["moved", "gone"])
def test_a_title_whose_boxes_are_elsewhere_is_refused(lines: str) -> None:
    plan, draft = soft_video("fade")
    card, *rest = plan.segments
    assert card.lines
    moved = tuple(line._replace(box=Box(*(side + 4 for side in line.box))) for line in card.lines)
    card = card._replace(lines=moved if lines == "moved" else ())
    assert refused(replace(plan, segments=(card, *rest)), draft) == "titles"


def test_a_file_with_a_frame_too_few_is_refused() -> None:
    made, studio = verified(), studio_of()
    frames = list(studio.drawn(made.plan))[:-1]
    draft = replace(made.draft, mp4=write_mp4(frames, 8, 24))
    assert refused(made.plan, draft) == "frames"


def test_frames_that_a_drawing_hand_swapped_are_refused() -> None:
    """The file shows the second shot first."""
    made, studio = verified(), studio_of()
    frames = list(studio.drawn(made.plan))
    draft = replace(made.draft, mp4=write_mp4([*frames[10:], *frames[:10]], 8, 24))
    assert refused(made.plan, draft) == "outlines"


def test_a_steady_pan_is_no_cut_and_a_fade_is_none() -> None:
    pan = [0.0] + [0.06] * 20
    assert cuts_in(pan) == []
    assert cuts_in([0.0, 0.01, 0.3, 0.01, 0.01]) == [2]
    assert (f1([], []), f1([3], []), f1([3, 9], [3])) == (1.0, 0.0, pytest.approx(2 / 3))


def test_only_what_was_verified_can_be_written() -> None:
    made, studio = verified(), studio_of()
    assert isinstance(made, VerifiedVideo)
    with pytest.raises(TypeError, match="only a VerifiedVideo can be written"):
        studio.encode([Outcome(0, made.draft, ())])  # pyright: ignore[reportArgumentType]


def test_drawn_objects_have_their_colour_under_their_masks() -> None:
    """Independently of edges: the red balls are red where the labels say, in the decoded file."""
    from synth.video.file.mp4 import read_mp4

    made = verified()
    reds, others = [], []
    for frame, picture in zip(made.plan.frames, read_mp4(made.draft.mp4), strict=True):
        balls = np.zeros((64, 96), np.bool_)
        for one in frame.instances:
            balls |= one.mask.on_canvas(96, 64) & (one.category == "ball")
        redness = picture[:, :, 0].astype(int) - picture[:, :, 1]
        reds += redness[balls].tolist()
        others += redness[~balls].tolist()
    assert np.mean(reds) > 70
    assert np.quantile(others, 0.95) < 40


def test_a_soft_transition_and_a_title_are_read_back_as_they_were_written() -> None:
    plan, draft = soft_video("dissolve")
    made = verify_video(plan, draft)
    assert isinstance(made, VerifiedVideo)
    studio = studio_of(SOFT)
    (video,) = videos_of(load_video_scene(SCENE, "scene"), studio.encode([Outcome(plan.sample_id, made, ())]))
    card, _, second = video.segments
    assert second["transition_frames"] == [second["start"] - 3, second["start"] + 3]
    assert [line["text"] for line in card["lines"]] == [line.text for line in plan.segments[0].lines]
    assert all(len(line["bbox"]) == 4 for line in card["lines"])
