"""What `synth compare` costs without its trainings: CPU seconds of each measure, and the peak of memory.

`python benchmarks/compare.py REAL SYNTHETIC [--holdout SET] [--pack PACK] [--first N] [--planted N]`

`--first N` compares the first N texts of each file. `--planted N` puts N real texts among the synthetic ones, and says
which answers turn bad for it.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import tempfile
import time
from pathlib import Path

from synth.core.progress import Counter
from synth.evidence.compare import compare_sets
from synth.evidence.options import CompareConfig
from synth.text.formats.labelled import text_file


class Stages(Counter):
    """Prints the CPU time since the last note at each; what comes before the first one is the reading."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.process_time()

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        now = time.process_time()
        print(f"{note}: {now - self._last:.1f} CPU s; peak {_peak_mb()} MB", flush=True)
        self._last = now


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _cut(data: Path, number: int | None, more: list[str], out: Path) -> Path:
    """A file of the first lines of a set of texts, and `more`; the set itself where nothing is changed."""
    file = text_file(data)
    if file is None or (number is None and not more):
        return data
    with file.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as cut:
        cut.writelines(itertools.chain(itertools.islice(lines, number), more))
    return out


def _first(data: Path, number: int) -> list[str]:
    file = text_file(data)
    if file is None or not number:
        return []
    with file.open(encoding="utf-8") as lines:
        return list(itertools.islice(lines, number))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", type=Path)
    parser.add_argument("synthetic", type=Path)
    parser.add_argument("--holdout", type=Path)
    parser.add_argument("--pack")
    parser.add_argument("--first", type=int)
    parser.add_argument("--planted", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cut = Path(folder)
        config = CompareConfig(
            real=_cut(given.real, given.first, [], cut / "real.jsonl"),
            synthetic=_cut(given.synthetic, given.first, _first(given.real, given.planted), cut / "synthetic.jsonl"),
            holdout=given.holdout,
            pack=given.pack,
            out=cut / "out",
            budget="1s",
        )
        compared = compare_sets(config, Stages(), "")
    for one in compared.sets:
        print(f"{one.role}: {one.records} {one.kind}, {one.labels} labels")
    for answer in compared.verdicts:
        print(f"{answer.state:5} {answer.check}: {answer.words}")
    print(f"whole: {time.process_time():.1f} CPU s, imports too; peak {_peak_mb()} MB")


if __name__ == "__main__":
    main()
