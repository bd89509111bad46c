"""Random draws of one plan, each with its own name, so that a changed range never shifts another draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from pydantic import RootModel

from synth.core.labels import AttributeValue
from synth.core.seeds import rng_for
from synth.image.scene.schema import PictureScene
from synth.scene.quotas import forced_values

FORCED_TRIES = 1000
"""Draws of a variable before a forced value is picked uniformly. Draws keep the weights among several forced values."""


class SceneRange(Protocol):
    """The methods that every range of a scene has (`synth.scene.ranges`)."""

    def sample(self, rng: np.random.Generator, /) -> Any: ...

    def whole(self, rng: np.random.Generator, /) -> int: ...


class LayoutBlockedError(Exception):
    """A drawn layout cannot be finished, so the plan is redrawn. `rules` counts the broken rules by name."""

    def __init__(self, rules: Mapping[str, int]) -> None:
        self.rules = Counter(rules)
        super().__init__(", ".join(f"{rule}: {count}" for rule, count in self.rules.most_common()))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDraws:
    """The random draws of one redraw of one sample's plan, by name."""

    seed: int
    sample_id: int
    redraw: int = 0

    def rng(self, *names: object) -> np.random.Generator:
        """The random generator of the draw with this name."""
        return rng_for(self.seed, self.sample_id, "/".join(map(str, ("plan", self.redraw, *names))))

    def value(self, wanted: SceneRange, *names: object) -> Any:
        """A draw from a range. A literal is returned as it is."""
        return wanted.root if isinstance(wanted, RootModel) else wanted.sample(self.rng(*names))

    def number(self, wanted: SceneRange, *names: object) -> float:
        """A draw as a float."""
        return float(self.value(wanted, *names))

    def whole(self, wanted: SceneRange, *names: object) -> int:
        """A draw as an integer."""
        return round(wanted.root) if isinstance(wanted, RootModel) else wanted.whole(self.rng(*names))

    def some(self, share: float, count: int, *names: object) -> frozenset[int]:
        """A random subset of the indices 0 .. count - 1, of size `share * count`.

        A fractional size is rounded up with a probability equal to its fraction, so that the expected size is exact.
        """
        if share >= 1.0 or count == 0:
            return frozenset(range(count))
        rng = self.rng(*names)
        chosen = int(share * count + rng.random())
        return frozenset(int(index) for index in rng.permutation(count)[:chosen])


def draw_variables(scene: PictureScene, quotas: tuple[str, ...], draws: NamedDraws) -> dict[str, AttributeValue]:
    """The sample's variables. A variable that its quotas name in `when` gets one of the values that they allow."""
    forced = forced_values(scene, quotas)
    return {name: _draw_variable(draws, name, wanted, forced.get(name)) for name, wanted in scene.variables.items()}


def _draw_variable(
    draws: NamedDraws, name: str, wanted: SceneRange, forced: tuple[AttributeValue, ...] | None
) -> AttributeValue:
    rng = draws.rng("variables", name)
    value = wanted.sample(rng)
    if forced is None:
        return value
    for _ in range(FORCED_TRIES):
        if value in forced:
            return value
        value = wanted.sample(rng)
    return forced[int(rng.integers(len(forced)))]
