"""What a person at the terminal gets to see: lines, a progress bar, the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.core.progress import Counter

EXIT_BAD_INPUT, EXIT_INCOMPLETE, EXIT_STOPPED = 2, 3, 130


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """A line on standard error, with the program's name in front."""
    sys.stderr.write(f"synth: {text}\n")


@contextmanager
def progress_into(out: Path) -> Iterator[Counter]:
    """A progress bar on standard error; Ctrl-C leaves with a message that says how much is kept in `out`."""
    from synth.core.progress import progress_for

    with progress_for(sys.stderr) as progress:
        try:
            yield progress
        except KeyboardInterrupt:
            kept = f"{progress.done} of {progress.total} {progress.unit} are kept in {out}"
            raise KeyboardInterrupt(f"stopped; {kept}, the same command goes on") from None
