"""Archetypes: a domain's pictures as a mixture of clusters, within each of which features follow a Gaussian copula.

A copula is a correlation matrix with one table of quantiles per feature (Nelsen 2006, section 2.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from synth.core.errors import PackError, suggest
from synth.core.labels import AttributeValue

if TYPE_CHECKING:
    from jaxtyping import Float64

D = TypeVar("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archetype:
    """A cluster of similar pictures: its `share` of the domain, the `quantiles` of each feature at evenly spaced
    probabilities, and the Cholesky `factor` of the correlation matrix.
    """

    share: float
    quantiles: Float64[np.ndarray, "features q"]
    factor: Float64[np.ndarray, "features features"]


def archetypes_of(fitted: Mapping[str, Any]) -> tuple[Archetype, ...]:
    """The archetypes of a domain in prior.json."""
    return tuple(
        Archetype(
            share=a["share"],
            quantiles=np.asarray(a["quantiles"]),
            factor=np.linalg.cholesky(np.asarray(a["correlation"])),
        )
        for a in fitted["archetypes"]
    )


def draw_features(archetypes: Sequence[Archetype], rng: np.random.Generator) -> Float64[np.ndarray, " features"]:
    """The features of one picture."""
    shares = np.array([a.share for a in archetypes])
    archetype = archetypes[int(rng.choice(len(shares), p=shares / shares.sum()))]
    normal = archetype.factor @ rng.standard_normal(len(archetype.factor))
    levels = [NormalDist().cdf(float(z)) for z in normal]
    even = np.linspace(0, 1, archetype.quantiles.shape[1])
    return np.array([np.interp(level, even, table) for level, table in zip(levels, archetype.quantiles, strict=True)])


def draw_quantile(
    table: Float64[np.ndarray, " q"], rng: np.random.Generator, count: int
) -> Float64[np.ndarray, " count"]:
    """Values of a distribution that is given by its quantiles at evenly spaced probabilities."""
    return np.interp(rng.random(count), np.linspace(0, 1, len(table)), table)


def domain_of(domains: Mapping[str, D], variable: str, variables: Mapping[str, AttributeValue]) -> D:
    """The domain of a sample's variables. PackError where the pack has none for the value of its variable."""
    value = next(iter(domains)) if len(domains) == 1 else variables.get(variable)
    if value not in domains:
        raise PackError(f"variables.{variable}", value, f"the pack's prior has {suggest(str(value), domains)}")
    return domains[str(value)]


def levels_of(
    style: Mapping[str, float],
    names: Sequence[str],
    mean: Float64[np.ndarray, " styles"],
    deviation: Float64[np.ndarray, " styles"],
) -> Mapping[str, float]:
    """The style in its own units (normalised grey levels, logarithms) instead of standard deviations."""
    return {name: float(m + style[name] * d) for name, m, d in zip(names, mean, deviation, strict=False)}
