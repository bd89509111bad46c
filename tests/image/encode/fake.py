"""A fast stand-in for the pipeline: verified samples and rejections that are a pure function of (seed, sample id)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import Category
from synth.core.outcome import CheckResult, Outcome, Rejection
from synth.core.seeds import rng_for, seed_for
from synth.folder.manifest import RunFacts
from synth.image.labels import Instance, Reading
from synth.image.records import Draft, Plan, Verified
from tests.image.written import write_pictures

CATEGORIES = (Category(id=1, name="cell", supercategory="life"), Category(id=2, name="debris"))
IDENTITY = {"scene": {"objects": {"cell": {"count": 40}}}, "pack": "none"}
FACTS = RunFacts(
    name="fake",
    description="Ellipses.",
    spec={"a": 1},
    config={"b": 2.5},
    versions={"synth": "0"},
    hashes={"pack": "ab"},
)


def make_sample(sample_id: int, seed: int = 0, width: int = 48, height: int = 40, objects: int = 4) -> Verified:
    """Ellipses, some cut by the border, the later ones in front."""
    rng = rng_for(seed, sample_id, "plan")
    canvas = np.zeros((height, width), np.int64)
    wholes: list[tuple[int, Mask]] = []
    for number in range(1, objects + 1):
        whole = _ellipse(rng, width, height)
        canvas[whole.on_canvas(width, height)] = number
        wholes.append((number, whole))
    instances = tuple(_instance(n, whole, canvas) for n, whole in wholes if (canvas == n).any())
    plan = Plan(
        sample_id=sample_id, scene="fake", width=width, height=height, prompt="cells, é", instances=instances,
        variables={"modality": "stained" if sample_id % 3 else "fluorescence", "id": "clash"}, style={"blur": -0.25},
        quotas=("rare",) if sample_id % 4 == 0 else (),
    )  # fmt: skip
    image = rng_for(seed, sample_id, "pixels").integers(0, 256, (height, width, 3), np.uint8)
    draft = Draft(image=image, generator="fake", pixel_seed=seed_for(seed, sample_id, "pixels", 64))
    return Verified(
        plan=plan, draft=draft, instances=instances, checks=(CheckResult(check="iou", measured=0.9, limit=0.5),)
    )


def make_rejections(sample_id: int, attempts: int = 1) -> list[Rejection]:
    return [
        Rejection(sample_id=sample_id, check="missed", measured=sample_id / 7, limit=0.5, attempt=attempt)
        for attempt in range(attempts)
    ]


def outcome(sample_id: int, seed: int = 0) -> Outcome[Verified]:
    """What a run makes of one sample: every fifth is refused once, every eleventh is given up."""
    if sample_id % 11 == 10:
        return Outcome(sample_id=sample_id, verified=None, rejections=tuple(make_rejections(sample_id, attempts=2)))
    refused = make_rejections(sample_id) if sample_id % 5 == 0 else ()
    return Outcome(sample_id=sample_id, verified=make_sample(sample_id, seed), rejections=tuple(refused))


def _ellipse(rng: np.random.Generator, width: int, height: int) -> Mask:
    rx, ry = rng.integers(3, 9, 2)
    y, x = np.mgrid[-ry : ry + 1, -rx : rx + 1]
    bits = (x / rx) ** 2 + (y / ry) ** 2 <= 1
    return Mask.from_array(bits, int(rng.integers(-rx, width - rx)), int(rng.integers(-ry, height - ry)))


def _instance(number: int, whole: Mask, canvas: np.ndarray) -> Instance:
    height, width = canvas.shape
    seen = Mask.from_array(canvas == number)
    inside = whole.clipped(width, height).area
    return Instance(
        id=number, category="cell" if number % 3 else "debris", mask=seen, amodal=whole, z=float(number),
        attributes={"color": "red"}, requested_box=Box(*(side + 0.123456789 for side in whole.box)),
        reading=Reading(iou=0.91, score=0.8, box=whole.box if number % 2 else None),
        truncation=1 - inside / whole.area, visibility=seen.area / whole.area,
    )  # fmt: skip


def run(path: Path, count: int, *, seed: int = 0) -> None:
    """A whole run into `path`: what is missing is made, then the files are put together."""
    outcomes = [outcome(sample_id, seed) for sample_id in range(count)]
    write_pictures(path, outcomes, FACTS, CATEGORIES, seed=seed, identity=IDENTITY)


def tree(path: Path) -> dict[str, bytes]:
    """Every file below `path` but the manifest, hidden ones included."""
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and file.name != "manifest.json")
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
