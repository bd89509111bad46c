"""The words after a command: flags by argparse, `key=value` left to Hydra."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

from synth.core.errors import SynthError

SCENE_EXAMPLES = """\
  scene=street                      a shipped scene; scene=./mine.yaml: your own file
  count=100 seed=7 out=DIR          samples, seed, folder (default: outputs/<scene>)
  scene.objects.car.count=3         any leaf of the scene; a range: '...car.count={poisson: 4}'"""
"""Of the commands that take a scene."""


class Parser(argparse.ArgumentParser):
    """Argparse whose errors are one line like all others; its help ends in `more()`, made when it is asked for."""

    more: Callable[[], str] | None = None

    def error(self, message: str) -> NoReturn:
        raise SynthError(self.prog, message, "see --help")

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
