"""Each check of a video refuses what it is for: labels of another picture, tracks that change places, a missing cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from synth.core.geometry import Mask
from synth.core.outcome import Rejection
from synth.image.labels import Instance
from synth.video.file.mp4 import write_mp4
from synth.video.records import VerifiedVideo, VideoDraft, VideoPlan
from synth.video.verify.cuts import cuts_in, f1
from synth.video.verify.verify import verify_video
from tests.video.small_video import studio_of, verified


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
    assert numbers.keys() == {"frames", "cuts", "outlines", "tracks"}
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
    from synth.core.outcome import Outcome

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
