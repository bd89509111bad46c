"""Our samples a second against a bare loop over the same diffusers pipeline, at the same batch size and steps.

`python benchmarks/overhead.py [--count 24] [--batch-size 1] [--steps N] [--side 256] [--workers 1]`, in one process:
first the bare loop, which draws pictures and throws them away; then a whole run, with plans, verification, labels and
files. The rate of a run is taken from its first finished sample on (`steady`), since the loop has no start either;
`whole` counts everything. One draft a sample, so that both draw the same number of pictures. Target: 0.95.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch
from diffusers.utils.logging import disable_progress_bar

from synth.core.paths import shipped_scenes
from synth.core.progress import Counter
from synth.image.generate.flow import LayoutFlowPipeline
from synth.image.options.judges import VerifyOptions
from synth.image.options.run import ImageConfig, SamplerOptions
from synth.image.packs.pack import GENERATOR, Pack, load_pack
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.run import run
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml

SCENE = "nuclei"


class Stopwatch(Counter):
    """Progress that keeps when each sample was done."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self.moments += [time.perf_counter()] * count

    @property
    def steady_rate(self) -> float:
        """Samples a second after the first one."""
        return (len(self.moments) - 1) / (self.moments[-1] - self.moments[0])


def bare_rate(pack: Pack, count: int, batch_size: int, steps: int, side_px: int) -> float:
    """Pictures a second of a loop that does nothing but draw; the first batch warms up."""
    card = pack.card
    disable_progress_bar()
    pipeline = LayoutFlowPipeline.from_pretrained(pack.part(GENERATOR), use_safetensors=True)
    pipeline.unet.float().to(memory_format=torch.channels_last)
    pipeline.set_progress_bar_config(disable=True)
    draw = torch.Generator().manual_seed(0)
    side_px += -side_px % card.multiple_px
    planes = torch.randn(batch_size, len(card.planes), side_px, side_px, generator=draw)
    vector = torch.randn(batch_size, len(card.variable.values) + len(card.styles), generator=draw)
    start, drawn = 0.0, 0
    for number in range(-(-count // batch_size) + 1):
        seeds = [torch.Generator().manual_seed(number * batch_size + index) for index in range(batch_size)]
        pipeline(planes, vector, seeds, steps=steps, shift=card.sampler.shift, guidance=card.sampler.guidance)
        if number == 0:
            start = time.perf_counter()
        else:
            drawn += batch_size
    return drawn / (time.perf_counter() - start)


def run_rates(scene: Scene, out: Path, count: int, batch_size: int, steps: int, workers: int) -> tuple[float, float]:
    """Samples a second of a run: steady and whole."""
    config = ImageConfig(
        scene=SCENE,
        out=out,
        count=count,
        batch_size=batch_size,
        workers=workers,
        device="cpu",
        sampler=SamplerOptions(steps=steps),
        verify=VerifyOptions(max_tries=1),
    )
    watch = Stopwatch()
    summary = run(config, scene, watch)
    return watch.steady_rate, count / summary.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--batch-size", type=int, default=1)
    parser.add_argument("--steps", type=int, help="evaluations of the network (default: the pack's own choice)")
    parser.add_argument("--side", type=int, default=256, help="canvas side in px")
    parser.add_argument("--workers", type=int, default=1)
    told = parser.parse_args()
    if told.count < 2:
        parser.error("--count must be 2 or more")
    pack = load_pack(SCENE)
    steps = told.steps or pack.card.sampler.steps
    sides = {"canvas.width": told.side, "canvas.height": told.side}
    scene = load_scene(apply_overrides(read_yaml(shipped_scenes()[SCENE]), sides))
    bare = bare_rate(pack, told.count, told.batch_size, steps, told.side)
    with tempfile.TemporaryDirectory() as folder:
        steady, whole = run_rates(scene, Path(folder) / "out", told.count, told.batch_size, steps, told.workers)
    threads = f"{torch.get_num_threads()} threads"
    print(f"{told.count} samples of {told.side} px, {steps} steps, batches of {told.batch_size}, {threads}")
    print(f"bare loop   {bare:.3f} pictures/s")
    print(
        f"synth       {steady:.3f} samples/s steady, {whole:.3f} with start, report and files ({told.workers} workers)"
    )
    print(f"ratio       {steady / bare:.3f} steady, {whole / bare:.3f} whole")


if __name__ == "__main__":
    main()
