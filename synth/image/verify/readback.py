"""What a picture was to show beside what a detector reads in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import SpecError
from synth.core.geometry import Box
from synth.image.plan.english import words
from synth.image.records import Detection, Plan, Readback
from synth.image.scene.schema import Scene

Detector: TypeAlias = Callable[[NDArray[np.uint8], Sequence[str]], list[tuple[int, Box, float]]]
"""Picture (h, w, 3; RGB) and queries -> (number of the query, box in px inside the picture, score 0-1), best first."""

BoxReader: TypeAlias = Callable[[Plan, NDArray[np.uint8]], Readback]


def queries_of(scene: Scene) -> dict[str, str]:
    """Category -> what a detector is asked for: the entry's `coco` name, else the category in words.

    Categories may share a query: the detector cannot tell them apart, and any of them may claim what it finds.
    SpecError where entries of one category have different `coco` names.
    """
    told: dict[str, str] = {}
    for name, spec in scene.objects.items():
        category = spec.category or name
        if spec.coco is not None and told.setdefault(category, spec.coco) != spec.coco:
            raise SpecError(f"objects.{name}.coco", spec.coco, f"category '{category}' has '{told[category]}' already")
    return {category: words(told.get(category, category)) for category in scene.categories}


def box_reader_of(detector: Detector, queries: Mapping[str, str]) -> BoxReader:
    """What reads a draft of a plan back. A detection goes by the first category that has its query."""
    texts = list(dict.fromkeys(queries.values()))
    categories = [next(name for name, query in queries.items() if query == text) for text in texts]

    def read(plan: Plan, image: NDArray[np.uint8]) -> Readback:
        found = detector(image, texts)
        return Readback(
            planned=tuple((instance.category, instance.box) for instance in plan.instances),
            read=tuple(Detection(categories[number], box, score) for number, box, score in found),
        )

    return read
