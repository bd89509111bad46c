"""Memory growth over a run: 500 samples of a tiny canvas.

`python benchmarks/memory.py [--count 500] [--generator pack|sketch] [--side 64] [--steps 2] [--warm-up 50]` prints the
resident memory of this process and its helpers after the warm-up, at the end and at its largest. Target: less than
30 MB of growth.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import psutil

from synth.core.paths import shipped_scenes
from synth.core.progress import Counter
from synth.image.options.generator import GeneratorOptions
from synth.image.options.judges import VerifyOptions
from synth.image.options.run import ImageConfig, SamplerOptions
from synth.image.scene.load import load_scene
from synth.run import run
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml

SCENE = "nuclei"
MB = 1e6


class Scales(Counter):
    """Progress that weighs the process and its helpers after every sample."""

    def __init__(self) -> None:
        super().__init__()
        self._process = psutil.Process()
        self.main_mb: list[float] = []
        self.helpers_mb: list[float] = []

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        helpers = self._process.children(recursive=True)
        self.main_mb.append(self._process.memory_info().rss / MB)
        self.helpers_mb.append(sum(helper.memory_info().rss for helper in helpers if helper.is_running()) / MB)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--warm-up", type=int, default=50, help="samples before the first weighing that counts")
    parser.add_argument("--generator", choices=("pack", "sketch"), default="pack")
    parser.add_argument("--side", type=int, default=64, help="canvas side in px")
    parser.add_argument("--steps", type=int, default=2)
    told = parser.parse_args()
    if told.count <= told.warm_up:
        parser.error("--count must be larger than --warm-up")
    sides = {"canvas.width": told.side, "canvas.height": told.side}
    scene = load_scene(apply_overrides(read_yaml(shipped_scenes()[SCENE]), sides))
    scales = Scales()
    with tempfile.TemporaryDirectory() as folder:
        config = ImageConfig(
            scene=SCENE,
            out=Path(folder) / "out",
            count=told.count,
            generator=GeneratorOptions(kind=told.generator),
            device="cpu",
            sampler=SamplerOptions(steps=told.steps),
            verify=VerifyOptions(max_tries=1),
        )
        summary = run(config, scene, scales)
    print(f"{told.count} samples of {told.side} px by `{told.generator}`, {summary.written} written")
    for name, weights in (("this process", scales.main_mb), ("its helpers", scales.helpers_mb)):
        kept = weights[told.warm_up - 1 : -1]  # the helpers have left when the last sample is told
        growth = f"growth {kept[-1] - kept[0]:+.1f} MB, largest {max(kept):.0f} MB"
        print(f"{name:13} {kept[0]:.0f} MB after {told.warm_up} samples, {kept[-1]:.0f} MB at the end: {growth}")


if __name__ == "__main__":
    main()
