"""What a person sees of a training: the share of the budget, step, loss, rate, and now and then a sheet of samples."""

from __future__ import annotations

import time
from typing import Any, Protocol

from synth.core.progress import Progress
from synth.image.train.loop import Watch
from synth.image.train.options import TrainConfig

EVERY_S = 1.0
"""Seconds between two notes."""

SMOOTH = 0.02
"""Weight of the newest loss in the loss that is shown."""


class Sheets(Protocol):
    """What draws samples of a network that is being trained."""

    def draw(self, unet: Any, step: int) -> None:
        """Write a picture of them."""
        ...


def watch_of(progress: Progress, part: str, config: TrainConfig, snapshots: Sheets | None = None) -> Watch:
    """A callback that reports the spent budget, and draws snapshots every `sample_every` steps."""
    progress.begin(total=100, unit=f"% of {part}", steady=True)
    start = last = time.monotonic()
    shown, smooth, first = 0, 0.0, -1

    def watch(step: int, share: float, loss: float, average: Any) -> None:
        nonlocal shown, smooth, first, last
        smooth = loss if first < 0 else (1 - SMOOTH) * smooth + SMOOTH * loss
        first = step - 1 if first < 0 else first
        now, done = time.monotonic(), min(int(share * 100), 100)
        if done > shown or now - last >= EVERY_S:
            rate = (step - first) / max(now - start, 1e-9)
            progress.advance(done - shown, note=f"step {step}, loss {smooth:.4f}, {rate:.2f} steps/s")
            shown, last = done, now
        if snapshots and config.sample_every and step % config.sample_every == 0:
            snapshots.draw(average, step)

    return watch
