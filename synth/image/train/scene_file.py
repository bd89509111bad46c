"""The scene of a pack that was just fitted: its usual canvas, all its categories, all as in the real pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from synth.core.labels import Category
from synth.image.packs.card import PackCard
from synth.image.train.corpus import TrainingPicture

SCENE = "scene.yaml"
STEP_PX, LARGEST_PX = 8, 2048
LEAST_AREA_PX, LEAST_SEEN_PX = 12, 12
"""Area of an object on the canvas, and as the networks see it, that is large enough to be verified."""


def write_scene(card: PackCard, categories: Sequence[Category], shares: Sequence[float], folder: Path) -> None:
    """Write `folder`/scene.yaml, which `synth generate scene=FOLDER/scene.yaml` draws; `shares` of the values of the
    pack's variable.
    """
    text = yaml.safe_dump(_scene(card, categories, shares), sort_keys=False, allow_unicode=True, width=140)
    (folder / SCENE).write_text(text, encoding="utf-8")


def shares_of(pictures: Sequence[TrainingPicture], values: int) -> list[float]:
    """The share of the pictures that each value of the variable has."""
    counts = Counter(picture.domain for picture in pictures)
    return [counts[domain] / len(pictures) for domain in range(values)]


def _scene(card: PackCard, categories: Sequence[Category], shares: Sequence[float]) -> dict[str, Any]:
    assert card.canvas_wh_px is not None
    width, height = (min(max(STEP_PX * round(side / STEP_PX), STEP_PX), LARGEST_PX) for side in card.canvas_wh_px)
    scene: dict[str, Any] = {"kind": "image", "canvas": {"width": width, "height": height}, "pack": "."}
    if len(card.variable.values) > 1:
        choice = {value: round(share, 4) for value, share in zip(card.variable.values, shares, strict=True)}
        scene["variables"] = {card.variable.name: {"choice": choice}}
        scene["prompt"] = f"{{{card.variable.name}}} picture"
    seen = card.working_wh(width, height)[0] / width
    scene["min_area"] = max(LEAST_AREA_PX, round(LEAST_SEEN_PX / seen**2))
    scene["objects"] = {}
    for category in categories:
        name = _entry_name(category.name, scene["objects"])
        entry: dict[str, Any] = {} if name == category.name else {"category": category.name}
        if category.supercategory:
            entry["supercategory"] = category.supercategory
        scene["objects"][name] = entry | {
            "category_id": category.id,
            **{leaf: {"fitted": True} for leaf in ("count", "size", "shape")},
            "place": {"kind": "fitted"},
        }
    return scene


def _entry_name(category: str, taken: dict[str, Any]) -> str:
    """A name of a scene's entry, as scenes spell them, that is not taken."""
    plain = re.sub(r"\W+", "_", category, flags=re.ASCII).strip("_")[:56] or "object"
    plain = plain if not plain[0].isdigit() else f"_{plain}"
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}_{number}", number + 1
    return name
