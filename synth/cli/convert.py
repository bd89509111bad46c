"""`synth convert`: an annotated picture set of any known format in another one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say


def convert(words: Sequence[str]) -> int:
    """Write a picture set of any known format in another one; the exit code."""
    parser = Parser(prog="synth convert", description="Annotated pictures of any known format in another one.")
    parser.add_argument("data", type=Path, help="a folder or file of annotated pictures")
    parser.add_argument("--to", required=True, metavar="FORMAT", help="the format to write; `synth list` names all")
    parser.add_argument("--from", dest="source", metavar="FORMAT", help="the format to read (default: recognised)")
    parser.add_argument("--out", type=Path, help="where to write it (default: beside the data)")
    options = parser.parse_args(words)
    from synth.data.convert import convert_data_set

    converted = convert_data_set(options.data, options.to, options.out, options.source)
    for line in converted.lines:
        say(line)
    say(f"look at   {converted.path}")
    return 0
