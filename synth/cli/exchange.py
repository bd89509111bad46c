"""`synth exchange`: a set to another tool, and what people changed there back as a patch."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.errors import SynthError, Unquoted

if TYPE_CHECKING:
    from synth.annotate.exchange.came_back import CameBack

DESCRIPTION = """\
A set to another tool, and what people changed there back as a patch for `synth apply`.

  synth exchange mine/ --to label-studio               tasks.json, pictures, label_config.xml, project.json
  synth exchange mine/ --from label-studio export.json  mine-label-studio.patch.jsonl
  synth apply mine/ mine-label-studio.patch.jsonl"""


def exchange(words: Sequence[str]) -> int:
    """Send a set to a tool, or bring back what people changed there; the exit code."""
    parser = Parser(
        prog="synth exchange", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="pictures in COCO, or texts with spans")
    parser.add_argument("--to", metavar="TOOL", help="label-studio; of pictures also cvat, of texts also doccano")
    parser.add_argument("--from", dest="source", nargs=2, metavar=("TOOL", "FILE"), help="what the tool exported")
    parser.add_argument("--out", type=Path, help="where it goes (default: beside the data)")
    parser.add_argument(
        "--guidelines",
        type=Path,
        metavar="FILE",
        help="a text that the tool shows as instructions (default: guidelines.md beside the data)",
    )
    options = parser.parse_args(words)
    if (options.to is None) == (options.source is None):
        raise SynthError("synth exchange", Unquoted("no tool" if options.to is None else "two"), "--to or --from")
    from synth.annotate.exchange.table import bring_back, send

    if options.to is not None:
        sent = send(options.data, options.to, options.out, options.guidelines)
        for line in sent.lines:
            say(line)
        say(f"look at   {sent.path}")
        return 0
    if options.guidelines is not None:
        raise SynthError("--guidelines", str(options.guidelines), "none on the way back")
    name, file = options.source
    whole = options.data.resolve()
    stem = whole.stem if whole.is_file() else whole.name
    _write(bring_back(options.data, name, Path(file)), options.out or whole.with_name(f"{stem}-{name}.patch.jsonl"))
    return 0


def _write(back: CameBack, out: Path) -> None:
    from synth.annotate.exchange.came_back import FATES
    from synth.folder.disk import one_line_errors, write_atomic
    from synth.quality.patch.lines import patch_text

    with one_line_errors(out):
        write_atomic(out, patch_text(back.findings).encode())
    say(f"back      {back.samples} samples; {back.unchanged} labels as they were")
    for fate, words in FATES.items():
        if back.counts[fate]:
            say(f"{back.counts[fate]:>9} {words}")
    if back.unknown:
        say(f"left out  {back.unknown} samples that are not in the set, the first: {back.first_unknown}")
    if back.stale:
        say(f"left out  {back.stale} samples whose labels were changed here since they went out")
    say(f"patch     {out}")
    if back.findings:
        say(f"apply     synth apply {back.data_set} {out}")
