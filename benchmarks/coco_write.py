"""COCO writing of 10^6 annotations: seconds and peak memory, from masks to a finished annotations.json.

`python benchmarks/coco_write.py [--pictures 5000] [--objects 200]` runs two steps, each in a process of its own.
*label*: masks and boxes to JSON, into the folder's journal, a batch a picture. *assemble*: the folder, opened again, to
its final files. Pictures are left out: this is about labels. Targets: 60 s, 300 MB on a quiet machine; CPU seconds are
printed beside the clock's, since they say more on a busy one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Mask
from synth.folder.batch import REJECTED, Batch
from synth.folder.coco import category_table
from synth.folder.data_folder import DataFolder, open_folder
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals
from synth.image.encode.batch import PARTS
from synth.image.encode.coco import annotations_json, image_json
from synth.image.encode.final import picture_layout
from synth.image.labels import Instance, Reading
from synth.image.records import Plan

SIDE_PX = 512
DISTINCT = 25
CATEGORIES = category_table(["nucleus"])
FACTS = RunFacts(name="benchmark", description="Ellipses.", spec={}, config={}, versions={})


class Seconds(NamedTuple):
    """By the clock, and of CPU time in this process."""

    clock: float
    cpu: float

    @classmethod
    def now(cls) -> Seconds:
        return cls(time.perf_counter(), time.process_time())

    def elapsed(self) -> Seconds:
        clock, cpu = Seconds.now()
        return Seconds(clock - self.clock, cpu - self.cpu)


def plan_of(sample_id: int, objects: int) -> Plan:
    """`objects` ellipses of 8-24 px; every fourth is cut by the border, so that its two masks differ."""
    rng = np.random.default_rng(sample_id)
    instances = []
    for number in range(1, objects + 1):
        rx, ry = rng.integers(4, 13, 2)
        y, x = np.mgrid[-ry : ry + 1, -rx : rx + 1]
        left = -rx // 2 if number % 4 == 0 else rng.integers(0, SIDE_PX - 2 * rx - 1)
        whole = Mask.from_array(
            (x / rx) ** 2 + (y / ry) ** 2 <= 1, int(left), int(rng.integers(0, SIDE_PX - 2 * ry - 1))
        )
        seen = whole.clipped(SIDE_PX, SIDE_PX)
        instances.append(
            Instance(
                id=number, category="nucleus", mask=seen, amodal=whole, requested_box=whole.box, visibility=1.0,
                truncation=1 - seen.area / whole.area, attributes={"brightness": float(rng.normal())},
                reading=Reading(iou=float(rng.random()), score=float(rng.random()), box=seen.box),
            )
        )  # fmt: skip
    return Plan(
        sample_id=sample_id, scene="benchmark", width=SIDE_PX, height=SIDE_PX, prompt="", variables={},
        instances=tuple(instances),
    )  # fmt: skip


def opened(path: Path, pictures: int) -> AbstractContextManager[DataFolder]:
    """A folder whose samples have no files of their own."""
    layout = replace(picture_layout(CATEGORIES), place=None)
    return open_folder(path, identity={}, layout=layout, seed=0, count=pictures)


def label(path: Path, pictures: int, objects: int) -> Seconds:
    """From masks to the journal; making the masks (of `DISTINCT` plans, used in turn) is not counted."""
    categories = {category.name: category for category in CATEGORIES}
    plans = [plan_of(number, objects) for number in range(DISTINCT)]
    start = Seconds.now()
    with opened(path, pictures) as folder:
        for sample_id in range(pictures):
            plan = replace(plans[sample_id % DISTINCT], sample_id=sample_id)
            texts = {"images": image_json(plan), "annotations": annotations_json(plan, plan.instances, categories)}
            parts = {name: [f"{texts[name]}\n".encode() if name in texts else b""] for name in (*PARTS, REJECTED)}
            totals = Totals(written=1, groups={"instances": {"nucleus": objects}})
            folder.write(Batch(first=sample_id, number=1, parts=parts, totals=totals))
    return start.elapsed()


def assemble_files(path: Path, pictures: int) -> Seconds:
    """From the journal to the final files, opening included."""
    start = Seconds.now()
    with opened(path, pictures) as folder:
        folder.finish(FACTS)
    return start.elapsed()


def measure(step: str, path: Path, pictures: int, objects: int) -> tuple[Seconds, float]:
    """The time and the peak memory in MB of one step in a fresh process."""
    command = [sys.executable, __file__, "--step", step, "--path", str(path)]
    command += ["--pictures", str(pictures), "--objects", str(objects)]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return Seconds(*result["seconds"]), result["peak_mb"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=5000)
    parser.add_argument("--objects", type=int, default=200, help="in each picture")
    parser.add_argument("--step", choices=["label", "assemble"], help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        path, pictures = given.path, given.pictures
        seconds = label(path, pictures, given.objects) if given.step == "label" else assemble_files(path, pictures)
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"seconds": seconds, "peak_mb": peak_kb / 1024}))
        return
    print(f"{given.pictures * given.objects:,} annotations in {given.pictures:,} pictures of {SIDE_PX} px")
    with tempfile.TemporaryDirectory() as folder:
        path, clock, cpu = Path(folder) / "out", 0.0, 0.0
        for step in ("label", "assemble"):
            seconds, peak_mb = measure(step, path, given.pictures, given.objects)
            clock, cpu = clock + seconds.clock, cpu + seconds.cpu
            print(f"{step:9} {seconds.clock:6.1f} s   {seconds.cpu:6.1f} s CPU   peak {peak_mb:4.0f} MB")
        size_mb = (path / "annotations.json").stat().st_size / 1e6
        print(f"{'together':9} {clock:6.1f} s   {cpu:6.1f} s CPU   annotations.json {size_mb:.0f} MB")


if __name__ == "__main__":
    main()
