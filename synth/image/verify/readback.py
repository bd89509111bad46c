"""Read a picture back with a detector: planned boxes and detected boxes side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.core.errors import SpecError
from synth.core.geometry import Box
from synth.image.plan.english import words
from synth.image.records import Detection, Plan, Readback
from synth.image.scene.schema import Scene

if TYPE_CHECKING:
    from jaxtyping import UInt8

Detector: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3'], Sequence[str]], list[tuple[int, Box, float]]]"
"""Picture (RGB) and queries -> (index of the query, box in px inside the picture, score 0-1), best first."""

BoxReader: TypeAlias = "Callable[[Plan, UInt8[np.ndarray, 'h w 3']], Readback]"
"""(plan, picture of its draft; RGB) -> planned and detected boxes."""


def queries_of(scene: Scene) -> dict[str, str]:
    """Category -> the query of a detector: the entry's `coco` name, else the category in words.

    Categories may share a query. The detector cannot distinguish them, so a detection may match any of them. SpecError
    where entries of one category have different `coco` names.
    """
    stated: dict[str, str] = {}
    for name, spec in scene.objects.items():
        category = spec.category or name
        if spec.coco is not None and stated.setdefault(category, spec.coco) != spec.coco:
            raise SpecError(
                f"objects.{name}.coco", spec.coco, f"category '{category}' has '{stated[category]}' already"
            )
    return {category: words(stated.get(category, category)) for category in scene.categories}


def box_reader_of(detector: Detector, queries: Mapping[str, str]) -> BoxReader:
    """A function that reads drafts back with a detector. A detection gets the first category that has its query."""
    texts = list(dict.fromkeys(queries.values()))
    categories = [next(name for name, query in queries.items() if query == text) for text in texts]

    def read(plan: Plan, image: UInt8[np.ndarray, "h w 3"]) -> Readback:
        found = detector(image, texts)
        return Readback(
            planned=tuple((instance.category, instance.box) for instance in plan.instances),
            read=tuple(Detection(categories[number], box, score) for number, box, score in found),
        )

    return read
