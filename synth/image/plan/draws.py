"""Random draws of one plan, each by its own name: an override of one range never shifts another draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from pydantic import RootModel

from synth.core.labels import AttributeValue
from synth.core.seeds import rng_for
from synth.image.scene.schema import Quota, Scene

FORCED_TRIES = 1000
"""Draws of a variable before a forced value is picked evenly: keeps the weights among several forced values."""


class Range(Protocol):
    """What a scene's ranges offer (`synth.scene.ranges`)."""

    def sample(self, rng: np.random.Generator, /) -> Any: ...

    def whole(self, rng: np.random.Generator, /) -> int: ...


class LayoutBlockedError(Exception):
    """One drawn layout that cannot be finished: how often each rule stood in the way. The plan is then redrawn."""

    def __init__(self, rules: Mapping[str, int]) -> None:
        self.rules = Counter(rules)
        super().__init__(", ".join(f"{rule}: {count}" for rule, count in self.rules.most_common()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """The draws of one redraw of one sample's plan."""

    seed: int
    sample_id: int
    redraw: int = 0

    def rng(self, *names: object) -> np.random.Generator:
        """The generator of one named draw."""
        return rng_for(self.seed, self.sample_id, "/".join(map(str, ("plan", self.redraw, *names))))

    def value(self, wanted: Range, *names: object) -> Any:
        """A draw from a range; a literal needs no generator."""
        return wanted.root if isinstance(wanted, RootModel) else wanted.sample(self.rng(*names))

    def number(self, wanted: Range, *names: object) -> float:
        return float(self.value(wanted, *names))

    def whole(self, wanted: Range, *names: object) -> int:
        """A draw as an integer."""
        return round(wanted.root) if isinstance(wanted, RootModel) else wanted.whole(self.rng(*names))

    def some(self, share: float, count: int, *names: object) -> frozenset[int]:
        """`share * count` of the indices 0 .. count - 1, at random; a fraction is rounded up with that probability."""
        if share >= 1.0 or count == 0:
            return frozenset(range(count))
        rng = self.rng(*names)
        chosen = int(share * count + rng.random())
        return frozenset(int(index) for index in rng.permutation(count)[:chosen])


def draw_variables(scene: Scene, quotas: tuple[Quota, ...], draws: Draws) -> dict[str, AttributeValue]:
    """The sample's variables; those that a quota names in `when` take one of its values."""
    forced = {name: values for quota in quotas for name, values in quota.when.items()}
    return {name: _draw_variable(draws, name, wanted, forced.get(name)) for name, wanted in scene.variables.items()}


def _draw_variable(draws: Draws, name: str, wanted: Range, forced: tuple[AttributeValue, ...] | None) -> AttributeValue:
    rng = draws.rng("variables", name)
    value = wanted.sample(rng)
    if forced is None:
        return value
    for _ in range(FORCED_TRIES):
        if value in forced:
            return value
        value = wanted.sample(rng)
    return forced[int(rng.integers(len(forced)))]


def matches(when: Mapping[str, tuple[AttributeValue, ...]], variables: Mapping[str, AttributeValue]) -> bool:
    """Whether the variables have the values that a `when` asks for."""
    return all(variables[name] in values for name, values in when.items())
