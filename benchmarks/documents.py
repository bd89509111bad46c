"""Speed and memory of documents: `python benchmarks/documents.py [--scenes NAME ...] [--count N] [--memory N]`.

With `--synthdog CHECKOUT` (of clovaai/donut) or `--against CHECKOUT` (of this repository) they take turns with us, each
in a process of its own, `--count` documents or pages a turn; what is told is the median over the turns of CPU seconds a
page, and of how many times ours they are. SynthDoG's packages stand in an environment of their own (`--environment`,
which `--install` makes by pip).

Speed: documents of each scene, English, profile `scan`, 150 dpi, with all labels, verified, encoded and on disk; CPU
seconds a page of one process once it is warm, and how many times as fast two workers are (wall time). Memory: resident
growth of one process over N documents after the first hundred pages.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from page_makers import Made, PageMaker, checkout, synthdog

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
ROOT = Path(__file__).parent.parent
MOST = 100_000
"""Documents of a folder that are never all made."""

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


def turns(name: str, out: Path, counts: Iterator[int]) -> Iterator[tuple[Made, float]]:
    """(what came of it, wall seconds) of one process that makes, verifies and writes so many documents at each turn."""
    studio, first = DocumentStudio(config_of(name, out, MOST), scene_of(name)), 0
    with open_folder(out, identity={"benchmark": name}, layout=DOCUMENT_LAYOUT, seed=0, count=MOST) as folder:
        for count in counts:
            cpu, wall, sizes = cpu_s(), time.perf_counter(), []
            for batch in make_batches(studio, range(first, first + count)):
                folder.write(batch)
                pages = (page for lines in batch.parts["images"] for page in json.loads(b"[%b]" % lines))
                sizes += [page["width"] * page["height"] for page in pages]
            first += count
            yield Made(cpu_s() - cpu, len(sizes), sum(sizes) / 1e6), time.perf_counter() - wall


def cpu_per_page(name: str, count: int, out: Path) -> tuple[float, float, int]:
    """(CPU s a page, wall s a page, pages) of one process that prints and writes, once it is warm."""
    _, (made, wall) = turns(name, out, iter((WARM_UP, count)))
    return made.cpu_s_page, wall / made.pages, made.pages


def serve(name: str, out: Path) -> None:
    """The documents of a scene for `page_makers`."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for made, _ in turns(name, out, map(int, sys.stdin)):
        print(json.dumps(made._asdict()), file=answers, flush=True)


def beside(count: int, rounds: int, makers: dict[str, PageMaker]) -> None:
    """Let them take turns, the first of which is ours, after one that warms them up; print medians and ranges."""
    for maker in makers.values():
        maker.make(WARM_UP)
    made: dict[str, list[Made]] = {who: [] for who in makers}
    for _ in range(rounds):
        for who, maker in makers.items():
            made[who].append(maker.make(count))
    ours, *_ = made.values()
    for who, turn in made.items():
        each = [one.cpu_s_page for one in turn]
        times = sorted(one.cpu_s_page / own.cpu_s_page for one, own in zip(turn, ours, strict=True))
        size = sum(one.megapixels for one in turn) / sum(one.pages for one in turn)
        told = f"{statistics.median(each):.3f} CPU s/page ({min(each):.3f} to {max(each):.3f}) of {size:.2f} million px"
        if turn is not ours:
            told += f": {statistics.median(times):.2f} times ours ({times[0]:.2f} to {times[-1]:.2f})"
        print(f"{who:17s} {told}", flush=True)


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


def take_turns(options: argparse.Namespace, scratch: Path) -> None:
    """Each scene beside the peers that were named."""
    peers: dict[str, PageMaker] = {}
    if options.synthdog:
        donut = options.synthdog.absolute()
        environment = (options.environment or donut / ".synthtiger").absolute()
        peers["synthdog"] = synthdog(donut, environment, scratch, install=options.install)
    for name in options.scenes:
        makers = {name: checkout(name, ROOT, scratch), **peers}
        if options.against:
            makers[f"{name}, against"] = checkout(name, options.against.absolute(), scratch)
        beside(options.count, options.rounds, makers)
        for who in makers.keys() - peers.keys():
            makers[who].end()
    for peer in peers.values():
        peer.end()


def alone(options: argparse.Namespace, scratch: Path) -> None:
    """Each scene's speed, then that of two workers, and the memory, where they are asked for."""
    for name in options.scenes:
        cpu, wall, pages = cpu_per_page(name, options.count, scratch / name)
        print(f"{name:15s} {cpu:.3f} CPU s/page, {wall:.3f} wall s/page over {pages} pages", flush=True)
    name = options.scenes[0]
    if options.workers:
        one, two = (wall_s(name, options.workers, workers, scratch / f"workers{workers}") for workers in (1, 2))
        whole, running = (a / b for a, b in zip(one, two, strict=True))
        print(f"two workers: {whole:.2f} times one with start and report, {running:.2f} times once running")
    if options.memory:
        memory(name, options.memory, scratch / "memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", nargs="*", default=["invoice"])
    parser.add_argument("--count", type=int, default=40, help="documents a scene")
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="documents that compare two workers with one"
    )
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="documents of the memory test")
    parser.add_argument("--synthdog", type=Path, metavar="CHECKOUT", help="of clovaai/donut, to take turns with")
    parser.add_argument("--environment", type=Path, help="virtual environment with synthtiger [CHECKOUT/.synthtiger]")
    parser.add_argument("--install", action="store_true", help="make that environment, by pip from the network")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="of this repository, to take turns with")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each")
    parser.add_argument("--serve", metavar="SCENE", help="make documents as `page_makers` asks for them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.serve:
            serve(options.serve, Path(scratch) / "out")
        elif options.synthdog or options.against:
            take_turns(options, Path(scratch))
        else:
            alone(options, Path(scratch))


if __name__ == "__main__":
    main()
