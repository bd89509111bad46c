"""`synth corrupt`: a copy of a data set with errors at stated rates, the truth kept beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.errors import SynthError

_HELP = {
    "swapped": "objects, fields or spans with another label",
    "shifted": "objects, words or spans at another place",
    "scaled": "objects or words of another size",
    "missing": "objects or spans left out",
    "extra": "objects or spans where nothing is",
    "duplicate": "objects or fields twice",
    "merged": "objects that take in their neighbour",
    "split": "objects cut in two",
    "wrong_value": "fields with another value",
}


def corrupt(words: Sequence[str]) -> int:
    """Write a copy of a data set with errors in it; the exit code."""
    parser = Parser(
        prog="synth corrupt",
        description="A copy of annotated pictures (COCO), documents or texts with errors in their labels, to test "
        "checks with. errors.jsonl says what is wrong where; `synth apply OUT OUT/errors.jsonl` takes it out again.",
    )
    parser.add_argument("data", type=Path, help="a folder or file of labels")
    parser.add_argument("--out", type=Path, required=True, help="where the copy goes")
    parser.add_argument("--seed", type=int, default=0, help="of the draws (default: 0)")
    for kind, what in _HELP.items():
        parser.add_argument(f"--{kind.replace('_', '-')}", type=float, default=0.0, metavar="SHARE", help=what)
    parser.add_argument(
        "--canaries",
        type=int,
        metavar="N",
        help="instead of errors: a sentence nobody would write in N texts, listed "
        "in canaries.txt for `synth compare canaries=`",
    )
    options = parser.parse_args(words)
    rates = {kind: getattr(options, kind) for kind in _HELP}
    for kind, rate in rates.items():
        if not 0 <= rate <= 1:
            raise SynthError(f"--{kind.replace('_', '-')}", rate, "a share from 0 to 1")
    if options.canaries is not None:
        return _plant(options.data, options.out, options.canaries, options.seed, rates)
    from synth.quality.corrupt.corrupt import ERRORS, corrupt_data_set

    done = corrupt_data_set(options.data, options.out, rates, options.seed)
    for kind, number in Counter(one.kind for one in done.errors).items():
        say(f"{number:>9} {kind}")
    say(f"look at   {done.path / ERRORS}")
    return 0


def _plant(data: Path, out: Path, number: int, seed: int, rates: Mapping[str, float]) -> int:
    if number < 1:
        raise SynthError("--canaries", number, "1 or more")
    if any(rates.values()):
        raise SynthError("--canaries", number, "canaries or errors, not both in one copy")
    from synth.quality.corrupt.canaries import CANARIES, plant_canaries

    planted = plant_canaries(data, out, number, seed)
    say(f"{len(planted.canaries):>9} canaries")
    say(f"look at   {planted.path / CANARIES}")
    return 0
