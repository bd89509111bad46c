"""What a generator is: plans and conditions in, pictures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from synth.records import Condition, Plan


class Generator(Protocol):
    """Makes one uint8 picture (h, w, 3; RGB) per plan. A picture depends on its own plan, condition and pixel seed
    alone.
    """

    def __call__(
        self, plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[NDArray[np.uint8]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a diffusion generator samples; None leaves the choice to the pack. `device` is a torch device or `auto`."""

    steps: int | None = None
    guidance: float | None = None
    device: str = "auto"
