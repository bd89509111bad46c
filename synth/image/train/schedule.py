"""The training schedule: a budget of steps or minutes, its stages, and the learning rate."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of the budget, up to the share `until` (0-1), with its own crop side in px and batch size."""

    until: float
    crop_px: int
    batch: int


class Budget:
    """Progress from 0 to 1 by steps or by minutes, whichever is spent first.

    Minutes spent before a resume count. Raises ValueError where neither steps nor minutes are given.
    """

    def __init__(self, steps: int | None, minutes: float | None, spent_minutes: float = 0.0) -> None:
        if steps is None and minutes is None:
            raise ValueError("a training budget needs steps, minutes or both")
        self._steps, self._minutes, self._spent = steps, minutes, spent_minutes
        self._start = time.monotonic()

    @property
    def spent_minutes(self) -> float:
        """Minutes spent so far, with those before a resume."""
        return self._spent + (time.monotonic() - self._start) / 60

    def progress(self, step: int) -> float:
        """The spent share of the budget (0-1) at a step."""
        by_steps = step / self._steps if self._steps else 0.0
        by_time = self.spent_minutes / self._minutes if self._minutes else 0.0
        return min(max(by_steps, by_time), 1.0)


def stage_at(stages: Sequence[Stage], progress: float) -> Stage:
    """The stage at a progress of 0 to 1. The last stage runs to the end."""
    return next((stage for stage in stages if progress < stage.until), stages[-1])


def learning_rate(peak: float, step: int, progress: float, warmup_steps: int = 200, floor: float = 0.02) -> float:
    """Linear warm-up, then a cosine down to `floor` times the peak."""
    return peak * min(1.0, (step + 1) / warmup_steps) * max(floor, 0.5 * (1 + math.cos(math.pi * progress)))
