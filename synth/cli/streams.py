"""Standard output and error that a run survives: closed, full, without a reader, or of few characters."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any


def prepare_streams() -> None:
    """Make both streams usable, whatever they are. Once in a process, before anything is opened.

    A closed one would be the number of the next file that is opened, in which libraries would then print.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.stderr = _Unheard(sys.stderr)


def drop(stream: Any) -> None:
    """Let what is still written to a stream go nowhere: its reader has left, or its disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Unheard(io.TextIOBase):
    """Standard error for progress and messages: a run goes on when nobody can read them any more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            drop(self._stream)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding
