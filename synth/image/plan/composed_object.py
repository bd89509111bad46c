"""One object of a composed layout: its size and form, and a place where it overlaps others as such objects do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from synth.core.geometry import Box
from synth.image.formats.objects import HELD_SHARE
from synth.image.plan.archetypes import draw_quantile
from synth.image.plan.box_outlines import BoxOutlines
from synth.image.plan.forms import BOX_NUMBERS, polygon_of_form
from synth.image.plan.raster import Polygon, polygon_bounds, rasterise

if TYPE_CHECKING:
    from jaxtyping import Float64

PLACE = ("x", "y", "size", "brightness")
"""What places an object: its centre in shares of the picture, or of the box of the object that it lies on; the
logarithm of the root of its area in shares of the picture's; its level in units of the spread of its picture.
"""

LEAST_AREA_PX, TRIES, SLACK = 12.0, 24, 0.02
STEPS_TO_CENTRE = 8

RIDGE = 1e-4
"""Added to variances of scores, so that there is some where no two objects of a picture tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """A `share` of a category's objects whose forms are alike: `mean` + `factor` noise. The length of that noise over
    its usual one has the quantiles `spread`, since most objects are plain and a few are not; of boxes, whose form is
    one number, these are the noise itself.
    """

    share: float
    mean: Float64[np.ndarray, " m"]
    factor: Float64[np.ndarray, "m m"]
    spread: Float64[np.ndarray, " q"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPrior:
    """Objects of one category.

    Their PLACE has `quantiles`; the scores (standard normal) behind it are those of the picture plus `within` times
    noise. The form is one of a mixture, `forms`, plus `form_loading` scores: a single Gaussian would make every head a
    little of each odd one. `outlines`: what lies in boxes; None for masks, or where nothing is known of it. `overlap`:
    quantiles of the largest share of an object's box that the box of one before it covers, larger categories being
    drawn first. `holders`: category -> share of the objects that lie on such a one.
    """

    quantiles: Float64[np.ndarray, "4 q"]
    within: Float64[np.ndarray, "4 4"]
    forms: tuple[Forms, ...]
    outlines: BoxOutlines | None
    form_loading: Float64[np.ndarray, "m 4"]
    overlap: Float64[np.ndarray, " q"]
    holders: Mapping[str, float]

    @property
    def form_numbers(self) -> int:
        """How many numbers describe a form (`synth.image.plan.forms`)."""
        return len(self.form_loading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An object with its place on the canvas; `holder` is the index of the object that it lies on."""

    category: str
    polygon: Polygon
    box: Box
    brightness: float
    holder: int | None


def draw_object(
    prior: ObjectPrior,
    category: str,
    score: Float64[np.ndarray, " 4"],
    made: Sequence[Made],
    canvas_wh_px: tuple[int, int],
    rng: np.random.Generator,
) -> Made:
    """One object of a picture of this `score` beside those that are `made`.

    Size and form are drawn once, the place up to `TRIES` times: it is kept where the overlap is nearest to one that is
    drawn for it. Later places are farther from those of the picture: of a category that is alone in its pictures
    nothing says where a second one would be.
    """
    holder = _draw_holder(prior, made, rng)
    rivals = np.array(_rivals(holder, made)).reshape(-1, 4)
    wanted = float(draw_quantile(prior.overlap, rng, 1)[0])
    scores = score + prior.within @ rng.standard_normal(len(PLACE))
    _, _, size, brightness = places_of(prior, scores)
    outline = polygon_of_form(draw_form(prior, scores, rng), area_of(size, canvas_wh_px), (0.0, 0.0))
    canvas = Box(0, 0, *canvas_wh_px)
    frame = canvas if holder is None else made[holder].box
    best, least = outline, np.inf
    for at_xy in _places(prior, score, scores, rng):
        polygon = outline + at_xy * (frame.width, frame.height) + (frame.x0, frame.y0)
        if holder is not None:
            polygon = _moved_inside(polygon, made[holder].polygon)
        box = Box(*polygon_bounds(polygon)).intersection(canvas)
        miss = abs(largest_overlap(box, rivals) - wanted) if len(rivals) else 0.0
        if miss < least:
            best, least = polygon, miss
        if least <= SLACK:
            break
    box = Box(*polygon_bounds(best)).intersection(canvas)
    return Made(category=category, polygon=best, box=box, brightness=brightness, holder=holder)


def places_of(prior: ObjectPrior, scores: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """The PLACE of an object of these scores."""
    even = np.linspace(0, 1, prior.quantiles.shape[1])
    x, y, size, brightness = (
        float(np.interp(at, even, q)) for at, q in zip(ndtr(scores), prior.quantiles, strict=True)
    )
    return x, y, size, brightness


def draw_form(prior: ObjectPrior, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The form of an object of these scores (`synth.image.plan.forms`)."""
    return prior.form_loading @ scores + _drawn(prior.forms, rng)


def _drawn(mixture: Sequence[Forms], rng: np.random.Generator) -> NDArray[np.float64]:
    shares = np.array([forms.share for forms in mixture])
    forms = mixture[int(rng.choice(len(shares), p=shares / shares.sum()))]
    if len(forms.mean) == BOX_NUMBERS:
        noise = draw_quantile(forms.spread, rng, BOX_NUMBERS)
    else:
        noise = rng.standard_normal(len(forms.mean))
        noise *= np.sqrt(len(noise)) / np.linalg.norm(noise) * draw_quantile(forms.spread, rng, 1)
    return forms.mean + forms.factor @ noise


def area_of(size: float, canvas_wh_px: tuple[int, int]) -> float:
    """The area in px of an object of this size on a canvas."""
    return max(float(np.exp(2 * size)) * canvas_wh_px[0] * canvas_wh_px[1], LEAST_AREA_PX)


def largest_overlap(one: Box, others: Float64[np.ndarray, "n 4"]) -> float:
    """The largest share of a box, or of another one's (xyxy in px), that both have in common; 0 where none is."""
    if not len(others):
        return 0.0
    x0, y0, x1, y1 = others.T
    width = np.minimum(x1, one.x1) - np.maximum(x0, one.x0)
    height = np.minimum(y1, one.y1) - np.maximum(y0, one.y0)
    common = np.maximum(width, 0) * np.maximum(height, 0)
    smaller = np.minimum(np.maximum(x1 - x0, 0) * np.maximum(y1 - y0, 0), one.area)
    return float((common / np.maximum(smaller, 1e-9)).max())


def depth_of(made: Sequence[Made], index: int) -> int:
    """How many objects lie one below the other under an object."""
    holder = made[index].holder
    return 0 if holder is None else 1 + depth_of(made, holder)


def _places(
    prior: ObjectPrior, score: NDArray[np.float64], scores: NDArray[np.float64], rng: np.random.Generator
) -> Float64[np.ndarray, "tries 2"]:
    """Places of an object of these scores, in shares of its frame: its own, then others where objects of its size are
    in its picture, the later ones more and more where such objects are in any picture.
    """
    spread = prior.within @ prior.within.T + RIDGE * np.eye(len(PLACE))
    pull = spread[:2, 2:] @ np.linalg.inv(spread[2:, 2:])
    left = np.linalg.cholesky(spread[:2, :2] - pull @ spread[2:, :2])
    near = score[:2] + pull @ (scores - score)[2:] + rng.standard_normal((TRIES, 2)) @ left.T
    astray = np.maximum(np.arange(TRIES)[:, None] * 2 / TRIES - 1, 0)
    drawn = np.sqrt(1 - astray**2) * near + astray * rng.standard_normal((TRIES, 2))
    drawn[0] = scores[:2]
    even = np.linspace(0, 1, prior.quantiles.shape[1])
    levels = ndtr(drawn)
    return np.stack([np.interp(levels[:, k], even, prior.quantiles[k]) for k in (0, 1)], axis=1)


def _draw_holder(prior: ObjectPrior, made: Sequence[Made], rng: np.random.Generator) -> int | None:
    """The index of the object that the next one lies on; larger ones are likelier. None: on no other."""
    at = float(rng.random())
    for category, share in prior.holders.items():
        at -= share
        there = [index for index, one in enumerate(made) if one.category == category]
        if at < 0 and there:
            areas = np.array([made[index].box.area for index in there]) + 1e-9
            return int(rng.choice(there, p=areas / areas.sum()))
    return None


def _rivals(holder: int | None, made: Sequence[Made]) -> list[Box]:
    """The boxes that the next object may not share: neither that which it lies on, nor what lies on another one."""
    return [
        other.box
        for index, other in enumerate(made)
        if index != holder and (holder is None or other.holder is None or holder == other.holder)
    ]


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
