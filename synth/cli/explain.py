"""`synth explain`: where a sample of a data set, and each of its labels, comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.errors import SynthError


def explain(words: Sequence[str]) -> int:
    """Print the story of a sample; the exit code."""
    parser = Parser(
        prog="synth explain",
        description="The story of a sample: what was drawn, which drafts were refused, what the kept one measured.",
    )
    parser.add_argument("folder", type=Path, help="a finished data set")
    parser.add_argument("sample", type=int, help="its id")
    parser.add_argument("label", type=int, nargs="?", help="one of its labels, counted from 1")
    parser.add_argument("--review", type=Path, help="the folder of a `synth review`: its decisions on the label")
    options = parser.parse_args(words)
    if options.review is not None and options.label is None:
        raise SynthError("--review", str(options.review), "the number of a label, whose decisions are asked for")
    from synth.data.explain import explained

    for line in explained(options.folder, options.sample, options.label, options.review):
        say(line)
    return 0
