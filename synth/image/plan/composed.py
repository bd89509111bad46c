"""The fitted prior of a pack whose objects have places and kinds: several categories, boxes, or whole compositions.

Of each picture an archetype (`synth.image.plan.archetypes`) draws, jointly, how many objects of each category there
are, where and how large those of a category are on the whole, and its style. Within a picture the objects of a category
scatter about that. What lies on another object (a tumour on a head) has its place on it. Nothing real is stored
(`synth.image.train.composed` fits the numbers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.formats.objects import rectangle
from synth.image.plan.archetypes import Archetype, archetypes_of, domain_of, draw_features
from synth.image.plan.box_outlines import box_outlines_of
from synth.image.plan.composed_object import (
    PLACE,
    TRIES,
    Forms,
    Made,
    ObjectPrior,
    area_of,
    depth_of,
    draw_form,
    draw_object,
    places_of,
)
from synth.image.plan.forms import BOX_NUMBERS, polygon_of_form
from synth.image.plan.prior import NO_COUNTS, FittedLayout, Looks
from synth.image.plan.raster import Polygon

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedDomain:
    """Everything that is fitted to one domain. An archetype's features are the counts of the categories, the scores of
    the PLACE of each, and the styles.
    """

    archetypes: tuple[Archetype, ...]
    objects: Mapping[str, ObjectPrior]


class ComposedPrior:
    """Draws layouts from the mapping of a pack's prior.json, of the categories that it names."""

    def __init__(self, prior: Mapping[str, Any]) -> None:
        self._variable: str = prior["variable"]
        self._styles: tuple[str, ...] = tuple(prior["styles"])
        self.categories: tuple[str, ...] = tuple(prior["categories"])
        self._domains = {name: _domain_of(fitted) for name, fitted in prior["domains"].items()}
        forms = (one.form_numbers for domain in self._domains.values() for one in domain.objects.values())
        self.boxes: bool = all(numbers == BOX_NUMBERS for numbers in forms)

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        counts: Mapping[str, int] = NO_COUNTS,
    ) -> FittedLayout:
        """A layout on a canvas of width x height px. `counts` fixes the number of objects of some categories; the
        rest is as in pictures that show those and not others, as far as `TRIES` draws find one.

        Raises PackError where the pack has no domain for the value of its variable.
        """
        domain, number = domain_of(self._domains, self._variable, variables), len(self.categories)
        features = self._draw_features(domain, counts, rng)
        drawn = {name: max(round(float(count)), 0) for name, count in zip(self.categories, features, strict=False)}
        if not sum(drawn.values()):
            drawn[self.categories[int(np.argmax(features[:number]))]] = 1
        scores = features[number : number + number * len(PLACE)].reshape(number, len(PLACE))
        style = dict(zip(self._styles, map(float, features[number * (1 + len(PLACE)) :]), strict=True))
        made: list[Made] = []
        for category in _drawing_order(domain.objects, self.categories):
            score = scores[self.categories.index(category)]
            for _ in range(counts.get(category, drawn[category])):
                made.append(draw_object(domain.objects[category], category, score, made, (width, height), rng))
        order = sorted(range(len(made)), key=lambda i: (depth_of(made, i), -made[i].box.area))
        return FittedLayout(
            style=style,
            polygons=[made[i].polygon for i in order],
            attributes=[{"brightness": round(made[i].brightness, 3)} for i in order],
            categories=[made[i].category for i in order],
            hides=[made[i].holder is None and not self.boxes for i in order],
        )

    def draw_looks(
        self,
        variables: Mapping[str, AttributeValue],
        categories: Sequence[str],
        areas_px: Sequence[float],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Looks:
        """As in a picture of as many objects of each category. Raises PackError as `draw_layout`."""
        domain, number = domain_of(self._domains, self._variable, variables), len(self.categories)
        counts = {name: categories.count(name) for name in self.categories}
        features = self._draw_features(domain, counts, rng)
        scores = features[number : number + number * len(PLACE)].reshape(number, len(PLACE))
        attributes = list[Mapping[str, AttributeValue]]()
        for category in categories:
            prior = domain.objects[category]
            own = scores[self.categories.index(category)] + prior.within @ rng.standard_normal(len(PLACE))
            attributes.append({"brightness": round(places_of(prior, own)[3], 3)})
        return dict(zip(self._styles, map(float, features[number * (1 + len(PLACE)) :]), strict=True)), attributes

    def holders(self, category: str, variables: Mapping[str, AttributeValue]) -> frozenset[str]:
        """The categories that enough objects of this one lie on in the training pictures."""
        return frozenset(domain_of(self._domains, self._variable, variables).objects[category].holders)

    def _draw_features(
        self, domain: ComposedDomain, counts: Mapping[str, int], rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """The features of a picture that shows the categories which are counted, and none that is counted as 0; the
        last of `TRIES` where none does.
        """
        features = draw_features(domain.archetypes, rng)
        for _ in range(TRIES):
            if all((round(float(features[self.categories.index(n)])) > 0) == (c > 0) for n, c in counts.items()):
                break
            features = draw_features(domain.archetypes, rng)
        return features

    def outline_in(
        self,
        category: str,
        box: Box,
        variables: Mapping[str, AttributeValue],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Mask:
        """What lies in a box of a category, all of the box where nothing is known of it. Raises PackError as
        `draw_layout`.
        """
        outlines = domain_of(self._domains, self._variable, variables).objects[category].outlines
        return outlines.draw(box, rng, canvas_wh_px) if outlines else rectangle(box, *canvas_wh_px)

    def draw_outline(
        self,
        category: str,
        variables: Mapping[str, AttributeValue],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Polygon:
        """One outline with its centroid at (0, 0), as large as on such a canvas. Raises PackError as `draw_layout`."""
        prior = domain_of(self._domains, self._variable, variables).objects[category]
        scores = rng.standard_normal(len(PLACE))
        _, _, size, _ = places_of(prior, scores)
        return polygon_of_form(draw_form(prior, scores, rng), area_of(size, canvas_wh_px), (0.0, 0.0))


def _drawing_order(objects: Mapping[str, ObjectPrior], categories: Sequence[str]) -> list[str]:
    """The categories in an order in which what holds others comes first, of the others the larger ones."""
    order: list[str] = []
    waiting = sorted(
        (name for name in categories if name in objects),
        key=lambda name: -float(np.median(objects[name].quantiles[PLACE.index("size")])),
    )
    while waiting:
        ready = [name for name in waiting if not set(objects[name].holders) & (set(waiting) - {name})]
        order += ready or waiting[:1]
        waiting = [name for name in waiting if name not in order]
    return order


def _domain_of(fitted: Mapping[str, Any]) -> ComposedDomain:
    tables = ("quantiles", "within", "form_loading", "overlap")
    objects = {
        name: ObjectPrior(
            forms=tuple(map(_forms_of, one["forms"])),
            outlines=box_outlines_of(one.get("outlines")),
            holders=dict(one["holders"]),
            **{table: np.asarray(one[table], np.float64) for table in tables},
        )
        for name, one in fitted["objects"].items()
    }
    return ComposedDomain(archetypes=archetypes_of(fitted), objects=objects)


def _forms_of(fitted: Mapping[str, Any]) -> Forms:
    tables = {table: np.asarray(fitted[table], np.float64) for table in ("mean", "factor", "spread")}
    return Forms(share=fitted["share"], **tables)
