"""The fitted prior of a pack whose objects, all of one category, are strewn. It draws layout and appearance of a
picture together, since both depend on magnification and stain.

A domain (one value of the pack's variable) is a mixture of archetypes (`synth.image.plan.archetypes`). No picture, mask
or outline of the training data is stored, only summaries (`synth.image.train.prior` fits them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.packs.card import BACKGROUND, object_colours
from synth.image.plan.archetypes import Archetype, archetypes_of, domain_of, draw_features, draw_quantile, levels_of
from synth.image.plan.arrange import Ellipses, arrange
from synth.image.plan.fourier import ORDERS, Outline, polygon_of
from synth.image.plan.raster import Polygon, polygon_bounds, rasterise

if TYPE_CHECKING:
    from jaxtyping import Float64

LAYOUT_FEATURES = (
    "density",
    "size_mean",
    "size_spread",
    "gap_mean",
    "gap_spread",
    "third_mean",
    "third_spread",
    "alignment",
)
"""Layout features of a picture. `density` is log(count per px^2). `size_mean` and `size_spread` are mean and standard
deviation of log(area in px^2); `gap_*` and `third_*` those of the log gap ratio to the 1st and the 3rd neighbour.
`alignment` is the mean cos 2(a - b) of neighbours' angles.
"""

LEAST_AREA_PX, MOST_ECCENTRIC = 20.0, 0.85
COUNT_TRIES, SURPLUS = 6, 1.15
NO_COUNTS: Mapping[str, int] = {}
SHOWN_PX = 30
LOOKS_TRIES, LEAST_SPREAD, LARGEST_SIZE = 8, 0.05, 4.0
LEAST_CONTRAST = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPrior:
    """Everything that is fitted to one domain.

    Residual tables hold quantiles at evenly spaced probabilities, in units of the picture's spread. Axis `d` is an
    outline: the normal score of its eccentricity, then real and imaginary parts of its details.
    """

    archetypes: tuple[Archetype, ...]
    size_residual: Float64[np.ndarray, " r"]
    gap_residual: Float64[np.ndarray, "2 r"]
    eccentric: Float64[np.ndarray, " r"]
    outline_mean: Float64[np.ndarray, " d"]
    outline_loading: Float64[np.ndarray, " d"]
    outline_factor: Float64[np.ndarray, "d d"]
    style_mean: Float64[np.ndarray, " styles"]
    style_deviation: Float64[np.ndarray, " styles"]
    brightness_slope: float
    brightness_residual: Float64[np.ndarray, " r"]


Looks: TypeAlias = "tuple[Mapping[str, float], Sequence[Mapping[str, AttributeValue]]]"
"""The style of a picture, and the attributes of each of its objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLayout:
    """One drawn layout: style factors, outlines (xy in px, in painting order) and the attributes of each.

    `categories` names that of each outline where the prior knows several. `hides`: whether it hides what is behind it;
    a part of another object does not, nor does a box.
    """

    style: Mapping[str, float]
    polygons: Sequence[Polygon]
    attributes: Sequence[Mapping[str, AttributeValue]] = field(default=())
    categories: Sequence[str] = field(default=())
    hides: Sequence[bool] = field(default=())

    @property
    def masks(self) -> Sequence[Mask]:
        """The pixels of each outline."""
        return [rasterise(polygon) for polygon in self.polygons]

    @property
    def boxes(self) -> Sequence[Box]:
        """The exact box of each outline."""
        return [Box(*polygon_bounds(polygon)) for polygon in self.polygons]


