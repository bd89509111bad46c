"""Sketches of layouts that a prior draws: pictures by rule, which say nothing of the data that the prior does not.

A generator that has learnt from them paints objects where they are asked for, in the prior's colours, before it sees
the first real picture: that costs no privacy, since nothing but the released prior is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.seeds import rng_for
from synth.image.formats.objects import labelled
from synth.image.packs.card import COLOURS
from synth.image.packs.tone import FULL_RANGE, Exposure, expose
from synth.image.plan.archetypes import levels_of
from synth.image.plan.paint import disjoint
from synth.image.plan.prior import FittedLayout, FittedPrior
from synth.image.plan.raster import rasterise
from synth.image.train.corpus import TrainingPicture, picture_of
from synth.image.train.style import STYLES

SIDE_PX = 160
HAZE_PX, SOFT_PX = 6.0, 0.7
"""Scale of the haze, and of what blurs an outline."""


def sketches(prior: Mapping[str, Any], grey: Sequence[str], number: int, seed: int) -> list[TrainingPicture]:
    """So many sketches of each value of the prior's variable, those of `grey` in grey."""
    drawn = FittedPrior(prior)
    return [
        _sketch(drawn, prior, domain, value, value in grey, rng_for(seed, count, f"sketch/{value}"))
        for domain, value in enumerate(prior["domains"])
        for count in range(number)
    ]


def _sketch(
    drawn: FittedPrior, prior: Mapping[str, Any], domain: int, value: str, grey: bool, rng: np.random.Generator
) -> TrainingPicture:
    layout = drawn.draw_layout({prior["variable"]: value}, SIDE_PX, SIDE_PX, rng)
    labels = _labels(layout)
    fitted = prior["domains"][value]
    levels = levels_of(layout.style, STYLES, np.array(fitted["style_mean"]), np.array(fitted["style_deviation"]))
    brightness = np.array([float(one["brightness"]) for one in layout.attributes])
    pixels = _painted(labels, levels, brightness, rng)
    low, extent = layout.style["exposure_low"], float(np.exp(layout.style["exposure_range"]))
    image = expose(pixels, Exposure(low, low + extent) if grey else FULL_RANGE, grey)
    return picture_of(f"{value} {domain}", image, labelled(labels), domain, (SIDE_PX, SIDE_PX))


def _labels(layout: FittedLayout) -> NDArray[np.int32]:
    """The visible objects, numbered by their place in the layout."""
    labels = np.zeros((SIDE_PX, SIDE_PX), np.int32)
    for number, mask in enumerate(disjoint([rasterise(polygon) for polygon in layout.polygons]), start=1):
        labels[mask.on_canvas(SIDE_PX, SIDE_PX)] = number
    return labels


def _painted(
    labels: NDArray[np.int32], levels: Mapping[str, float], brightness: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float32]:
    """A normalised picture in such a style: flat grounds and bodies, haze, and grain of both."""
    inside = (labels > 0)[..., None]
    ground, body = (np.array([levels[f"{what}_{c}"] for c in COLOURS]) for what in ("background", "object"))
    haze = cv2.GaussianBlur(rng.standard_normal(labels.shape), (0, 0), HAZE_PX)
    haze *= np.exp(levels["haze"]) / max(haze.std(), 1e-6)
    offset = np.concatenate([[0.0], brightness * np.exp(levels["spread"])])[labels]
    picture = np.where(inside, body + offset[..., None], ground + haze[..., None])
    picture = cv2.GaussianBlur(picture, (0, 0), SOFT_PX)
    grain = np.where(inside, np.exp(levels["texture"]), np.exp(levels["grain"]))
    return (picture + grain * rng.standard_normal(labels.shape)[..., None]).clip(-1, 1.2).astype(np.float32)
