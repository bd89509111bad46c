"""`synth benchmark`: a new set beside those that exist."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.cli.verdicts import add_fail_on, check_fail_on, keyed, say_verdicts
from synth.core.errors import SynthError

DESCRIPTION = """\
What a new set covers and brings beside old ones, whether labels mean the same, what to annotate next.

  synth benchmark new/ against=old/
  synth benchmark new.jsonl against=old.jsonl against=older.jsonl budget=30m"""


def benchmark(words: Sequence[str]) -> int:
    """Compare a new set with old ones; the exit code, 1 where an answer that `--fail-on` names is bad."""
    parser = Parser(
        prog="synth benchmark", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.more = _keys
    parser.add_argument("new", help="the new set: pictures, documents or texts; its items need no labels")
    parser.add_argument("words", nargs="+", metavar="key=value", help="the old sets and the options below")
    add_fail_on(parser, "docs/benchmark.md")
    given = parser.parse_intermixed_args(words)
    from synth.evidence.benchmark.options import BenchmarkConfig
    from synth.evidence.table import BENCHMARK
    from synth.options import options_from

    check_fail_on(given.fail_on, BENCHMARK)
    values = keyed("synth benchmark", given.words, "against=DIR", several=("against",))
    if "new" in values or "=" in given.new:
        raise SynthError("synth benchmark", given.new, "the new set first, without a key: NEW against=OLD")
    config = options_from(BenchmarkConfig, {"new": given.new, **values})
    from synth.core.progress import progress_for
    from synth.evidence.benchmark.benchmark import benchmark_sets
    from synth.evidence.report.write import BENCHMARK_PAPER, check_out, write_compared

    check_out(config.folder, BENCHMARK_PAPER)
    with progress_for(sys.stderr) as progress:
        compared = benchmark_sets(config, progress, shlex.join(["synth", "benchmark", *words]))
    out = write_compared(compared, config.folder, BENCHMARK_PAPER)
    code = say_verdicts(compared.verdicts, given.fail_on)
    say(f"look at   {out / BENCHMARK_PAPER.page}")
    return code


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.evidence.benchmark.options import BenchmarkConfig

    return class_keys(BenchmarkConfig)
