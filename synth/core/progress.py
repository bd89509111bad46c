"""The progress of long work: a bar with rate, yield and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from synth.core.harmless import one_line

LINE_EVERY_S, STEADY_S = 10.0, 30.0
LINE_EVERY_SHARE = 0.1


class Progress(Protocol):
    """Receives the progress of `run` and `train`; nothing is read back from it."""

    def begin(self, *, total: int, done: int = 0, unit: str = "samples", steady: bool = False) -> None:
        """Work of `total` units starts; `done` of them are there from an earlier run. `steady`: it is long, and a sign
        of life counts more than few lines.
        """
        ...

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        """`count` more units are done, `refused` drafts were refused on the way and `given_up` of the units kept none;
        `note` replaces the last.
        """
        ...


class Counter:
    """Counts without output; the base of `PlainLines` and `TerminalBar`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.total, self.done, self.unit = 0, 0, "samples"
        self.fresh, self.refused, self.given_up, self.note = 0, 0, 0, ""
        self._start = clock()

    def begin(self, *, total: int, done: int = 0, unit: str = "samples", steady: bool = False) -> None:
        self.total, self.done, self.unit = total, done, unit
        self.fresh, self.refused, self.given_up, self.note = 0, 0, 0, ""
        self._start = self._clock()

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        self.done += count
        self.fresh += count
        self.refused += refused
        self.given_up += given_up
        self.note = one_line(note) or self.note

    @property
    def elapsed_s(self) -> float:
        return self._clock() - self._start

    @property
    def left_s(self) -> float | None:
        """Seconds to go at the rate of this run so far; None before the first unit."""
        return (self.total - self.done) * self.elapsed_s / self.fresh if self.fresh else None

    def status(self) -> str:
        """Rate, yield (kept drafts of all drafts), time left and the last note."""
        parts = [rate_text(self.fresh / self.elapsed_s if self.elapsed_s > 0 else 0.0, self.unit)]
        if self.refused:
            kept = self.fresh - self.given_up
            parts.append(f"yield {kept / (kept + self.refused):.0%}")
        if self.left_s:
            parts.append(f"{duration_text(self.left_s)} left")
        return ", ".join([*parts, self.note] if self.note else parts)


class PlainLines(Counter):
    """A plain line every ten seconds or ten per cent, whichever is rarer; of steady work every half minute."""

    def __init__(self, stream: IO[str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self._stream = stream
        self._last_s, self._last_done, self._steady = 0.0, 0, False

    def begin(self, *, total: int, done: int = 0, unit: str = "samples", steady: bool = False) -> None:
        super().begin(total=total, done=done, unit=unit)
        self._steady = steady
        self._last_s, self._last_done = 0.0, done
        there = f", {done} already there" if done else ""
        self._print(f"0/{total} {unit}" if not done else f"{done}/{total} {unit}{there}")

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        rare = self.elapsed_s - self._last_s >= (STEADY_S if self._steady else LINE_EVERY_S)
        far = self._steady or self.done - self._last_done >= LINE_EVERY_SHARE * self.total
        if (rare and far) or self.done == self.total != self._last_done:
            self._last_s, self._last_done = self.elapsed_s, self.done
            self._print(f"{self.done}/{self.total} {self.unit}: {self.status()}")

    def _print(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


class TerminalBar(Counter):
    """A rich progress bar on a terminal."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}  {task.fields[status]}", markup=False),
            console=Console(file=stream),
        )
        self._task = self._bar.add_task("", total=None, unit="", status="", start=False)

    def begin(self, *, total: int, done: int = 0, unit: str = "samples", steady: bool = False) -> None:
        super().begin(total=total, done=done, unit=unit)
        self._bar.reset(self._task, total=total, completed=done, unit=unit, status="")
        self._bar.start()

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self._bar.update(self._task, completed=self.done, status=self.status())

    def stop(self) -> None:
        """End the bar and restore the terminal."""
        self._bar.stop()


@contextmanager
def progress_for(stream: IO[str]) -> Iterator[Counter]:
    """The progress display for `stream`: a bar on a terminal, plain lines elsewhere."""
    if not stream.isatty():
        yield PlainLines(stream)
        return
    bar = TerminalBar(stream)
    try:
        yield bar
    finally:
        bar.stop()


def rate_text(per_second: float, unit: str) -> str:
    """A rate per second, or per minute where it is below one per second."""
    return f"{per_second:.1f} {unit}/s" if per_second >= 1 else f"{per_second * 60:.1f} {unit}/min"


def duration_text(seconds: float) -> str:
    """A duration as `8.0 s`, `42 s`, `2 min 05 s` or `3 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
