"""The words after a command: flags by argparse, `key=value` left to Hydra."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from synth.core.errors import SynthError

SCENE_EXAMPLES = """\
  scene=street                      a shipped scene; scene=./mine.yaml: your own file
  count=100 seed=7 out=DIR          samples, seed, folder (default: outputs/<scene>)
  scene.objects.car.count=3         any leaf of the scene; a range: '...car.count={poisson: 4}'"""
"""Of the commands that take a scene."""

_UNKNOWN_FLAG = re.compile(r"unrecognized arguments: (?P<flag>--.*)")


class Parser(argparse.ArgumentParser):
    """Argparse whose errors are one line like all others; its help ends in `more()`, made when it is asked for."""

    more: Callable[[], str] | None = None

    def error(self, message: str) -> NoReturn:
        if flag := _UNKNOWN_FLAG.search(message):
            plain = "without dashes, as in key=value; " if self._takes_keys() else ""
            raise SynthError(self.prog, flag["flag"], f"{plain}see --help")
        raise SynthError(self.prog, message, "see --help")

    def parse_args(self, args: Sequence[str], namespace: None = None) -> argparse.Namespace:  # pyright: ignore[reportIncompatibleMethodOverride] # ours take words, and give what argparse makes
        """The words; SynthError also for `out=DIR` where the option is `--out DIR`, and the other way round."""
        for word in args:
            key, _, value = word.partition("=")
            if value and f"--{key}" in self._option_string_actions and not Path(word).exists():
                raise SynthError(self.prog, word, f"--{key} {value}")
        return super().parse_args(args, namespace)

    def _takes_keys(self) -> bool:
        return any("key=value" in str(action.metavar) for action in self._actions)

    def format_help(self) -> str:
        return super().format_help() + (f"\n{self.more()}\n" if self.more else "")


def parse(
    command: str, description: str, examples: str, keys: Callable[[], str], words: Sequence[str], sweeps: bool = False
) -> argparse.Namespace:
    """`overrides`, `cfg` and `multirun` of a command that takes key=value; SynthError for an unknown flag."""
    parser = Parser(
        prog=f"synth {command}",
        description=f"{description}\n\nexamples of key=value:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.more = keys
    parser.add_argument(
        "overrides", nargs="*", metavar="key=value", help="what to make, as in the examples; Hydra's overrides"
    )
    parser.add_argument("--cfg", choices=("job", "hydra", "all"), help="print the composed configuration and stop")
    parser.set_defaults(multirun=False)
    if sweeps:
        parser.add_argument("-m", "--multirun", action="store_true", help="sweep over values given as a,b,c")
    return parser.parse_intermixed_args(words)
