"""`synth undo`: the last patch of a data set taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say


def undo(words: Sequence[str]) -> int:
    """Take the last patch that `synth apply` made in place back; the exit code."""
    parser = Parser(prog="synth undo", description="Take the last patch of a data set back, to the same bytes.")
    parser.add_argument("data", type=Path, help="the data set")
    options = parser.parse_args(words)
    from synth.quality.patch.apply import undo_patch

    done = undo_patch(options.data)
    say(f"undone    patch {done.number}: {', '.join(done.files)} as before")
    return 0
