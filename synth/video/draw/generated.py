"""Frames drawn one by one by a generator of pictures, all of a video from one noise.

The noise is fixed, so that what stands still hardly changes; but every frame is a picture of its own: where an outline
moves, texture swims with it or jumps, and fine grain flickers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from synth.image.condition.make import Conditioner
from synth.image.generate.protocol import Generator
from synth.image.records import Fault
from synth.video.records import VideoPlan

if TYPE_CHECKING:
    from jaxtyping import UInt8


class FaultyFrameError(Exception):
    """A frame that did not come about."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.detail)


def make_frame_generator(
    plan: VideoPlan, generate: Generator, condition: Conditioner, pixel_seed: int
) -> Callable[[int], UInt8[np.ndarray, "h w 3"]]:
    """The function that draws a frame of a shot by its number, RGB. FaultyFrameError where the generator gives none."""

    def draw(number: int) -> UInt8[np.ndarray, "h w 3"]:
        picture = plan.picture(number)
        (drawn,) = generate([picture], [condition(picture, plan.attempt)], [pixel_seed])
        if isinstance(drawn, Fault):
            raise FaultyFrameError(drawn)
        return drawn.image

    return draw
