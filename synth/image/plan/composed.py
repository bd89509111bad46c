"""The fitted prior of a pack whose objects have places and kinds: several categories, boxes, or whole compositions.

Of each picture an archetype (`synth.image.plan.archetypes`) draws, jointly, how many objects of each category there
are, where and how large those of a category are on the whole, and its style. Within a picture the objects of a category
scatter about that. What lies on another object (a tumour on a head) has its place on it. Nothing real is stored
(`synth.image.train.composed` fits the numbers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box
from synth.core.labels import AttributeValue
from synth.image.formats.objects import HELD_SHARE
from synth.image.plan.archetypes import Archetype, archetypes_of, domain_of, draw_features, draw_quantile
from synth.image.plan.forms import BOX_NUMBERS, polygon_of_form
from synth.image.plan.prior import NO_COUNTS, FittedLayout, Looks
from synth.image.plan.raster import Polygon, polygon_bounds, rasterise

if TYPE_CHECKING:
    from jaxtyping import Float64

PLACE = ("x", "y", "size", "brightness")
"""What places an object: its centre in shares of the picture, or of the box of the object that it lies on; the
logarithm of the root of its area in shares of the picture's; its level in units of the spread of its picture.
"""

LEAST_AREA_PX, TRIES, SLACK = 12.0, 24, 0.02
STEPS_TO_CENTRE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPrior:
    """Objects of one category.

    Their PLACE has `quantiles`; the scores (standard normal) behind it are those of the picture plus `within` times
    noise. The form is `form_mean` + `form_loading` scores + `form_factor` noise; the length of that noise over its
    usual one has the quantiles `form_spread`, since most objects are plain and a few are not. `overlap`: quantiles of
    the largest share of an object's box that another box covers. `holders`: category -> share of the objects that lie
    on such a one.
    """

    quantiles: Float64[np.ndarray, "4 q"]
    within: Float64[np.ndarray, "4 4"]
    form_mean: Float64[np.ndarray, " m"]
    form_loading: Float64[np.ndarray, "m 4"]
    form_factor: Float64[np.ndarray, "m m"]
    form_spread: Float64[np.ndarray, " q"]
    overlap: Float64[np.ndarray, " q"]
    holders: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedDomain:
    """Everything that is fitted to one domain. An archetype's features are the counts of the categories, the scores of
    the PLACE of each, and the styles.
    """

    archetypes: tuple[Archetype, ...]
    objects: Mapping[str, ObjectPrior]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """An object with its place on the canvas."""

    category: str
    polygon: Polygon
    box: Box
    brightness: float
    holder: int | None


class ComposedPrior:
    """Draws layouts from the mapping of a pack's prior.json, of the categories that it names."""

    def __init__(self, prior: Mapping[str, Any]) -> None:
        self._variable: str = prior["variable"]
        self._styles: tuple[str, ...] = tuple(prior["styles"])
        self.categories: tuple[str, ...] = tuple(prior["categories"])
        self._domains = {name: _domain_of(fitted) for name, fitted in prior["domains"].items()}
        forms = (len(one.form_mean) for domain in self._domains.values() for one in domain.objects.values())
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
        made: list[_Made] = []
        for category in _holders_first(domain.objects, self.categories):
            score = scores[self.categories.index(category)]
            for _ in range(counts.get(category, drawn[category])):
                made.append(_draw_object(domain.objects[category], category, score, made, (width, height), rng))
        order = sorted(range(len(made)), key=lambda i: (_depth(made, i), -made[i].box.area))
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
            attributes.append({"brightness": round(_places(prior, own)[3], 3)})
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
        _, _, size, _ = _places(prior, scores)
        return polygon_of_form(_draw_form(prior, scores, rng), _area(size, canvas_wh_px), (0.0, 0.0))


def _draw_object(
    prior: ObjectPrior,
    category: str,
    score: NDArray[np.float64],
    made: Sequence[_Made],
    canvas: tuple[int, int],
    rng: np.random.Generator,
) -> _Made:
    """One object that covers others no more than objects of its category do, as far as `TRIES` draws find a place. They
    go farther and farther away: of a category that is alone in its pictures nothing says where a second one would be.
    """
    holder = _draw_holder(prior, made, rng)
    allowed = float(draw_quantile(prior.overlap, rng, 1)[0]) + SLACK
    best: _Made | None = None
    least = np.inf
    for number in range(TRIES):
        one = _draw_once(prior, category, score, holder, made, canvas, number / TRIES, rng)
        excess = _overlap(one, made) - allowed
        if excess < least:
            best, least = one, excess
        if least <= 0:
            break
    assert best is not None
    return best


