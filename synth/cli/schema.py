"""`synth schema`: the JSON Schema of scene files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say


def schema(words: Sequence[str]) -> int:
    """Print the JSON Schema of scene files, or write it to a file; the exit code."""
    parser = Parser(prog="synth schema", description="The JSON Schema of scene files, for editors.")
    parser.add_argument("file", nargs="?", type=Path, help="where to write it (default: standard output)")
    options = parser.parse_args(words)
    import json

    from synth.cli.json_schema import scene_json_schema

    text = json.dumps(scene_json_schema(), indent=2, sort_keys=True)
    if options.file is None:
        say(text)
    else:
        options.file.write_text(text + "\n", encoding="utf-8")
    return 0
