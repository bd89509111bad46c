"""What `synth check` says of samples as they were generated: each finding is false, of the check or of the scene.

    python benchmarks/quality_clean.py [--scenes NAME ...] [--texts 1000] [--documents 30] [--pictures 100]
        [--recordings 50] [--seed 0]

Scenes of pictures are drawn as flat sketches, which need neither a model nor a pack; those of a pack, and kinds without
checks, are left out. A row for each scene, then what was found; exit code 1 where something was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from synth.core.paths import shipped_scenes
from synth.door.generate import generate
from synth.quality.check import check_data_sets
from synth.quality.finding import Finding
from synth.scene.read import read_yaml

SHOWN = 3
"""Findings of each check that are printed."""


def main() -> int:
    """Print the rows; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scenes", nargs="+", default=sorted(shipped_scenes()))
    for kind, count in (("texts", 1000), ("documents", 30), ("pictures", 100), ("recordings", 50), ("videos", 10)):
        parser.add_argument(f"--{kind}", type=int, default=count)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    counts = {"text": given.texts, "document": given.documents, "image": given.pictures, "audio": given.recordings}
    counts["video"] = given.videos
    total = 0
    for name in given.scenes:
        scene = read_yaml(shipped_scenes()[name])
        kind = str(scene["kind"])
        if "pack" not in scene and kind in counts:
            found = findings_of(name, counts[kind], given.seed, ["generator=sketch"] if kind == "image" else [])
            total += len(found)
            report(found)
    print(f"{total} findings")
    return 1 if total else 0


def findings_of(scene: str, count: int, seed: int, overrides: list[str]) -> list[Finding]:
    """Generate a set and check it; prints how many samples and labels it has, and the time of the check."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / scene
        for _ in generate(scene, count=count, seed=seed, out=folder, overrides=overrides):
            pass
        start = time.monotonic()
        checked = check_data_sets([folder])
        seconds = time.monotonic() - start
    (one,) = checked.sets
    said = f"{one.samples:5} {one.kind:9} {one.labels:6} labels {len(checked.findings):4} findings {seconds:6.1f} s"
    print(f"{scene:18} {said}", flush=True)
    return list(checked.findings)


def report(found: list[Finding]) -> None:
    """How many each check found, and the first ones."""
    shown = Counter[str]()
    for one in found:
        shown[one.check] += 1
        if shown[one.check] <= SHOWN:
            print(f"    {one.check}: {one.where}: {one.given!r} -> {one.suggested!r}: {one.evidence}; {one.subject}")
    for check, number in shown.items():
        print(f"    {number:5} {check}")


if __name__ == "__main__":
    sys.exit(main())
