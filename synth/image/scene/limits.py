"""Measures of a finished plan and the bounds a scene may set on them: `constraints` and the quotas' `require`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from synth.scene.model import Model, Number

MeasureName = Literal["count", "coverage", "touching_pairs", "min_visibility", "truncated", "occluded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRule:
    """One bound on one measure. `category` None: over all objects. `below` is used by `occluded` only."""

    measure: MeasureName
    category: str | None
    min: float | None
    max: float | None
    below: float = 1.0

    def holds(self, value: float) -> bool:
        """Whether a value of the measure is within the bound."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def __str__(self) -> str:
        of = f" of {self.category}" if self.category else ""
        bounds = [f"{word} {end:g}" for word, end in (("min", self.min), ("max", self.max)) if end is not None]
        return f"{self.measure}{of}: {', '.join(bounds)}"


class _Ends(Model):
    min: Annotated[Number, Field(ge=0)] | None = None
    """lowest value allowed"""
    max: Annotated[Number, Field(ge=0)] | None = None
    """highest value allowed"""

    @model_validator(mode="after")
    def _ordered(self) -> _Ends:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not exceed max")
        return self


class CategoryBound(_Ends):
    """A bound on one category's objects."""

    @model_validator(mode="after")
    def _bounded(self) -> CategoryBound:
        if self.min is None and self.max is None:
            raise ValueError("needs min, max or both")
        return self


class Bound(_Ends):
    """A bound on a measure over all objects, over single categories, or both."""

    of: Annotated[dict[str, CategoryBound], Field(max_length=200)] = Field(default_factory=dict)
    """category: {min, max}; the measure over that category's objects alone"""

    @model_validator(mode="after")
    def _bounded(self) -> Bound:
        if self.min is None and self.max is None and not self.of:
            raise ValueError("needs min, max or `of`")
        return self


class OccludedBound(Bound):
    """A bound on the number of objects of which less than `below` is visible."""

    below: Annotated[Number, Field(gt=0, le=1)] = 0.95
    """an object counts as occluded where less than this share of it is visible"""


class Limits(Model):
    """Bounds on measures of the finished plan."""

    count: Bound | None = None
    """objects"""
    coverage: Bound | None = None
    """share of the canvas that objects cover, 0-1"""
    touching_pairs: Bound | None = None
    """pairs of objects whose visible masks have at most one pixel between them"""
    min_visibility: Bound | None = None
    """lowest visibility of any object, 0-1"""
    truncated: Bound | None = None
    """objects that the canvas border cuts"""
    occluded: OccludedBound | None = None
    """objects that others hide in part; what the canvas border cuts does not count"""

    def rules(self) -> tuple[MeasureRule, ...]:
        """The bounds as a list of rules: per measure first over all objects, then by category."""
        found: list[MeasureRule] = []
        for measure in get_args(MeasureName):
            bound: Bound | None = getattr(self, measure)
            if bound is None:
                continue
            below = bound.below if isinstance(bound, OccludedBound) else 1.0
            for category, ends in ((None, bound), *bound.of.items()):
                if ends.min is not None or ends.max is not None:
                    found.append(
                        MeasureRule(measure=measure, category=category, min=ends.min, max=ends.max, below=below)
                    )
        return tuple(found)
