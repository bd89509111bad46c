"""`synth compare`: real data beside synthetic data."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence

from synth.cli.parse import Parser
from synth.cli.terminal import progress_into, say
from synth.cli.verdicts import add_fail_on, check_fail_on, keyed, say_verdicts

DESCRIPTION = """\
What synthetic data are worth beside real ones, what they leak, whom they leave out.

  synth compare real=mine/ synthetic=outputs/nuclei
  synth compare real=mine.jsonl synthetic=outputs/pii_email holdout=later.jsonl --fail-on copies values"""


def compare(words: Sequence[str]) -> int:
    """Compare real with synthetic data; the exit code, 1 where an answer that `--fail-on` names is bad."""
    parser = Parser(prog="synth compare", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.more = _keys
    parser.add_argument("words", nargs="+", metavar="key=value", help="the sets and the options below")
    add_fail_on(parser, "docs/compare.md")
    given = parser.parse_intermixed_args(words)
    from synth.evidence.options import CompareConfig
    from synth.evidence.table import CHECKS
    from synth.options import options_from

    check_fail_on(given.fail_on, CHECKS)
    config = options_from(CompareConfig, keyed("synth compare", given.words, "real=DIR"))
    from synth.evidence.compare import compare_sets
    from synth.evidence.report.card import evidence_of
    from synth.evidence.report.write import COMPARE, check_out, write_compared
    from synth.folder.attach import attach_evidence, check_attachable
    from synth.folder.staging import CARD

    check_out(config.folder, COMPARE)
    if config.into_card:
        check_attachable(config.synthetic)
    with progress_into(config.folder) as progress:
        compared = compare_sets(config, progress, shlex.join(["synth", "compare", *words]))
    out = write_compared(compared, config.folder, COMPARE)
    code = say_verdicts(compared.verdicts, given.fail_on)
    if config.into_card:
        attach_evidence(config.synthetic, evidence_of(compared))
        say(f"card      {config.synthetic / CARD}")
    say(f"look at   {out / COMPARE.page}")
    return code


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.evidence.options import CompareConfig

    return class_keys(CompareConfig)
