"""The training schedule: a budget of steps or minutes, its stages, and the learning rate."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

ANNOTATOR_SHARE = 0.3
"""Share of the time after the reading that the annotator is trained."""

DETAIL_SHARE = 0.25
"""Share of what the annotator leaves that the stage of detail is trained."""

WRITING_SHARE = 0.02
"""Share of the time that the writing of the pack may take."""

WARMUP_SHARE = 0.05


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
    """Linear warm-up, over a twentieth of a short training; then a cosine down to `floor` times the peak."""
    warm = min(1.0, max((step + 1) / warmup_steps, progress / WARMUP_SHARE))
    return peak * warm * max(floor, 0.5 * (1 + math.cos(math.pi * progress)))


class TrainingTime:
    """How the time of a whole command is shared out: all of it, whatever the reading took, is spent when it ends."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds, self._start = seconds, time.monotonic()

    @property
    def minutes(self) -> float | None:
        """All of it; None: no limit."""
        return None if self._seconds is None else self._seconds / 60

    def annotator_minutes(self, alone: bool) -> float | None:
        """Minutes of the annotator's training; `alone`: no generator is trained after it."""
        if self._seconds is None:
            return None
        return (1.0 if alone else ANNOTATOR_SHARE) * self._left_s() / 60

    def generator_minutes(self, spent_before: float, detail: bool) -> float | None:
        """Minutes of the generator's training, which takes what is left, but for a share where `detail` comes after.

        `spent_before` are minutes of the annotator's training before a resume.
        """
        if self._seconds is None:
            return None
        return (1 - DETAIL_SHARE * detail) * (self._left_s() / 60 - spent_before)

    def detail_minutes(self, spent_before: float) -> float | None:
        """Minutes of the training of the stage of detail, the last one; `spent_before` are those of the others."""
        return None if self._seconds is None else self._left_s() / 60 - spent_before

    def _left_s(self) -> float:
        assert self._seconds is not None
        elapsed = time.monotonic() - self._start
        return max(self._seconds * (1 - WRITING_SHARE) - elapsed, 1.0)