class FittedPrior:
    """Draws layouts from the mapping of a pack's prior.json.

    `variable` names the scene variable whose values are the domains, `styles` the appearance factors. The prior is in
    working px, of which a px of the canvas has `scale`.
    """

    categories: tuple[str, ...] = ()
    """One, whatever a scene calls it."""

    boxes = False

    def __init__(self, prior: Mapping[str, Any]) -> None:
        self._scale: float = prior.get("scale", 1.0)
        self._variable: str = prior["variable"]
        self._styles: tuple[str, ...] = tuple(prior["styles"])
        self._domains = {name: _domain_of(fitted) for name, fitted in prior["domains"].items()}

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        counts: Mapping[str, int] = NO_COUNTS,
    ) -> FittedLayout:
        """A layout on a canvas of width x height px. `counts` fixes the number of objects that show at least 30 px.

        Raises PackError where the pack has no domain for the value of its variable.
        """
        width, height, count = (
            round(width * self._scale),
            round(height * self._scale),
            next(iter(counts.values()), None),
        )
        domain = domain_of(self._domains, self._variable, variables)
        features = draw_features(domain.archetypes, rng)
        layout: dict[str, float] = dict(zip(LAYOUT_FEATURES, features, strict=False))
        style = dict(zip(self._styles, map(float, features[len(LAYOUT_FEATURES) :]), strict=True))
        polygons, sizes = _draw_polygons(domain, layout, width, height, rng, None)
        if count is None and not any(_shows(p, width, height) for p in polygons):
            count = 1
        if count is not None:
            polygons, sizes = _draw_exactly(domain, layout, width, height, rng, count)
        attributes = self._attributes(domain, sizes, style, rng)
        return FittedLayout(style=style, polygons=[p / self._scale for p in polygons], attributes=attributes)

    def draw_looks(
        self,
        variables: Mapping[str, AttributeValue],
        categories: Sequence[str],
        areas_px: Sequence[float],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Looks:
        """As a picture whose objects have such a density and such sizes on the whole, since both tell magnification and
        stain; the nearest of `LOOKS_TRIES`. Raises PackError as `draw_layout`.
        """
        domain = domain_of(self._domains, self._variable, variables)
        drawn = [draw_features(domain.archetypes, rng) for _ in range(LOOKS_TRIES)]
        log_areas = np.log(np.maximum(np.array(areas_px) * self._scale**2, LEAST_AREA_PX))
        of_layout = len(LAYOUT_FEATURES)
        if len(log_areas):
            canvas = canvas_wh_px[0] * canvas_wh_px[1] * self._scale**2
            wanted = np.array([np.log(len(log_areas) / canvas), log_areas.mean()])
            drawn.sort(key=lambda features: float(np.abs(features[:2] - wanted).sum()))
        layout = dict(zip(LAYOUT_FEATURES, drawn[0], strict=False))
        style = dict(zip(self._styles, map(float, drawn[0][of_layout:]), strict=True))
        sizes = (log_areas - layout["size_mean"]) / max(layout["size_spread"], LEAST_SPREAD)
        return style, self._attributes(domain, np.clip(sizes, -LARGEST_SIZE, LARGEST_SIZE), style, rng)

    def holders(self, category: str, variables: Mapping[str, AttributeValue]) -> frozenset[str]:
        """None: nothing that is strewn lies on another object."""
        return frozenset()

    def _attributes(
        self, domain: DomainPrior, sizes: NDArray[np.float64], style: Mapping[str, float], rng: np.random.Generator
    ) -> list[Mapping[str, AttributeValue]]:
        """Those of objects of these standardised log-sizes."""
        brightness = domain.brightness_slope * sizes + draw_quantile(domain.brightness_residual, rng, len(sizes))
        brightness = _visible(brightness, levels_of(style, self._styles, domain.style_mean, domain.style_deviation))
        return [{"brightness": round(float(value), 3)} for value in brightness]

    def draw_outline(
        self,
        category: str,
        variables: Mapping[str, AttributeValue],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Polygon:
        """One outline with its centroid at (0, 0), xy in px, major axis along x, whatever the canvas. Raises as
        `draw_layout`.
        """
        domain = domain_of(self._domains, self._variable, variables)
        layout = dict(zip(LAYOUT_FEATURES, draw_features(domain.archetypes, rng), strict=False))
        sizes = draw_quantile(domain.size_residual, rng, 1)
        area = float(np.exp(layout["size_mean"] + layout["size_spread"] * sizes[0]))
        outline = _draw_outlines(domain, sizes, rng)[0]
        return polygon_of(outline, max(area, LEAST_AREA_PX), 0.0, (0.0, 0.0)) / self._scale


def _draw_outlines(domain: DomainPrior, sizes: NDArray[np.float64], rng: np.random.Generator) -> list[Outline]:
    """One outline per standardised log-size: a Gaussian of (normal score of eccentricity, details), given the size."""
    normal = rng.standard_normal((len(sizes), len(domain.outline_mean)))
    drawn = domain.outline_mean + sizes[:, None] * domain.outline_loading + normal @ domain.outline_factor.T
    levels = np.array([NormalDist().cdf(float(z)) for z in drawn[:, 0]])
    eccentric = np.interp(levels, np.linspace(0, 1, len(domain.eccentric)), domain.eccentric)
    details = drawn[:, 1 : 1 + len(ORDERS)] + 1j * drawn[:, 1 + len(ORDERS) :]
    return [
        Outline(eccentric=min(float(e), MOST_ECCENTRIC), details=d) for e, d in zip(eccentric, details, strict=True)
    ]


def _draw_polygons(
    domain: DomainPrior,
    layout: Mapping[str, float],
    width: int,
    height: int,
    rng: np.random.Generator,
    visible: float | None,
) -> tuple[list[NDArray[np.float64]], NDArray[np.float64]]:
    """Outlines over the canvas and a margin, so that the border cuts some; and their standardised log-sizes."""
    reach = float(np.exp(layout["size_mean"] / 2 + layout["size_spread"] ** 2 / 4)) / np.sqrt(np.pi)
    margin = 2 * reach
    area = (width + 2 * margin) * (height + 2 * margin)
    shown = (width + 2 * reach) * (height + 2 * reach)
    expected = np.exp(layout["density"]) * area if visible is None else visible * area / shown
    count = max(int(expected + rng.random()), 1)
    sizes = draw_quantile(domain.size_residual, rng, count)
    areas = np.maximum(np.exp(layout["size_mean"] + layout["size_spread"] * sizes), LEAST_AREA_PX)
    outlines = _draw_outlines(domain, sizes, rng)
    aspects = np.array([o.aspect for o in outlines])
    major = np.sqrt(areas / np.pi / aspects)
    seeds = rng.uniform((-margin, -margin), (width + margin, height + margin), (count, 2))
    ellipses = Ellipses(
        major_px=major, minor_px=major * aspects, angle_rad=_draw_angles(seeds, layout["alignment"], rng)
    )
    even = (np.arange(count) + 0.5) / count
    table_at = np.linspace(0, 1, domain.gap_residual.shape[1])
    residual = [np.interp(even, table_at, table) for table in domain.gap_residual]
    means, spreads = (layout["gap_mean"], layout["third_mean"]), (layout["gap_spread"], layout["third_spread"])
    wanted = np.array([m + s * r for m, s, r in zip(means, spreads, residual, strict=True)])
    centres = arrange(ellipses, wanted, seeds, (-margin, -margin), (width + margin, height + margin), rng)
    placed = zip(outlines, areas, ellipses.angle_rad, centres, strict=True)
    return [polygon_of(o, float(a), float(t), (float(c[0]), float(c[1]))) for o, a, t, c in placed], sizes


def _draw_exactly(
    domain: DomainPrior, layout: Mapping[str, float], width: int, height: int, rng: np.random.Generator, count: int
) -> tuple[list[NDArray[np.float64]], NDArray[np.float64]]:
    """A layout with exactly `count` outlines that show on the canvas. A surplus is drawn, then reduced at random."""
    if count == 0:
        return [], np.zeros(0)
    wanted = count * SURPLUS + 1
    polygons, sizes = list[NDArray[np.float64]](), np.zeros(0)
    for _ in range(COUNT_TRIES):
        polygons, sizes = _draw_polygons(domain, layout, width, height, rng, wanted)
        showing = [i for i, p in enumerate(polygons) if _shows(p, width, height)]
        if len(showing) >= count:
            kept = sorted(rng.permutation(showing)[:count])
            return [polygons[i] for i in kept], sizes[kept]
        wanted *= 1.3
    return polygons, sizes


def _visible(brightness: NDArray[np.float64], levels: Mapping[str, float]) -> NDArray[np.float64]:
    """Brightness, limited so that every object keeps at least `LEAST_CONTRAST` of its picture's contrast."""
    colours = zip(object_colours(list(levels)), BACKGROUND, strict=True)
    contrast = np.mean([levels[one] - levels[behind] for one, behind in colours])
    limit = (1 - LEAST_CONTRAST) * abs(contrast) / np.exp(levels["spread"])
    return np.maximum(brightness, -limit) if contrast > 0 else np.minimum(brightness, limit)


def _shows(polygon: NDArray[np.float64], width: int, height: int) -> bool:
    return rasterise(polygon).clipped(width, height).area >= SHOWN_PX


def _draw_angles(at_xy: NDArray[np.float64], alignment: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Angles of the major axes in radians: a slowly turning field plus noise, so that E[cos 2(a - b)] of neighbours is
    `alignment`.
    """
    spread = np.sqrt(-np.log(np.clip(alignment, 0.02, 0.98)) / 4)
    slope = rng.normal(0, 0.004, 2)
    return rng.uniform(0, np.pi) + at_xy @ slope + rng.normal(0, spread, len(at_xy))


def _domain_of(fitted: Mapping[str, Any]) -> DomainPrior:
    tables = {
        name: np.asarray(fitted[name], np.float64)
        for name in (
            "size_residual",
            "gap_residual",
            "eccentric",
            "outline_mean",
            "outline_loading",
            "outline_factor",
            "brightness_residual",
            "style_mean",
            "style_deviation",
        )
    }
    return DomainPrior(archetypes=archetypes_of(fitted), brightness_slope=fitted["brightness_slope"], **tables)
