"""`synth check`: what is wrong in annotated data sets, within each and between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synth.cli.parse import Parser
from synth.cli.terminal import EXIT_FOUND, say
from synth.core.errors import SynthError, suggest

if TYPE_CHECKING:
    from synth.quality.finding import Finding
    from synth.quality.pictures.second.opinion import SecondReader

_ANY, _NONE = "any", "none"
_WITH = "with="


def check(words: Sequence[str]) -> int:
    """Check data sets and write what was found; the exit code, 1 where something was that `--fail-on` names."""
    parser = Parser(
        prog="synth check", description="What is wrong in annotated data sets, within each and between them."
    )
    parser.add_argument(
        "data",
        nargs="+",
        metavar="DATA, with=PACK",
        help="folders or files of annotated pictures, documents, texts with spans, or sets of sound; a pack whose "
        "annotator reads the pictures anew, shipped or in a folder",
    )
    parser.add_argument(
        "--out", type=Path, help="where check.html, check.json and patch.jsonl go (default: beside the first)"
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="CHECK", help="these checks alone; docs/quality.md has all"
    )
    parser.add_argument("--skip", nargs="+", default=[], metavar="CHECK", help="all but these")
    parser.add_argument(
        "--fail-on",
        nargs="+",
        default=[_ANY],
        metavar="CHECK",
        help="checks whose findings make exit code 1; any, none",
    )
    options = parser.parse_args(words)
    data, pack = _data_and_pack(options.data)
    from synth.quality.check import check_data_sets
    from synth.quality.confidence import errors_held, first_of, in_order
    from synth.quality.report.write import stands_unchanged, write_checked
    from synth.quality.table import CHECKS

    for name in options.fail_on:
        if name not in CHECKS and name not in (_ANY, _NONE):
            raise SynthError("--fail-on", name, suggest(name, [*CHECKS, _ANY, _NONE]))
    first = data[0].resolve()
    out = options.out or first.with_name(f"{first.stem if first.is_file() else first.name}-check")
    stands_unchanged(out)  # before the work, not behind it
    checked = check_data_sets(data, options.only, options.skip, _reader(pack) if pack else None)
    write_checked(checked, out)
    for one in checked.sets:
        say(f"checked   {one.name}: {one.samples} {one.kind} with {one.labels} labels")
        for line in one.left_out:
            say(f"read      {line}")
    for name, number in Counter(one.check for one in checked.findings).items():
        say(f"{number:>9} {name}: {CHECKS[name].asks}")
    say(f"{len(checked.findings):>9} findings in all; {_mendable(checked.findings)} can be applied")
    queue = in_order([label for one in checked.sets for label in one.confidences])
    if queue:
        held, first = errors_held(queue), len(first_of(queue))
        say(f"{len(queue):>9} labels judged; the first {first} of the queue hold {held:.0%} of the errors expected")
    say(f"look at   {out / 'check.html'}")
    return EXIT_FOUND if any(_fails(one, options.fail_on) for one in checked.findings) else 0


def _data_and_pack(words: Sequence[str]) -> tuple[list[Path], str]:
    """The data sets, and the pack of `with=PACK`; empty for none."""
    packs = [word.removeprefix(_WITH) for word in words if word.startswith(_WITH)]
    data = [Path(word) for word in words if not word.startswith(_WITH)]
    if packs and not packs[0]:
        raise SynthError("with", "", "a shipped pack or a pack folder")
    if len(packs) > 1 or not data:
        raise SynthError("synth check", " ".join(words), "data sets, and at most one with=PACK")
    return data, packs[0] if packs else ""


def _reader(pack: str) -> SecondReader:
    from synth.quality.pictures.second.opinion import pack_reader

    return pack_reader(pack)


def _fails(finding: Finding, names: Sequence[str]) -> bool:
    return _NONE not in names and (_ANY in names or finding.check in names)


def _mendable(findings: Sequence[Finding]) -> int:
    return sum(bool(one.edits) for one in findings)
