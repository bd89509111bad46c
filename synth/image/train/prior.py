"""Fit the prior of a pack: archetypes of pictures, sizes, gaps, outlines and brightness per domain, as plain tables
(see `synth.image.plan.prior` for the model).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from synth.core.seeds import rng_for
from synth.image.plan.fourier import ORDERS
from synth.image.plan.paint import disjoint
from synth.image.plan.prior import LAYOUT_FEATURES, FittedPrior
from synth.image.plan.raster import rasterise
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.layout import WINDOW_PX, Measured, measure_windows, outline_row
from synth.image.train.reference import LEAST_AREA_PX, reference_histograms, window_statistics
from synth.image.train.style import STYLES

if TYPE_CHECKING:
    from jaxtyping import Float64

EXPOSURES = ("exposure_low", "exposure_range")
QUANTILES, RESIDUAL_QUANTILES = 15, 41
ARCHETYPE_PICTURES, MOST_ARCHETYPES = 14, 12
LEAST_PICTURES = 6
SPREAD_FLOOR = 0.05
CALIBRATION_PLANS, LEAST_CALIBRATION_PLANS, CALIBRATION_OBJECTS = 250, 24, 6_000
"""Plans that are drawn to see how many objects they show: so many, or fewer where they have thousands of objects."""

LEAST_VARIANCE = 1e-12
FEWEST_OUTLINES = 2
"""Outlines that a spread can be measured of."""

NEUTRAL = {
    "size_spread": 0.3,
    "gap_mean": float(np.log(2)),
    "gap_spread": 0.3,
    "third_mean": float(np.log(4)),
    "third_spread": 0.3,
    "alignment": 0.0,
}
"""What a layout feature is taken to be where no picture of the domain can supply it: areas that differ by a third,
neighbours one body and three bodies away, and no common direction (as of discs, which have none).
"""


def fit_prior(
    pictures: Sequence[TrainingPicture], scale: StyleScale, variable: str, values: Sequence[str], px_scale: float = 1.0
) -> dict[str, Any]:
    """The JSON-ready prior of strewn objects: its domains are the `values` of the scene variable `variable`.

    `px_scale` is the number of px of the pictures for each of a canvas.
    """
    groups = [[p for p in pictures if p.domain == d] for d in range(len(values))]
    domains = {v: _fit_domain(group, scale, d) for d, (v, group) in enumerate(zip(values, groups, strict=True))}
    prior: dict[str, Any] = {"variable": variable, "styles": [*STYLES, *EXPOSURES], "domains": domains}
    for value, group in zip(values, groups, strict=True):
        statistics, weights = window_statistics(group)
        log_counts = np.log([max(s.count, 1) for s in statistics])
        calibrate_density(prior, value, float(np.average(log_counts, weights=weights)))
        domains[value]["reference"] = reference_histograms(group, px_scale)
    return prior if px_scale == 1 else prior | {"scale": px_scale}


def calibrate_density(prior: dict[str, Any], value: str, log_count: float) -> None:
    """Shift the densities so that drawn windows show as many instances as real ones, in the mean logarithm."""
    drawn = FittedPrior(prior)
    shown = []
    enough = round(CALIBRATION_OBJECTS / max(np.exp(log_count), 1))
    for number in range(min(max(enough, LEAST_CALIBRATION_PLANS), CALIBRATION_PLANS)):
        rng = rng_for(0, number, f"calibrate/{value}")
        layout = drawn.draw_layout({prior["variable"]: value}, WINDOW_PX, WINDOW_PX, rng)
        masks = disjoint([rasterise(polygon) for polygon in layout.polygons])
        areas = [mask.clipped(WINDOW_PX, WINDOW_PX).area for mask in masks]
        shown.append(max(sum(area >= LEAST_AREA_PX for area in areas), 1))
    shift = float(log_count - np.mean(np.log(shown)))
    for archetype in prior["domains"][value]["archetypes"]:
        archetype["quantiles"][0] = rounded(np.asarray(archetype["quantiles"][0]) + shift)


def _fit_domain(pictures: Sequence[TrainingPicture], scale: StyleScale, domain: int) -> dict[str, Any]:
    measured = measure_windows(pictures)
    weights = np.array([m.weight for m in measured])
    layout = _filled(np.stack([layout_row(m) for m in measured]))
    style = np.stack([style_row(m.picture, scale) for m in measured])
    rows = np.concatenate([layout, style], axis=1)
    return {
        "style_mean": rounded(scale.mean[domain]),
        "style_deviation": rounded(scale.deviation[domain]),
        "grey": all(p.grey for p in pictures),
        "pictures": len(pictures),
        "archetypes": _fit_archetypes(rows, weights),
        **_fit_residuals(measured, layout),
        **_fit_outlines(measured, layout),
        **_fit_brightness(measured, layout),
    }


def layout_row(m: Measured) -> list[float]:
    """The LAYOUT_FEATURES of a window; NaN for those that too few instances show."""
    mean = float(np.average(m.log_areas, weights=m.weights))
    variance = np.average((m.log_areas - mean) ** 2, weights=m.weights) if len(m.log_areas) > 3 else np.nan
    gaps = [f(row) if row.size else np.nan for row in m.gaps for f in (np.mean, np.std)]
    return [m.density, mean, float(np.sqrt(variance)), *map(float, gaps), m.alignment]


def style_row(picture: TrainingPicture, scale: StyleScale) -> NDArray[np.float64]:
    """The style of a picture as z-scores, then its EXPOSURES."""
    exposure = picture.exposure
    z = scale.standardise(picture.style, picture.domain)
    return np.concatenate([z, [exposure.low, np.log(exposure.high - exposure.low)]]).astype(np.float64)


def _filled(layout: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace NaN (features with too few instances) by the median of the domain, or NEUTRAL where every one is NaN."""
    known = ~np.isnan(layout)
    medians = [
        float(np.median(column[there])) if there.any() else NEUTRAL[name]
        for name, column, there in zip(LAYOUT_FEATURES, layout.T, known.T, strict=True)
    ]
    return np.where(known, layout, medians)


