"""Speed and memory of documents: `python benchmarks/documents.py [--scenes NAME ...] [--count N] [--memory N]`.

Speed: documents of each scene, English, profile `scan`, 150 dpi, with all labels, verified, encoded and on disk; CPU
seconds a page of one process once it is warm, and how many times as fast two workers are (wall time). Memory: resident
growth of one process over N documents after the first hundred pages.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import psutil

from synth.core.paths import shipped_scenes
from synth.core.progress import Counter
from synth.document.encode.final import DOCUMENT_LAYOUT
from synth.document.scene.load import load_document_scene
from synth.document.scene.schema import DocumentScene
from synth.document.studio import DocumentStudio
from synth.folder.data_folder import open_folder
from synth.options import RunConfig
from synth.run import run
from synth.samples import make_batches
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml

WARM_UP = 4
MB = 1e6


def scene_of(name: str, dpi: int = 150, profile: str = "scan", severity: float = 0.4) -> DocumentScene:
    """A shipped scene in English, with one profile."""
    overrides = {"locale": "en_GB", "dpi": dpi, "degrade.profile": profile, "degrade.severity": severity}
    mapping = apply_overrides(read_yaml(shipped_scenes()[name]), overrides)
    return load_document_scene({**mapping, "balance": [], "quotas": {}}, name)


def config_of(name: str, out: Path, count: int, workers: int = 1) -> RunConfig:
    scene_folder = shipped_scenes()[name].parent
    return RunConfig(scene=name, scene_folder=scene_folder, out=out, count=count, seed=0, workers=workers)


def cpu_s() -> float:
    """CPU seconds of this process and of the typesetter's, which is its child."""
    process = psutil.Process()
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def cpu_per_page(name: str, count: int, out: Path) -> tuple[float, float, int]:
    """(CPU s a page, wall s a page, pages) of one process that prints and writes, once it is warm."""
    studio, pages, whole = DocumentStudio(config_of(name, out, count + WARM_UP), scene_of(name)), 0, count + WARM_UP
    with open_folder(out, identity={"benchmark": name}, layout=DOCUMENT_LAYOUT, seed=0, count=whole) as folder:
        for batch in make_batches(studio, range(WARM_UP)):
            folder.write(batch)
        cpu, wall = cpu_s(), time.perf_counter()
        for batch in make_batches(studio, range(WARM_UP, whole)):
            folder.write(batch)
            pages += batch.totals.group("labels").get("pages", 0)
        cpu, wall = cpu_s() - cpu, time.perf_counter() - wall
    return cpu / pages, wall / pages, pages


class Clock(Counter):
    """Progress that notes when samples were done."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self.at.append(time.perf_counter())


def wall_s(name: str, count: int, workers: int, out: Path) -> tuple[float, float]:
    """(wall s of the whole run, wall s from the first quarter of the samples to the last)."""
    clock = Clock()
    start = time.perf_counter()
    run(config_of(name, out, count, workers), scene_of(name), clock)
    return time.perf_counter() - start, clock.at[-1] - clock.at[count // 4]


def memory(name: str, count: int, out: Path) -> None:
    process, pages = psutil.Process(), 0
    studio = DocumentStudio(config_of(name, out, count), scene_of(name))
    after_first, largest = 0.0, 0.0
    with open_folder(out, identity={"benchmark": "memory"}, layout=DOCUMENT_LAYOUT, seed=0, count=count) as folder:
        for batch in make_batches(studio, range(count)):
            folder.write(batch)
            pages += batch.totals.group("labels").get("pages", 0)
            now = process.memory_info().rss / MB
            if pages <= 100:
                after_first = now
            largest = max(largest, now)
            if batch.first % 100 == 0:
                print(f"  {pages:5d} pages  {now:7.1f} MB", flush=True)
    growth = process.memory_info().rss / MB - after_first
    print(f"memory  {pages} pages: {after_first:.1f} MB after 100, {growth:+.1f} MB at the end, {largest:.1f} at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", nargs="*", default=["invoice"])
    parser.add_argument("--count", type=int, default=40, help="documents a scene")
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="documents that compare two workers with one"
    )
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="documents of the memory test")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.scenes:
            cpu, wall, pages = cpu_per_page(name, options.count, Path(scratch) / name)
            speed = f"{cpu:.3f} CPU s/page, {wall:.3f} wall s/page over {pages} pages"
            print(f"{name:15s} {speed}", flush=True)
        if options.workers:
            name = options.scenes[0]
            one, two = (
                wall_s(name, options.workers, workers, Path(scratch) / f"workers{workers}") for workers in (1, 2)
            )
            whole, running = (a / b for a, b in zip(one, two, strict=True))
            print(f"two workers: {whole:.2f} times one with start and report, {running:.2f} times once running")
        if options.memory:
            memory(options.scenes[0], options.memory, Path(scratch) / "memory")


if __name__ == "__main__":
    main()
