"""`synth apply`: the answers of `synth check` to a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.errors import SynthError


def apply(words: Sequence[str]) -> int:
    """Apply a patch.jsonl or labels.yaml to a data set; the exit code."""
    parser = Parser(prog="synth apply", description="Mend a data set as a patch says; `synth undo` takes it back.")
    parser.add_argument("data", type=Path, help="the data set, as `synth check` was given it")
    parser.add_argument("patch", type=Path, help="a patch.jsonl, whole or with lines left out, or a labels.yaml")
    parser.add_argument("--out", type=Path, help="where a mended copy goes (default: the set itself, with a journal)")
    parser.add_argument("--check", nargs="+", default=[], metavar="CHECK", help="findings of these checks alone")
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="P", help="findings at least so likely right"
    )
    parser.add_argument("--on", default="", metavar="TEXT", help="findings on this class, picture or text alone")
    options = parser.parse_args(words)
    if not 0 <= options.min_confidence <= 1:
        raise SynthError("--min-confidence", options.min_confidence, "a number from 0 to 1")
    from synth.quality.patch.apply import Which, apply_patch

    which = Which(checks=options.check, least_confidence=options.min_confidence, containing=options.on)
    done = apply_patch(options.data, options.patch, options.out, which)
    say(f"applied   {done.findings} findings, {done.edits} edits of {', '.join(done.files)}")
    say(f"undo      synth undo {options.data}" if done.number is not None else f"look at   {done.path}")
    return 0