def _fit_archetypes(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> list[dict[str, Any]]:
    scaled = (rows - np.average(rows, axis=0, weights=weights)) / np.maximum(rows.std(axis=0), 1e-6)
    wanted = int(np.clip(weights.sum() / ARCHETYPE_PICTURES, 1, MOST_ARCHETYPES))
    members = cluster(scaled, weights, wanted)
    return [archetype(rows[members == k], weights[members == k], weights.sum()) for k in np.unique(members)]


def cluster(scaled: NDArray[np.float64], weights: NDArray[np.float64], wanted: int) -> NDArray[np.intp]:
    """k-means clusters. Clusters of fewer than LEAST_PICTURES pictures are merged into the nearest others."""
    centres, members = kmeans2(scaled, wanted, minit="++", seed=0, iter=50)  # pyright: ignore[reportCallIssue]
    while True:
        held = np.array([weights[members == k].sum() for k in range(len(centres))])
        if len(centres) == 1 or held.min() >= LEAST_PICTURES:
            return members
        centres = np.delete(centres, held.argmin(), axis=0)
        members = np.linalg.norm(scaled[:, None] - centres[None], axis=2).argmin(axis=1)


def archetype(
    rows: NDArray[np.float64],
    weights: NDArray[np.float64],
    total: float,
    towards: Float64[np.ndarray, "features features"] | None = None,
) -> dict[str, Any]:
    """A cluster of pictures, a row of features for each; `total` is the weight of the whole domain, `towards` what the
    correlation of few pictures is shrunk to (none, by default).
    """
    correlation = correlation_of(rows, weights.sum(), towards)
    return {
        "share": round(float(weights.sum() / total), 6),
        "quantiles": [rounded(weighted_quantiles(column, weights, QUANTILES)) for column in rows.T],
        "correlation": [rounded(row) for row in correlation],
    }


def correlation_of(
    rows: NDArray[np.float64],
    pictures: float | None = None,
    towards: Float64[np.ndarray, "features features"] | None = None,
) -> Float64[np.ndarray, "features features"]:
    """The rank correlation of features, as of so many `pictures`, shrunk the more the fewer they are."""
    scores = np.stack([normal_scores(column) for column in rows.T], axis=1)
    features, number = rows.shape[1], len(rows) if pictures is None else pictures
    correlation = np.asarray(np.nan_to_num(np.corrcoef(scores, rowvar=False)), np.float64)
    np.fill_diagonal(correlation, 1)
    shrink = features / (features + 4 * number)
    return (1 - shrink) * correlation + shrink * (np.eye(features) if towards is None else towards)


def weighted_quantiles(
    values: Float64[np.ndarray, " n"], weights: Float64[np.ndarray, " n"], count: int
) -> Float64[np.ndarray, " count"]:
    """Quantiles of a weighted sample at `count` evenly spaced probabilities.

    The two ends are a quarter step inside 0 and 1, so that no single extreme picture or instance is kept.
    """
    order = np.argsort(values, kind="stable")
    ranks = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    at = np.linspace(0, 1, count)
    at[0], at[-1] = 0.25 / (count - 1), 1 - 0.25 / (count - 1)
    return np.interp(at, ranks, values[order])


def _residual_table(values: Sequence[NDArray[np.float64]], weights: Sequence[NDArray[np.float64]]) -> list[float]:
    """The quantiles of residuals, in standard deviations; those of a normal distribution where there is no residual."""
    if sum(map(len, values)):
        return rounded(weighted_quantiles(np.concatenate(values), np.concatenate(weights), RESIDUAL_QUANTILES))
    return normal_residuals()


def normal_residuals() -> list[float]:
    """The quantiles of residuals of a normal distribution, in standard deviations."""
    return [round(NormalDist().inv_cdf((step + 0.5) / RESIDUAL_QUANTILES), 4) for step in range(RESIDUAL_QUANTILES)]


def normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard normal quantiles of the values' ranks."""
    ranks = (np.argsort(np.argsort(values, kind="stable"), kind="stable") + 0.5) / len(values)
    return np.array([NormalDist().inv_cdf(float(r)) for r in ranks])


def _fit_residuals(measured: Sequence[Measured], layout: NDArray[np.float64]) -> dict[str, Any]:
    column = {name: layout[:, i] for i, name in enumerate(LAYOUT_FEATURES)}
    many = [i for i, m in enumerate(measured) if len(m.log_areas) > 3]
    sizes = [_standardise(measured[i].log_areas, column["size_mean"][i], column["size_spread"][i]) for i in many]
    weights = [measured[i].weights * measured[i].weight for i in many]
    gaps = []
    for row, name in enumerate(("gap", "third")):
        usable = [i for i, m in enumerate(measured) if m.gaps.shape[1]]
        values = [
            _standardise(measured[i].gaps[row], column[f"{name}_mean"][i], column[f"{name}_spread"][i]) for i in usable
        ]
        shares = [np.full(len(v), measured[i].weight) for v, i in zip(values, usable, strict=True)]
        gaps.append(_residual_table(values, shares))
    return {"size_residual": _residual_table(sizes, weights), "gap_residual": gaps}


def _fit_outlines(measured: Sequence[Measured], layout: NDArray[np.float64]) -> dict[str, Any]:
    mean, spread = (layout[:, LAYOUT_FEATURES.index(n)] for n in ("size_mean", "size_spread"))
    usable = [i for i, m in enumerate(measured) if m.outlines]
    if sum(len(measured[i].outlines) for i in usable) < FEWEST_OUTLINES:
        return _discs()
    sizes = np.concatenate([_standardise(measured[i].outline_log_areas, mean[i], spread[i]) for i in usable])
    eccentric = np.array([o.eccentric for i in usable for o in measured[i].outlines])
    weights = np.concatenate([np.full(len(measured[i].outlines), measured[i].weight) for i in usable])
    rows = np.column_stack([normal_scores(eccentric), [outline_row(o) for i in usable for o in measured[i].outlines]])
    kept = (np.abs(rows[:, 1:]).max(axis=1) < 0.5) & (np.abs(sizes) < 4)
    if kept.sum() < FEWEST_OUTLINES:
        return _discs()
    rows, sizes = rows[kept], sizes[kept]
    centre = rows.mean(axis=0)
    loading = ((sizes - sizes.mean())[:, None] * (rows - centre)).mean(axis=0) / max(sizes.var(), LEAST_VARIANCE)
    residual = rows - centre - (sizes - sizes.mean())[:, None] * loading
    factor = np.linalg.cholesky(np.cov(residual, rowvar=False) + 1e-10 * np.eye(rows.shape[1]))
    return {
        "eccentric": rounded(weighted_quantiles(eccentric, weights, RESIDUAL_QUANTILES)),
        "outline_mean": rounded(centre - sizes.mean() * loading, 6),
        "outline_loading": rounded(loading, 6),
        "outline_factor": [rounded(row, 6) for row in factor],
    }


def _discs() -> dict[str, Any]:
    """The outlines of a domain whose objects show none: discs."""
    axes = 1 + 2 * len(ORDERS)
    none = [0.0] * axes
    return {
        "eccentric": [0.0] * RESIDUAL_QUANTILES,
        "outline_mean": none,
        "outline_loading": none,
        "outline_factor": [none] * axes,
    }


def _fit_brightness(measured: Sequence[Measured], layout: NDArray[np.float64]) -> dict[str, Any]:
    """An instance's level in units of the spread of levels in its picture: a linear function of its standardised
    log-size, plus a residual.
    """
    mean, spread = (layout[:, LAYOUT_FEATURES.index(n)] for n in ("size_mean", "size_spread"))
    many = [i for i, m in enumerate(measured) if len(m.levels) > 3]
    sizes = [_standardise(measured[i].log_areas, mean[i], spread[i]) for i in many]
    levels = [measured[i].levels / np.exp(measured[i].picture.style[STYLES.index("spread")]) for i in many]
    weights = [np.full(len(measured[i].levels), measured[i].weight) for i in many]
    slope = _slope(sizes, levels, weights)
    residual = [np.clip(level - slope * size, -4, 4) for size, level in zip(sizes, levels, strict=True)]
    return {"brightness_slope": round(slope, 4), "brightness_residual": _residual_table(residual, weights)}


def _slope(
    sizes: Sequence[NDArray[np.float64]], levels: Sequence[NDArray[np.float64]], weights: Sequence[NDArray[np.float64]]
) -> float:
    """The slope of a weighted fit of levels to sizes, through the origin; 0 where no size differs from the mean."""
    if not sizes:
        return 0.0
    size, level, weight = np.concatenate(sizes), np.concatenate(levels), np.concatenate(weights)
    variance = np.average(size**2, weights=weight)
    return float(np.average(size * level, weights=weight) / variance) if variance > LEAST_VARIANCE else 0.0


def _standardise(values: NDArray[np.float64], mean: float, spread: float) -> NDArray[np.float64]:
    return (values - mean) / max(spread, SPREAD_FLOOR)


def rounded(values: NDArray[np.float64], digits: int = 4) -> list[float]:
    """The values as JSON has them."""
    return [round(float(v), digits) for v in values]


def read_style_scale(prior: Mapping[str, Any]) -> StyleScale:
    """The style scale that a prior was fitted with."""
    domains = list(prior["domains"].values())
    return StyleScale(
        mean=np.array([d["style_mean"] for d in domains]), deviation=np.array([d["style_deviation"] for d in domains])
    )
