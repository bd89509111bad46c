"""`synth compare`: real data beside synthetic data."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence

from synth.cli.parse import Parser
from synth.cli.terminal import EXIT_FOUND, progress_into, say
from synth.core.errors import SynthError, suggest

DESCRIPTION = """\
What synthetic data are worth beside real ones, what they leak, whom they leave out.

  synth compare real=mine/ synthetic=outputs/nuclei
  synth compare real=mine.jsonl synthetic=outputs/pii_email holdout=later.jsonl --fail-on copies values"""

_ANY, _NONE = "any", "none"
_FLAGS = {"true": True, "false": False}


def compare(words: Sequence[str]) -> int:
    """Compare real with synthetic data; the exit code, 1 where an answer that `--fail-on` names is bad."""
    parser = Parser(prog="synth compare", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.more = _keys
    parser.add_argument("words", nargs="+", metavar="key=value", help="the sets and the options below")
    parser.add_argument(
        "--fail-on",
        nargs="+",
        default=[_NONE],
        metavar="QUESTION",
        help="questions whose bad answers make exit code 1; any, none (default: none); docs/compare.md has all",
    )
    given = parser.parse_intermixed_args(words)
    from synth.evidence.options import CompareConfig
    from synth.evidence.table import CHECKS
    from synth.options import options_from

    for name in given.fail_on:
        if name not in CHECKS and name not in (_ANY, _NONE):
            raise SynthError("--fail-on", name, suggest(name, [*CHECKS, _ANY, _NONE]))
    config = options_from(CompareConfig, _values(given.words))
    from synth.evidence.compare import compare_sets
    from synth.evidence.report.card import evidence_of
    from synth.evidence.report.write import PAGE, check_out, write_compared
    from synth.folder.attach import attach_evidence, check_attachable
    from synth.folder.staging import CARD

    check_out(config.folder)
    if config.into_card:
        check_attachable(config.synthetic)
    with progress_into(config.folder) as progress:
        compared = compare_sets(config, progress, shlex.join(["synth", "compare", *words]))
    out = write_compared(compared, config.folder)
    for verdict in compared.verdicts:
        say(f"{verdict.state:<9} {verdict.check}: {verdict.words}")
    if config.into_card:
        attach_evidence(config.synthetic, evidence_of(compared))
        say(f"card      {config.synthetic / CARD}")
    say(f"look at   {out / PAGE}")
    bad = {verdict.check for verdict in compared.verdicts if verdict.state == "bad"}
    return EXIT_FOUND if bad and _NONE not in given.fail_on and (_ANY in given.fail_on or bad & {*given.fail_on}) else 0


def _values(words: Sequence[str]) -> dict[str, object]:
    """Key -> value; whole numbers, true and false as such. SynthError for a word that is no key=value, and for a key
    that is given twice.
    """
    values: dict[str, object] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise SynthError("synth compare", word, "key=value, as in real=DIR")
        if key in values:
            raise SynthError(key, value, f"it is given already: {key}={values[key]}")
        values[key] = _FLAGS.get(value, int(value) if value.isascii() and value.isdecimal() else value)
    return values


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.evidence.options import CompareConfig

    return class_keys(CompareConfig)
