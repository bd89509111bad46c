"""What travels between the stages of a video: VideoPlan -> VideoDraft -> VerifiedVideo | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from synth.core.geometry import Box
from synth.core.labels import AttributeValue
from synth.core.outcome import CheckResult
from synth.image.labels import Instance
from synth.image.records import Plan

Transition = Literal["start", "cut", "fade", "dissolve"]


class Track(NamedTuple):
    """One object through its shot: its id in the video (from 1), and that of the one which it divided from."""

    id: int
    shot: int
    entry: str
    category: str
    attributes: Mapping[str, AttributeValue]
    phrase: str
    mirrored: bool = False
    parent: int | None = None


class TitleLine(NamedTuple):
    """A line of a title card: where its ink is, and how it is set: letters of so many px around `middle_xy`, which
    lies on their base line.
    """

    text: str
    box: Box
    size_px: int
    middle_xy: tuple[float, float]


class Segment(NamedTuple):
    """A stretch of a video, frames [start, end): a shot, or a title card with its `text`.

    `transition` is how it begins, over `transition_frames` [first, end) unless it is hard. `shot` counts the shots
    from 0; None: a card, which shows `lines`.
    """

    start: int
    end: int
    transition: Transition
    caption: str
    shot: int | None = None
    text: str = ""
    lines: tuple[TitleLine, ...] = ()
    transition_frames: tuple[int, int] | None = None


class Event(NamedTuple):
    """Something that happens at a frame: `enters`, `leaves`, `occluded`, `reappears`, `divides`, `cut`, `fade`,
    `dissolve`.

    `track` is whom it happens to; None for those of the whole picture.
    """

    frame: int
    kind: str
    track: int | None = None


class Frame(NamedTuple):
    """What a frame shows.

    `instances` have their tracks' ids, and coordinates of the frame. The window's corner on the canvas is `corner_xy`,
    `driven_m` is how far the camera drove in its shot. In a fade `light` (0 to 1) is its brightness; in a dissolve its
    share, and the rest is that of the frame `beside`, which belongs to the other shot.
    """

    shot: int | None
    instances: tuple[Instance, ...]
    corner_xy: tuple[float, float] = (0.0, 0.0)
    driven_m: float = 0.0
    light: float = 1.0
    beside: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlan:
    """One sampled video; its labels. `shots` are the layouts that its shots were planned from, on the whole canvas."""

    sample_id: int
    scene: str
    width: int
    height: int
    fps: int
    variables: Mapping[str, AttributeValue]
    shots: tuple[Plan, ...]
    segments: tuple[Segment, ...]
    tracks: tuple[Track, ...]
    frames: tuple[Frame, ...]
    events: tuple[Event, ...]
    quotas: tuple[str, ...] = ()
    attempt: int = 0

    def picture(self, number: int) -> Plan:
        """A frame as the plan of one picture."""
        frame = self.frames[number]
        layout = self.shots[frame.shot or 0]
        return Plan(
            sample_id=self.sample_id,
            scene=self.scene,
            width=self.width,
            height=self.height,
            prompt=layout.prompt,
            negative_prompt=layout.negative_prompt,
            variables=layout.variables,
            style=layout.style,
            instances=frame.instances,
            quotas=self.quotas,
            attempt=self.attempt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoDraft:
    """A video file whose labels are still only planned."""

    mp4: bytes
    generator: str
    pixel_seed: int
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedVideo:
    """A draft whose labels were checked against the frames of its file; only `synth.video.verify` makes one."""

    plan: VideoPlan
    draft: VideoDraft
    checks: tuple[CheckResult, ...]
