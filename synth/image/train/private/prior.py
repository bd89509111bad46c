"""The prior of strewn objects out of released moments alone: one archetype a domain, normal within declared bounds.

What is not released (the forms of the residuals, how brightness goes with size) is taken to be normal and without
dependence. Bounds follow from what a feature means and from windows of 256 px, never from the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.image.plan.fourier import ORDERS
from synth.image.plan.prior import LAYOUT_FEATURES, MOST_ECCENTRIC
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.layout import Measured, measure_windows, outline_row
from synth.image.train.prior import (
    EXPOSURES,
    NEUTRAL,
    QUANTILES,
    calibrate_density,
    layout_row,
    normal_residuals,
    rounded,
)
from synth.image.train.private.moments import Declared, Moments, Table, released_moments
from synth.image.train.style import STYLES

SHOWN = "log_count"
"""Logarithm of the number of instances of a window, which densities are calibrated to."""

BOUNDS = {
    "density": (-11.0, -5.0),
    "size_mean": (2.5, 9.5),
    "size_spread": (0.0, 1.5),
    "gap_mean": (-2.0, 3.0),
    "gap_spread": (0.0, 1.5),
    "third_mean": (-1.0, 4.0),
    "third_spread": (0.0, 1.5),
    "alignment": (-1.0, 1.0),
    SHOWN: (0.0, 6.0),
    "haze": (-7.0, 0.0),
    "grain": (-7.0, 0.0),
    "texture": (-7.0, 0.0),
    "sharpness": (-7.0, 0.0),
    "spread": (-7.0, 0.0),
    "exposure_low": (0.0, 255.0),
    "exposure_range": (2.0, 5.6),
}
"""Lowest and highest value of each feature; colours have those of normalised pictures."""

COLOUR_BOUNDS = (-1.0, 1.2)
FEATURES = (*LAYOUT_FEATURES, SHOWN, *STYLES, *EXPOSURES)
OF_PICTURES = Declared(
    low=np.array([BOUNDS.get(name, COLOUR_BOUNDS)[0] for name in FEATURES]),
    high=np.array([BOUNDS.get(name, COLOUR_BOUNDS)[1] for name in FEATURES]),
    norm=2.5,
    spread=0.9,
)
LARGEST_DETAIL = 0.1
"""Of a coefficient of an outline of unit area."""

OF_OUTLINES = Declared(
    low=np.array([0.0, *[-LARGEST_DETAIL] * (2 * len(ORDERS))]),
    high=np.array([MOST_ECCENTRIC, *[LARGEST_DETAIL] * (2 * len(ORDERS))]),
    norm=1.0,
    spread=0.7,
)
LEAST_DEVIATION = 0.01
"""Of a style, and of an eccentricity."""


def fit_private_prior(
    pictures: Sequence[TrainingPicture], units: Sequence[str], variable: str, values: Sequence[str], noise: float
) -> tuple[dict[str, Any], list[float]]:
    """The JSON-ready prior, and the share of each value of the variable, as released.

    `units` names whom each picture belongs to; `noise`: standard deviation of the two releases' noise, as a multiple of
    what one unit can change.
    """
    sizes = Counter(units)
    measured = measure_windows(pictures)
    share = {id(picture): 1 / sizes[unit] for picture, unit in zip(pictures, units, strict=True)}
    unit_of = {id(picture): unit for picture, unit in zip(pictures, units, strict=True)}
    windows = Counter(id(m.picture) for m in measured)
    of_pictures = Table(
        declared=OF_PICTURES,
        rows=np.stack([_row(m) for m in measured]),
        domain=np.array([m.picture.domain for m in measured]),
        weight=np.array([share[id(m.picture)] / windows[id(m.picture)] for m in measured]),
    )
    outlines = [(m.picture, [o.eccentric, *outline_row(o)]) for m in measured for o in m.outlines]
    shown = Counter(unit_of[id(picture)] for picture, _ in outlines)
    of_outlines = Table(
        declared=OF_OUTLINES,
        rows=np.array([row for _, row in outlines]).reshape(-1, len(OF_OUTLINES.low)),
        domain=np.array([picture.domain for picture, _ in outlines], np.int64),
        weight=np.array([1 / shown[unit_of[id(picture)]] for picture, _ in outlines]),
    )
    rows, forms = released_moments([of_pictures, of_outlines], len(values), noise)
    domains = {v: _domain(row, form) for v, row, form in zip(values, rows, forms, strict=True)}
    prior: dict[str, Any] = {"variable": variable, "styles": [*STYLES, *EXPOSURES], "domains": domains}
    for value, row in zip(values, rows, strict=True):
        calibrate_density(prior, value, float(row.mean[FEATURES.index(SHOWN)]))
        quantiles = domains[value]["archetypes"][0]["quantiles"]
        quantiles[0] = rounded(np.minimum(quantiles[0], _densest(row)))
    total = sum(row.units for row in rows)
    return prior, [row.units / total for row in rows]


def _row(m: Measured) -> NDArray[np.float64]:
    """The FEATURES of a window; those that it does not show are neutral."""
    layout = layout_row(m)
    neutral = [NEUTRAL[name] if np.isnan(value) else value for name, value in zip(LAYOUT_FEATURES, layout, strict=True)]
    exposure = m.picture.exposure
    return np.array([*neutral, np.log(m.number), *m.picture.style, exposure.low, np.log(exposure.high - exposure.low)])


def _domain(row: Moments, form: Moments) -> dict[str, Any]:
    """A domain of prior.json: normal marginals within the declared bounds."""
    mean, deviation, correlation = _standard(row, OF_PICTURES)
    styled = slice(FEATURES.index(STYLES[0]), FEATURES.index(STYLES[-1]) + 1)
    scale = StyleScale(mean=mean[None, styled], deviation=np.maximum(deviation[None, styled], LEAST_DEVIATION))
    at = np.linspace(0, 1, QUANTILES)
    at[0], at[-1] = 0.25 / (QUANTILES - 1), 1 - 0.25 / (QUANTILES - 1)
    scores = np.array([NormalDist().inv_cdf(float(level)) for level in at])
    tables = np.clip(mean[:, None] + deviation[:, None] * scores, OF_PICTURES.low[:, None], OF_PICTURES.high[:, None])
    tables[0] = np.minimum(tables[0], _densest(row))
    tables[styled] = (tables[styled] - scale.mean.T) / scale.deviation.T
    kept = [number for number, name in enumerate(FEATURES) if name != SHOWN]
    return {
        "style_mean": rounded(scale.mean[0]),
        "style_deviation": rounded(scale.deviation[0]),
        "archetypes": [
            {
                "share": 1.0,
                "quantiles": [rounded(tables[number]) for number in kept],
                "correlation": [rounded(line) for line in correlation[np.ix_(kept, kept)]],
            }
        ],
        "size_residual": normal_residuals(),
        "gap_residual": [normal_residuals()] * 2,
        **_outlines(form),
        "brightness_slope": 0.0,
        "brightness_residual": normal_residuals(),
    }


def _densest(row: Moments) -> float:
    """The largest density that is drawn: within its bounds, and so that objects of the mean size fill a picture at
    most. Noise may ask for more, which would take all time and memory.
    """
    return min(BOUNDS["density"][1], -float(row.mean[FEATURES.index("size_mean")]))


def _outlines(form: Moments) -> dict[str, Any]:
    """Outlines as a Gaussian of eccentricity and details, whatever their size."""
    mean, deviation, correlation = _standard(form, OF_OUTLINES)
    scores = np.array(normal_residuals())
    axes = np.concatenate([[1.0], deviation[1:]])
    factor = np.linalg.cholesky(correlation) * axes[:, None]
    return {
        "eccentric": rounded(np.clip(mean[0] + max(deviation[0], LEAST_DEVIATION) * scores, 0, MOST_ECCENTRIC)),
        "outline_mean": rounded(np.concatenate([[0.0], mean[1:]]), 6),
        "outline_loading": [0.0] * len(mean),
        "outline_factor": [rounded(line, 6) for line in factor],
    }


def _standard(
    moments: Moments, declared: Declared
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean, standard deviation (half of the bounds' half width at most) and correlation."""
    deviation = np.sqrt(np.diag(moments.covariance))
    correlation = moments.covariance / np.outer(deviation, deviation)
    return moments.mean, np.minimum(deviation, declared.half / 2), correlation
