"""The protocol of a generator: plans and conditions in, pictures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from synth.image.records import Condition, Drawn, Fault, Plan


class Generator(Protocol):
    """Makes one picture per plan, or a fault that says why there is none.

    A picture depends on its own plan, condition and pixel seed alone.
    """

    def __call__(
        self, plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Sampling parameters of a diffusion generator.

    None leaves the choice to the pack or to the generator's options. `device` is a torch device or `auto`.
    """

    steps: int | None = None
    guidance: float | None = None
    device: str = "auto"
