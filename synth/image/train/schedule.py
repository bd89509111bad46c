"""The training schedule: a budget of steps or minutes, its stages, and the learning rate."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ANNOTATOR_SHARE = 0.3
"""Share of the time after the reading that the annotator is trained."""

DETAIL_SHARE = 0.25
"""Share of what the annotator leaves that the stage of detail is trained."""

TRIAL_SHARE = 0.06
"""Share of the time in which drafts are drawn and judged when the networks are trained."""

WRITING_SHARE = 0.02
"""Share of the time that the writing of the pack may take."""

WARMUP_SHARE = 0.05

RECENT_STEPS = 9
"""Steps whose median time is the rate: a sheet of samples or a checkpoint between two of them does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of the budget, up to the share `until` (0-1), with its own crop side in px and batch size."""

    until: float
    crop_px: int
    batch: int


class Budget:
    """Progress from 0 to 1 by steps or by minutes, whichever is spent first.

    Minutes spent before a resume count. `after` is the time that must be left when the last step is done, in steps at
    the rate of the time: what is read and written afterwards slows down with the steps. Time is asked of `clock` in
    seconds. Raises ValueError where neither steps nor minutes are given.
    """

    def __init__(
        self,
        steps: int | None,
        minutes: float | None,
        spent_minutes: float = 0.0,
        *,
        after: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if steps is None and minutes is None:
            raise ValueError("a training budget needs steps, minutes or both")
        self._steps, self._minutes, self._spent = steps, minutes, spent_minutes
        self._after, self._clock = after, clock
        self._start = self._last = clock()
        self._recent = deque[float](maxlen=RECENT_STEPS)
        self._reached, self._step = 0.0, -1

    @property
    def spent_minutes(self) -> float:
        """Minutes spent so far, with those before a resume."""
        return self._spent + (self._clock() - self._start) / 60

    def progress(self, step: int) -> float:
        """The spent share of the budget (0-1) at a step. It never falls; 1 where another step would end too late."""
        now = self._clock()
        if self._step >= 0 and step > self._step:
            self._recent.append((now - self._last) / (step - self._step))
        self._last, self._step = now, step
        step_s = median(self._recent) if self._recent else 0.0
        by_steps = step / self._steps if self._steps else 0.0
        by_time = 0.0
        if self._minutes is not None:
            room = self._minutes - self._after * step_s / 60
            late = self.spent_minutes + step_s / 120 >= room
            by_time = 1.0 if late else self.spent_minutes / room
        self._reached = min(max(by_steps, by_time, self._reached), 1.0)
        return self._reached


def stage_at(stages: Sequence[Stage], progress: float) -> Stage:
    """The stage at a progress of 0 to 1. The last stage runs to the end."""
    return next((stage for stage in stages if progress < stage.until), stages[-1])


def learning_rate(peak: float, step: int, progress: float, warmup_steps: int = 200, floor: float = 0.02) -> float:
    """Linear warm-up, over a twentieth of a short training; then a cosine down to `floor` times the peak."""
    warm = min(1.0, max((step + 1) / warmup_steps, progress / WARMUP_SHARE))
    return peak * warm * max(floor, 0.5 * (1 + math.cos(math.pi * progress)))


class TrainingTime:
    """How the time of a whole command is shared out: all of it, whatever the reading took, is spent when it ends.

    It began at `start` of `clock` (s).
    """

    def __init__(
        self, seconds: float | None, start: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._start = clock() if start is None else start

    @property
    def minutes(self) -> float | None:
        """All of it; None: no limit."""
        return None if self._seconds is None else self._seconds / 60

    def annotator_minutes(self, alone: bool) -> float | None:
        """Minutes of the annotator's training; `alone`: no generator is trained after it."""
        if self._seconds is None:
            return None
        return (1.0 if alone else ANNOTATOR_SHARE) * self._left_s() / 60

    def generator_minutes(self, spent_before: float, *, detail: bool, trial: bool) -> float | None:
        """Minutes of the generator's training, which takes what is left, but for shares where `detail` and a `trial`
        come after.

        `spent_before` are minutes of the annotator's training before a resume.
        """
        if self._seconds is None:
            return None
        return (1 - DETAIL_SHARE * detail) * (self._left_s(trial) / 60 - spent_before)

    def detail_minutes(self, spent_before: float, *, trial: bool) -> float | None:
        """Minutes of the training of the stage of detail; `spent_before` are those of the others."""
        return None if self._seconds is None else self._left_s(trial) / 60 - spent_before

    def trial_seconds(self, spent_before: float) -> float | None:
        """Seconds of the trial, the last thing; `spent_before` are minutes of the trainings."""
        return None if self._seconds is None else self._left_s() - 60 * spent_before

    def _left_s(self, trial: bool = False) -> float:
        assert self._seconds is not None
        elapsed = self._clock() - self._start
        return max(self._seconds * (1 - WRITING_SHARE - TRIAL_SHARE * trial) - elapsed, 1.0)
