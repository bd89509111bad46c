"""What a generator is: plans and conditions in, pictures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from synth.image.records import Condition, Drawn, Fault, Plan


class Generator(Protocol):
    """Makes one picture per plan, or says why there is none. A picture depends on its own plan, condition and pixel
    seed alone.
    """

    def __call__(
        self, plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a diffusion generator samples; None leaves the choice to the pack or to the generator's options.
    `device` is a torch device or `auto`.
    """

    steps: int | None = None
    guidance: float | None = None
    device: str = "auto"
