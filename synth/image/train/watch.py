"""What a person sees of a training: the share of the budget, step, loss, rate, and now and then a sheet of samples."""

from __future__ import annotations

import time
from typing import Any, Protocol

from synth.core.progress import Progress
from synth.image.train.loop import Watch
from synth.image.train.options import TrainConfig
from synth.image.train.page import Note, TrainingPage

EVERY_S = 1.0
"""Seconds between two notes."""

SHEET_SHARE = 0.1
"""Largest share of the time that sheets of samples may take; fewer are drawn where one takes long."""

SMOOTH = 0.02
"""Weight of the newest loss in the loss that is shown."""


class Sheets(Protocol):
    """What draws samples of a network that is being trained."""

    def draw(self, unet: Any, step: int) -> None:
        """Write a picture of them."""
        ...


def watch_of(
    progress: Progress, page: TrainingPage, part: str, config: TrainConfig, snapshots: Sheets | None = None
) -> Watch:
    """A callback that reports the spent budget, and draws snapshots every `sample_every` steps where there is time."""
    start = last = time.monotonic()
    shown, smooth, first, first_share = 0, 0.0, -1, 0.0
    sheet_s, last_sheet = 0.0, start

    def watch(step: int, share: float, loss: float, average: Any) -> None:
        nonlocal shown, smooth, first, first_share, last, sheet_s, last_sheet
        now, done = time.monotonic(), min(int(share * 100), 100)
        if first < 0:
            progress.begin(total=100, done=done, unit=f"% of {part}", steady=True)
            shown, smooth, first, first_share = done, loss, step - 1, share
        smooth = (1 - SMOOTH) * smooth + SMOOTH * loss
        left_s = (now - start) * (1 - share) / (share - first_share) if share > first_share else 0.0
        room = left_s > 2 * sheet_s and now - last_sheet >= (1 / SHEET_SHARE - 1) * sheet_s
        if snapshots and config.sample_every and step % config.sample_every == 0 and room:
            snapshots.draw(average, step)
            last_sheet = time.monotonic()
            sheet_s = last_sheet - now
        if done > shown or now - last >= EVERY_S:
            rate = (step - first) / max(now - start, 1e-9)
            progress.advance(done - shown, note=f"step {step}, loss {smooth:.4f}, {rate:.2f} steps/s")
            page.add(part, Note(step=step, share=share, loss=smooth, rate=rate, left_s=left_s))
            shown, last = done, now

    return watch
