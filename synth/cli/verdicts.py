"""What commands that end in verdicts share: their key=value words, `--fail-on`, what they print, their exit code."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from synth.cli.terminal import EXIT_FOUND, say
from synth.core.errors import SynthError, suggest

if TYPE_CHECKING:
    from synth.evidence.figures import Verdict

_ANY, _NONE = "any", "none"
_FLAGS = {"true": True, "false": False}


def add_fail_on(parser: argparse.ArgumentParser, page: str) -> None:
    """The flag; `page` of docs/ has the questions."""
    parser.add_argument(
        "--fail-on",
        nargs="+",
        default=[_NONE],
        metavar="QUESTION",
        help=f"questions whose bad answers make exit code 1; any, none (default: none); {page} has all",
    )


def check_fail_on(names: Sequence[str], known: Mapping[str, object]) -> None:
    """SynthError for a name that is no question."""
    for name in names:
        if name not in known and name not in (_ANY, _NONE):
            raise SynthError("--fail-on", name, suggest(name, [*known, _ANY, _NONE]))


def keyed(command: str, words: Sequence[str], example: str, several: Collection[str] = ()) -> dict[str, object]:
    """Key -> value; whole numbers, true and false as such, lists of those that may be given `several` times.

    SynthError for a word that is no key=value, and for another key given twice.
    """
    values = dict[str, object]()
    lists = dict[str, list[str]]()
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise SynthError(command, word, f"key=value, as in {example}")
        if key in several:
            lists.setdefault(key, []).append(value)
        elif key in values:
            raise SynthError(key, value, f"it is given already: {key}={values[key]}")
        else:
            values[key] = _FLAGS.get(value, int(value) if value.isascii() and value.isdecimal() else value)
    return {**values, **lists}


def say_verdicts(verdicts: Sequence[Verdict], names: Sequence[str]) -> int:
    """Print them; the exit code, 1 where one of those `names` is bad."""
    for one in verdicts:
        say(f"{one.state:<9} {one.check}: {one.words}")
    bad = {one.check for one in verdicts if one.state == "bad"}
    return EXIT_FOUND if bad and _NONE not in names and (_ANY in names or bad & {*names}) else 0
