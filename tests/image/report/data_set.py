"""A small finished data set for the report's tests: discs and squares drawn with numpy, written by the real writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.outcome import CheckResult, Outcome, Rejection
from synth.core.seeds import rng_for
from synth.folder.coco import category_table
from synth.folder.manifest import RunFacts
from synth.image.labels import Instance, Reading
from synth.image.records import Draft, Plan, Verified
from synth.scene.quotas import QuotaPlan
from tests.image.written import write_pictures

SPEC: dict[str, Any] = {
    "kind": "image",
    "pack": "dots",
    "variables": {"light": {"choice": {"dim": 0.75, "bright": 0.25}}},
    "objects": {"disc": {"count": 5}, "square": {"count": 2}},
    "quotas": {"crowded": {"share": 0.25, "when": {"light": "dim"}}},
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a test may ask of the data set."""

    count: int = 8
    size: int = 96
    objects: int = 7
    names: Sequence[str] = ("disc", "square")
    title: str = "dots"
    prompt: str = "dots in {light} light"
    seed: int = 3


def make_data_set(folder: Path, recipe: Recipe = Recipe()) -> Path:
    """Write the data set of a recipe into `folder`: the same recipe gives the same labels and pixels."""
    facts = RunFacts(
        name=recipe.title,
        description="Discs and squares on a dark ground.",
        spec=SPEC,
        config={"generator": "sketch", "sampler": {"steps": 10}},
        versions={"synth": "0"},
        hashes={"pack": "ab" * 32},
        wall_time_s=12.5,
        quotas=[QuotaPlan(name="crowded", share=0.25, count=recipe.count, planned=2, members=(1, 5))],
    )
    outcomes = [_outcome(sample_id, recipe) for sample_id in range(recipe.count)]
    return write_pictures(folder, outcomes, facts, category_table(recipe.names), seed=recipe.seed)


def _outcome(sample_id: int, recipe: Recipe) -> Outcome[Verified]:
    """Every third sample is kept at its second draft."""
    refusal = Rejection(sample_id=sample_id, check="found", measured=0.31, limit=0.5, detail="disc 2")
    rejections = (refusal,) if sample_id % 3 == 1 else ()
    return Outcome(sample_id=sample_id, verified=_sample(sample_id, recipe), rejections=rejections)


def _sample(sample_id: int, recipe: Recipe) -> Verified:
    rng = rng_for(recipe.seed, sample_id, "test")
    light = "bright" if sample_id % 4 == 0 else "dim"
    taken = np.zeros((recipe.size, recipe.size), np.bool_)
    image = np.full((recipe.size, recipe.size, 3), 8 if light == "dim" else 120, np.uint8)
    instances = []
    for number in range(1, recipe.objects + 1):
        category = recipe.names[number % len(recipe.names)]
        amodal = _shape(rng, recipe.size, round_=number % 2 == 0)
        visible = amodal.on_canvas(recipe.size, recipe.size) & ~taken
        if visible.any():
            taken |= visible
            image[visible] = np.minimum(image[visible] + rng.integers(30, 90), 255)
            instances.append(_instance(number, category, Mask.from_array(visible), amodal, recipe.size, rng))
    plan = Plan(
        sample_id=sample_id,
        scene="dots",
        width=recipe.size,
        height=recipe.size,
        prompt=recipe.prompt.replace("{light}", light),
        variables={"light": light},
        instances=tuple(replace(instance, reading=None) for instance in instances),
        quotas=("crowded",) if sample_id % 4 == 1 else (),
    )
    checks = (CheckResult(check="found", measured=0.8 + 0.02 * (sample_id % 5), limit=0.5),)
    draft = Draft(image=image, generator="sketch", pixel_seed=sample_id)
    return Verified(plan=plan, draft=draft, instances=tuple(instances), checks=checks)


def _shape(rng: np.random.Generator, size: int, *, round_: bool) -> Mask:
    side = int(rng.integers(9, 22))
    bits = np.ones((side, side), np.bool_)
    if round_:
        across = np.arange(side) - (side - 1) / 2
        bits = across[:, None] ** 2 + across**2 <= (side / 2) ** 2
    x0, y0 = (int(value) for value in rng.integers(-6, size - side + 6, 2))
    return Mask.from_array(bits, x0, y0)


def _instance(number: int, category: str, mask: Mask, amodal: Mask, size: int, rng: np.random.Generator) -> Instance:
    inside = amodal.clipped(size, size).area
    return Instance(
        id=number,
        category=category,
        mask=mask,
        amodal=amodal,
        attributes={"tone": "grey"},
        requested_box=amodal.box,
        reading=Reading(iou=float(rng.uniform(0.7, 1)), score=float(rng.uniform(0.8, 1)), box=_measured(mask.box)),
        truncation=1 - inside / amodal.area,
        visibility=mask.area / amodal.area,
    )


def _measured(box: Box) -> Box:
    return Box(box.x0, box.y0, box.x1, box.y1 + 1)


def pixels(path: Path) -> NDArray[np.uint8]:
    """A picture file as an RGB array."""
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
