"""`synth explain`: where a sample of a data set, and each of its labels, comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say


def explain(words: Sequence[str]) -> int:
    """Print the story of a sample; the exit code."""
    parser = Parser(
        prog="synth explain",
        description="The story of a sample: what was drawn, which drafts were refused, what the kept one measured.",
    )
    parser.add_argument("folder", type=Path, help="a finished data set")
    parser.add_argument("sample", type=int, help="its id")
    parser.add_argument("label", type=int, nargs="?", help="one of its labels, counted from 1")
    options = parser.parse_args(words)
    from synth.data.explain import explained

    for line in explained(options.folder, options.sample, options.label):
        say(line)
    return 0
