"""`synth merge`: the shards of a data set into one folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from synth.cli.parse import Parser
from synth.core.errors import SynthError, Unquoted
from synth.core.paths import expanded

DESCRIPTION = """\
Join the shards of a data set into the folder that a run which is not split writes.

  synth generate scene=street count=1000 shard.index=0 shard.count=2
  synth generate scene=street count=1000 shard.index=1 shard.count=2
  synth merge outputs/street-shard-0-of-2 outputs/street-shard-1-of-2 out=outputs/street"""

_FLAGS = {"true": True, "false": False}


def merge(words: Sequence[str]) -> int:
    """Join the shards of a data set; the exit code."""
    parser = Parser(prog="synth merge", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.more = _keys
    parser.add_argument("words", nargs="+", metavar="SHARD_FOLDER | key=value", help="all shards, in any order")
    given = parser.parse_args(words).words
    from synth.cli.generate import finished
    from synth.options import MergeOptions, leaves, options_from

    starts = tuple(f"{key}=" for key in leaves(MergeOptions))
    folders = [expanded(word) for word in given if not word.startswith(starts)]
    pairs = [word.split("=", 1) for word in given if word.startswith(starts)]
    options = options_from(MergeOptions, {key: _FLAGS.get(value, value) for key, value in pairs})
    if not folders:
        raise SynthError("synth merge", Unquoted("no folder"), "the folders of all shards are needed")
    from synth.core.progress import progress_for
    from synth.merge import merge as merged

    with progress_for(sys.stderr) as progress:
        try:
            summary = merged(folders, options, progress)
        except KeyboardInterrupt:
            raise KeyboardInterrupt("stopped; the same command goes on") from None
    return finished(summary)


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.options import MergeOptions

    return class_keys(MergeOptions)
