"""The page of a training: losses, rate, time left and the latest samples, in a file that refreshes itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from synth.core.progress import duration_text
from synth.report.embed import data_uri
from synth.report.page import TEMPLATES, write_page
from synth.report.svg import curve_svg, number_text

PAGE, TEMPLATE = "index.html", "training.html"
EVERY_S, REFRESH_S = 5.0, 10
"""Seconds between two writes, and between two looks of the browser."""

MOST_POINTS = 600
"""Points of a curve; of more every second one is left out."""

LEAST_LOSS = 1e-6

SHEET_TEXT = {
    False: "Pictures that are held out, and below each what the generator draws of its layout.",
    True: "Small pictures, below them what the stage of detail makes of them, and the pictures themselves.",
}
"""Whether the sheet is one of details -> what it shows."""

DONE = "done"


class Note(NamedTuple):
    """Where a training is: step, spent share of its part's time (0-1), averaged loss, steps a second, seconds left."""

    step: int
    share: float
    loss: float
    rate: float
    left_s: float


class TrainingPage:
    """Writes `folder`/index.html. `lines` are those that a person was told before the work began.

    OutputError where the disk refuses.
    """

    def __init__(
        self, folder: Path, title: str, lines: Sequence[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.path = folder / PAGE
        self._title, self._lines, self._clock = title, lines, clock
        self._start = clock()
        self._last, self._every = -EVERY_S, dict[str, int]()
        self._curves = dict[str, list[tuple[int, float]]]()
        self._part, self._note = "", Note(0, 0.0, 0.0, 0.0, 0.0)

    def add(self, part: str, note: Note) -> None:
        """Take a note of a part (annotator, generator), and write the page if the last time was long ago."""
        self._part, self._note = part, note
        points = self._curves.setdefault(part, [])
        points.append((note.step, max(note.loss, LEAST_LOSS)))
        if len(points) > MOST_POINTS:
            del points[1:-1:2]
        now = self._clock()
        if now - self._last >= EVERY_S:
            self._last = now
            self.write("training")

    def write(self, state: str) -> None:
        """Write the page; of any other state than `training` it no longer refreshes itself."""
        if state == DONE:
            self._note = self._note._replace(share=1.0)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        sheets = sorted(self.path.parent.glob("*.png"), key=lambda sheet: sheet.stat().st_mtime_ns)
        view = {
            "title": self._title,
            "state": state,
            "refresh_s": REFRESH_S if state == "training" else 0,
            "lead": f"{self._part}: {state}" if self._part else "the pictures are being read",
            "per_cent": round(100 * self._note.share),
            "tiles": self._tiles(state),
            "plots": [_plot(part, points) for part, points in self._curves.items()],
            "sheet": data_uri(sheets[-1].read_bytes(), "image/png") if sheets else "",
            "sheet_text": SHEET_TEXT["-" in sheets[-1].stem] if sheets else "",
            "sheet_step": int(sheets[-1].stem.split("-")[-1]) if sheets else 0,
            "lines": self._lines,
        }
        write_page(self.path, TEMPLATES / TEMPLATE, view)

    def _tiles(self, state: str) -> list[tuple[str, str, str]]:
        note, running = self._note, state == "training"
        left = duration_text(note.left_s) if running and self._part else "–"
        return [
            ("Step", f"{note.step:,}".replace(",", "\N{THIN SPACE}"), f"{note.share:.0%} of {self._part or 'all'}"),
            ("Loss", number_text(note.loss) if self._part else "–", "averaged"),
            ("Rate", f"{note.rate:.2f}", "steps a second"),
            ("Left", left, self._part and f"of the {self._part}"),
            ("Since the start", duration_text(self._clock() - self._start), "of this run"),
        ]


def _plot(part: str, points: Sequence[tuple[int, float]]) -> dict[str, Any]:
    steps, losses = (np.array(column, np.float64) for column in zip(*points, strict=True))
    return {
        "title": f"{part}, by step",
        "svg": curve_svg(xs=steps, ys=losses, label=f"loss of the {part}: {number_text(losses[-1])} now"),
        "first": number_text(losses[0]),
        "least": number_text(float(losses.min())),
        "last": number_text(losses[-1]),
    }
