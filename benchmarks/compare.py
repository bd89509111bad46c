"""What `synth compare` costs without its trainings: CPU seconds of each measure, and the peak of memory.

`python benchmarks/compare.py REAL SYNTHETIC [--holdout SET] [--pack PACK]`
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from synth.core.progress import Counter
from synth.evidence.compare import compare_sets
from synth.evidence.options import CompareConfig


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", type=Path)
    parser.add_argument("synthetic", type=Path)
    parser.add_argument("--holdout", type=Path)
    parser.add_argument("--pack")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        config = CompareConfig(
            real=given.real,
            synthetic=given.synthetic,
            holdout=given.holdout,
            pack=given.pack,
            out=out,
            budget="1s",
        )
        compared = compare_sets(config, Stages(), "")
    for one in compared.sets:
        print(f"{one.role}: {one.records} {one.kind}, {one.labels} labels")
    print(f"whole: {time.process_time():.1f} CPU s, imports too; peak {_peak_mb()} MB")


if __name__ == "__main__":
    main()
