"""What lies between shots: frames that fade through black, or dissolve into a frame of the next shot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.video.records import VideoPlan

if TYPE_CHECKING:
    from jaxtyping import UInt8


def with_transitions(
    plan: VideoPlan, draw: Callable[[int], UInt8[np.ndarray, "h w 3"]]
) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """All frames in order, RGB; `draw` gives that of a number as it is without its transition."""
    held: tuple[int, UInt8[np.ndarray, "h w 3"]] | None = None
    for number, frame in enumerate(plan.frames):
        picture = draw(number)
        if frame.beside is not None:
            if held is None or held[0] != frame.beside:
                held = (frame.beside, draw(frame.beside))
            yield np.asarray(cv2.addWeighted(picture, frame.light, held[1], 1 - frame.light, 0), np.uint8)
        else:
            yield picture if frame.light == 1 else (picture * np.float32(frame.light)).astype(np.uint8)
