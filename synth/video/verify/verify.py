"""The one place where a draft of a video becomes verified: its file is decoded and compared with the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.outcome import Rejection, Verdict, judged
from synth.image.verify.checks import LEAST_RATIO, outline_contrast
from synth.video.file.mp4 import decode_mp4
from synth.video.records import VerifiedVideo, VideoDraft, VideoPlan
from synth.video.verify.cuts import SIDE, changes, cuts_in, f1
from synth.video.verify.titles import least_iou
from synth.video.verify.tracks import largest_jump
from synth.video.verify.transitions import fade_f1, fades_in, largest_step

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

LOOKED_AT = 8
"""Frames of a video, evenly spread, whose outlines are measured."""

LEAST_LIGHT = 0.5
"""Frames that a fade darkens more than this are not measured."""

MOST_STEP = 0.5
"""See `synth.video.verify.transitions.largest_step`."""

LEAST_TITLE_IOU = 0.75
"""Of a line's box with that of its ink: the box of small letters is a few px high, and coding softens their borders."""

MOST_JUMP = 0.5
"""See `synth.video.verify.tracks.largest_jump`."""


class Evidence(NamedTuple):
    """A plan and what was decoded of its file: the number of frames and their size, every frame in small, and those
    whose outlines are measured in full, by their numbers; so are the first frames of title cards.
    """

    plan: VideoPlan
    number: int
    size_wh_px: tuple[int, int]
    small: Sequence[Float32[np.ndarray, "s s 3"]]
    full: dict[int, UInt8[np.ndarray, "h w 3"]]
    cards: dict[int, UInt8[np.ndarray, "h w 3"]]


Check = Callable[[Evidence], Verdict]


def frames(evidence: Evidence) -> Verdict:
    """The file has as many frames as planned, of the planned size: the number of those that it lacks or has beyond."""
    plan = evidence.plan
    wrong = abs(evidence.number - len(plan.frames))
    wrong += evidence.number * (evidence.size_wh_px != (plan.width, plan.height))
    return Verdict(check="frames", measured=wrong, limit=0, passed=wrong == 0)


def cuts(evidence: Evidence) -> Verdict:
    """A detector that knows nothing of the plan finds the planned hard cuts, to the frame: its F1 score."""
    planned = [event.frame for event in evidence.plan.events if event.kind == "cut"]
    found = cuts_in(changes(evidence.small))
    score = f1(planned, found)
    return Verdict(check="cuts", measured=score, limit=1, passed=score == 1, detail=f"planned {planned}, found {found}")


def fades(evidence: Evidence) -> Verdict:
    """A detector that knows nothing of the plan finds the planned fades: its F1 score."""
    planned = [event.frame for event in evidence.plan.events if event.kind == "fade"]
    hard = cuts_in(changes(evidence.small))
    found = fades_in([float(frame.mean()) for frame in evidence.small], hard)
    score, detail = fade_f1(planned, found), f"planned {planned}, found {found}"
    return Verdict(check="fades", measured=score, limit=1, passed=score == 1, detail=detail)


def dissolves(evidence: Evidence) -> Verdict:
    """Where a dissolve is planned the picture changes, and by no hard cut: the `largest_step` of the video."""
    spans = [one.transition_frames for one in evidence.plan.segments if one.transition == "dissolve"]
    measured = max((largest_step(evidence.small, *span) for span in spans if span), default=0.0)
    return Verdict(check="dissolves", measured=measured, limit=MOST_STEP, passed=measured <= MOST_STEP)


def titles(evidence: Evidence) -> Verdict:
    """The ink of title cards lies in the boxes of their lines: the least IoU."""
    cards = [(one, evidence.cards[one.start]) for one in evidence.plan.segments if one.start in evidence.cards]
    measured = min((least_iou(frame, one.lines) for one, frame in cards), default=1.0)
    return Verdict(check="titles", measured=measured, limit=LEAST_TITLE_IOU, passed=measured >= LEAST_TITLE_IOU)


def outlines(evidence: Evidence) -> Verdict:
    """The decoded frames have edges where the masks have theirs: the mean of `outline_contrast` over them."""
    plan = evidence.plan
    ratios = [outline_contrast(plan.picture(number), frame).measured for number, frame in evidence.full.items()]
    measured = float(np.mean(ratios)) if ratios else LEAST_RATIO
    return Verdict(check="outlines", measured=measured, limit=LEAST_RATIO, passed=measured >= LEAST_RATIO)


def tracks(evidence: Evidence) -> Verdict:
    """No track jumps: the largest change of its pace between two frames, in its own sizes."""
    measured = largest_jump(evidence.plan)
    return Verdict(check="tracks", measured=measured, limit=MOST_JUMP, passed=measured <= MOST_JUMP)


CHECKS: tuple[Check, ...] = (frames, cuts, fades, dissolves, titles, outlines, tracks)


def verify_video(plan: VideoPlan, draft: VideoDraft) -> VerifiedVideo | Rejection:
    """Check a draft's labels against the frames of its file. A rejection names the first check that fails."""
    evidence = decoded(plan, draft.mp4)
    found = judged((check(evidence) for check in CHECKS), plan.sample_id, draft.attempt)
    return found if isinstance(found, Rejection) else VerifiedVideo(plan=plan, draft=draft, checks=found)


def decoded(plan: VideoPlan, mp4: bytes) -> Evidence:
    """What the checks look at, out of the file alone; ValueError where it cannot be read."""
    clear = [
        number
        for number, frame in enumerate(plan.frames)
        if frame.instances and frame.light >= LEAST_LIGHT and frame.beside is None
    ]
    starts = {segment.start for segment in plan.segments if segment.shot is None}
    steps = np.linspace(0, len(clear) - 1, min(LOOKED_AT, len(clear)))
    wanted = {clear[round(float(step))] for step in steps}
    smalls, full, cards, size = [], {}, {}, (0, 0)
    for number, frame in enumerate(decode_mp4(mp4)):
        smalls.append(frame.small(SIDE))
        size = frame.size_wh_px
        if number in wanted:
            full[number] = frame.rgb()
        if number in starts:
            cards[number] = frame.rgb()
    fits = size == (plan.width, plan.height)
    return Evidence(plan, len(smalls), size, smalls, *((full, cards) if fits else ({}, {})))
