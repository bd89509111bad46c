"""Measures of the instances of a finished plan, and whether a scene's bounds on them hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import overlap_slices
from synth.image.labels import Instance
from synth.image.scene.limits import MeasureRule

TOUCHING_GAP_PX = 1
"""Masks with at most this many pixels of background between them touch."""


def measure(rule: MeasureRule, instances: Sequence[Instance], width: int, height: int) -> float:
    """The value of a rule's measure over the instances of its category (all instances where it names none).

    Raises ValueError for an unknown measure.
    """
    chosen = [instance for instance in instances if rule.category in (None, instance.category)]
    match rule.measure:
        case "count":
            return len(chosen)
        case "coverage":
            return sum(instance.area for instance in chosen) / (width * height)
        case "touching_pairs":
            return len(touching_pairs(chosen, width, height))
        case "min_visibility":
            return min((instance.visibility for instance in chosen), default=1.0)
        case "truncated":
            return sum(instance.truncation > 0 for instance in chosen)
        case "occluded":
            return sum(unhidden_share(instance) < rule.below for instance in chosen)
    raise ValueError(f"no measure is called {rule.measure!r}")


def unhidden_share(instance: Instance) -> float:
    """Visible share (0-1) of the part inside the canvas: visibility without the effect of the border."""
    return instance.visibility / (1.0 - instance.truncation)


def broken_rules(
    rules: Iterable[MeasureRule], instances: Sequence[Instance], width: int, height: int
) -> tuple[MeasureRule, ...]:
    """The rules that do not hold."""
    return tuple(rule for rule in rules if not rule.holds(measure(rule, instances, width, height)))


def touching_pairs(instances: Sequence[Instance], width: int, height: int) -> frozenset[tuple[int, int]]:
    """Pairs (a, b), a < b, of ids of instances whose visible masks have at most `TOUCHING_GAP_PX` pixels between them.

    The gap counts along rows, columns and diagonals: some pixel of one instance lies within gap + 1 pixels of a pixel
    of the other.
    """
    owners = np.zeros((height, width), np.int32)
    for instance in instances:
        target, source = overlap_slices(owners.shape, instance.mask.bits.shape, instance.mask.x0, instance.mask.y0)
        owners[target][instance.mask.bits[source]] = instance.id
    reach = TOUCHING_GAP_PX + 1
    shifts = [
        (down, right) for down in range(reach + 1) for right in range(-reach, reach + 1) if (down, right) > (0, 0)
    ]
    return frozenset().union(*(_neighbours(owners, down, right) for down, right in shifts))


def _neighbours(owners: NDArray[np.int32], down: int, right: int) -> set[tuple[int, int]]:
    """Pairs of different owners that meet when the map is shifted by (down, right) pixels, without background (0)."""
    height, width = owners.shape
    here = owners[: height - down, max(-right, 0) : width - max(right, 0)].ravel()
    there = owners[down:, max(right, 0) : width - max(-right, 0)].ravel()
    meets = np.flatnonzero((here != there) & (here > 0) & (there > 0))
    return {(min(a, b), max(a, b)) for a, b in zip(here[meets].tolist(), there[meets].tolist(), strict=True)}
