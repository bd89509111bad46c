"""The schema of a scene of kind `video`: all that a scene of pictures has, and how it goes on in time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from synth.image.scene.schema import PictureScene
from synth.scene.model import Flag, Model, Name, Share, Text, Whole
from synth.scene.ranges import NumberLiteral, NumberRange, Uniform, ValueChoice, range_tag

MOST_FRAMES = 1800
"""Frames of one video, at most: its labels are held in memory."""

PathKind = Literal["linear", "curved", "stop_and_go", "wander"]
Transition = Annotated[
    Annotated[Text, Tag("<literal>")] | Annotated[ValueChoice, Tag("<choice>")], Discriminator(range_tag)
]


class Motion(Model):
    """How the objects of one entry move; those of an entry without it stand still."""

    path: PathKind = "linear"
    """`linear`; `curved` with `turn_deg_s`; `stop_and_go`, which waits two fifths of the time; `wander`, as a cell"""
    speed: NumberRange = NumberLiteral(0.1)
    """canvas widths a second; for objects on the `ground` of a scene with a horizon metres a second"""
    heading_deg: NumberRange = Uniform(uniform=(0, 360))
    """where to: 0 is right, 90 down (on the ground: towards the camera), 180 left, 270 up (away)"""
    turn_deg_s: NumberRange = NumberLiteral(0)
    """degrees by which a `curved` path turns in a second, clockwise"""
    growth: NumberRange = NumberLiteral(1)
    """factor of the object's size in a second; not for objects on the `ground`, which distance makes smaller"""
    mirrored: Flag = False
    """objects whose path begins to the left are drawn mirrored, so that they face where they go"""
    divide: Share = 0.0
    """share of the objects that divide into two within the shot"""


class Window(Model):
    """What a frame shows of the canvas."""

    width: Annotated[Whole, Field(ge=16, le=4096, multiple_of=8)]
    """px, a multiple of 8, at most the canvas"""
    height: Annotated[Whole, Field(ge=16, le=4096, multiple_of=8)]
    """px, a multiple of 8, at most the canvas"""


class Camera(Model):
    """Where the camera looks. `start` and `end` place its window, x and y in shares of the room that it has."""

    window: Window | None = None
    """what a frame shows; default: the whole canvas"""
    start: tuple[NumberRange, NumberRange] = (NumberLiteral(0.5), NumberLiteral(0.5))
    """where the window lies when a shot begins: [0, 0] is the upper left of the canvas, [1, 1] the lower right"""
    end: tuple[NumberRange, NumberRange] | None = None
    """where it lies when the shot ends, reached at an even pace; default: where it began"""
    forward: NumberRange = NumberLiteral(0)
    """metres a second that the camera drives ahead; needs `background.horizon`"""
    shake_px: NumberRange = NumberLiteral(0)
    """standard deviation of its shake, px; needs a window smaller than the canvas by six times that"""


class Shots(Model):
    """The shots of one video: each is a layout of its own."""

    count: NumberRange = NumberLiteral(1)
    """shots of a video"""
    frames: NumberRange = NumberLiteral(48)
    """frames of a shot"""
    transition: Transition = "cut"
    """how one shot follows another: `cut`, `fade` through black, or `dissolve` of one into the other"""
    fade_frames: Annotated[Whole, Field(ge=2, le=120)] = 8
    """frames that a fade or a dissolve takes on either side"""
    redraw: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    """variables that every shot draws anew, as far as no quota forces them; the others hold for the whole video"""
    title: Text | None = None
    """text of a card before the first shot; `{variable}` stands for its value; default: no card"""
    title_frames: Annotated[Whole, Field(ge=2, le=600)] = 12
    """frames of that card"""


class VideoScene(PictureScene):
    """A scene of kind `video`."""

    kind: Literal["video"]
    """what is made"""
    fps: Annotated[Whole, Field(ge=1, le=120)] = 12
    """frames a second"""
    camera: Camera = Camera()
    """where the camera looks"""
    shots: Shots = Shots()
    """how many shots, how long, and what lies between them"""
    motion: Annotated[dict[Name, Motion], Field(max_length=200)] = Field(default_factory=dict)
    """entry of `objects`: how its objects move"""
    max_tries: Annotated[Whole, Field(ge=1, le=20)] = 4
    """plans of one video that are drawn and checked before it is given up"""
    quality: Annotated[Whole, Field(ge=4, le=60)] = 30
    """quantiser of the video codec (VP9's constant quality): smaller is finer and larger in bytes"""

    @property
    def size_wh_px(self) -> tuple[int, int]:
        """Width and height of a frame, px."""
        window = self.camera.window or self.canvas
        return window.width, window.height

    @model_validator(mode="after")
    def _window_fits(self) -> VideoScene:
        width, height = self.size_wh_px
        if width > self.canvas.width or height > self.canvas.height:
            raise ValueError("camera.window must not be larger than the canvas")
        return self