def _draw_once(
    prior: ObjectPrior,
    category: str,
    score: NDArray[np.float64],
    holder: int | None,
    made: Sequence[_Made],
    canvas: tuple[int, int],
    astray: float,
    rng: np.random.Generator,
) -> _Made:
    """An object where those of its picture are, or, with `astray` (0-1), where those of any picture are."""
    scores = score + prior.within @ rng.standard_normal(len(PLACE))
    if astray:
        scores[:2] = np.sqrt(1 - astray**2) * scores[:2] + astray * rng.standard_normal(2)
    x, y, size, brightness = _places(prior, scores)
    frame = Box(0, 0, *canvas) if holder is None else made[holder].box
    centre = (frame.x0 + x * frame.width, frame.y0 + y * frame.height)
    polygon = polygon_of_form(_draw_form(prior, scores, rng), _area(size, canvas), centre)
    if holder is not None:
        polygon = _moved_inside(polygon, made[holder].polygon)
    box = Box(*polygon_bounds(polygon)).intersection(Box(0, 0, *canvas))
    return _Made(category=category, polygon=polygon, box=box, brightness=brightness, holder=holder)


def _places(prior: ObjectPrior, scores: NDArray[np.float64]) -> tuple[float, float, float, float]:
    even = np.linspace(0, 1, prior.quantiles.shape[1])
    levels = [NormalDist().cdf(float(z)) for z in scores]
    x, y, size, brightness = (float(np.interp(at, even, q)) for at, q in zip(levels, prior.quantiles, strict=True))
    return x, y, size, brightness


def _draw_form(prior: ObjectPrior, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    noise = rng.standard_normal(len(prior.form_mean))
    noise *= np.sqrt(len(noise)) / np.linalg.norm(noise) * draw_quantile(prior.form_spread, rng, 1)
    return prior.form_mean + prior.form_loading @ scores + prior.form_factor @ noise


def _area(size: float, canvas: tuple[int, int]) -> float:
    return max(float(np.exp(2 * size)) * canvas[0] * canvas[1], LEAST_AREA_PX)


def _draw_holder(prior: ObjectPrior, made: Sequence[_Made], rng: np.random.Generator) -> int | None:
    """The index of the object that the next one lies on; larger ones are likelier. None: on no other."""
    at = float(rng.random())
    for category, share in prior.holders.items():
        at -= share
        there = [index for index, one in enumerate(made) if one.category == category]
        if at < 0 and there:
            areas = np.array([made[index].box.area for index in there]) + 1e-9
            return int(rng.choice(there, p=areas / areas.sum()))
    return None


def _moved_inside(polygon: Polygon, holder: Polygon) -> Polygon:
    """The polygon, moved towards the middle of the holder until it lies on it; smaller, if it has to be."""
    ground, middle = rasterise(holder), holder.mean(axis=0)
    centre = polygon.mean(axis=0)
    for step in range(STEPS_TO_CENTRE + 1):
        share = step / STEPS_TO_CENTRE
        moved = polygon + share * (middle - centre)
        mask = rasterise(moved)
        if mask.intersection_area(ground) >= HELD_SHARE * mask.area:
            return moved
    return (polygon - centre) * 0.5 + middle


def _overlap(one: _Made, made: Sequence[_Made]) -> float:
    """The largest share of its box, or of another's, that they have in common, holders and held left out."""
    shares = [
        one.box.intersection(other.box).area / max(min(one.box.area, other.box.area), 1e-9)
        for index, other in enumerate(made)
        if index != one.holder and (one.holder is None or other.holder is None or one.holder == other.holder)
    ]
    return max(shares, default=0.0)


def _depth(made: Sequence[_Made], index: int) -> int:
    holder = made[index].holder
    return 0 if holder is None else 1 + _depth(made, holder)


def _holders_first(objects: Mapping[str, ObjectPrior], categories: Sequence[str]) -> list[str]:
    """The categories in an order in which what holds others comes first; those in a ring as they stand."""
    order: list[str] = []
    waiting = [name for name in categories if name in objects]
    while waiting:
        ready = [name for name in waiting if not set(objects[name].holders) & (set(waiting) - {name})]
        order += ready or waiting[:1]
        waiting = [name for name in waiting if name not in order]
    return order


def _domain_of(fitted: Mapping[str, Any]) -> ComposedDomain:
    tables = ("quantiles", "within", "form_mean", "form_loading", "form_factor", "form_spread", "overlap")
    objects = {
        name: ObjectPrior(
            holders=dict(one["holders"]), **{table: np.asarray(one[table], np.float64) for table in tables}
        )
        for name, one in fitted["objects"].items()
    }
    return ComposedDomain(archetypes=archetypes_of(fitted), objects=objects)
