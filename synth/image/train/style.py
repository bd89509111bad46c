"""Style: the appearance of a picture in eleven numbers. They are measured on real pictures and drawn from the prior for
synthetic ones.

All are measured on the normalised picture (`synth.image.packs.tone`). Without them the network averages over haze,
stain, grain and focus, and every background comes out clean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int32

STYLES = (
    "background_red",
    "background_green",
    "background_blue",
    "object_red",
    "object_green",
    "object_blue",
    "haze",
    "grain",
    "texture",
    "sharpness",
    "spread",
)
COLOUR_STYLES = STYLES[:6]
TINY = 1e-3


def instance_levels(
    picture: Float32[np.ndarray, "h w 3"], labels: Int32[np.ndarray, "h w"], number: int
) -> Float64[np.ndarray, " number"]:
    """Mean grey level of each instance 1..number of a normalised picture; the mean of all for one without a pixel."""
    counts = np.bincount(labels.ravel(), minlength=number + 1)
    sums = np.bincount(labels.ravel(), weights=picture.mean(axis=2).ravel(), minlength=number + 1)
    found = (sums / np.maximum(counts, 1))[1:]
    shown = counts[1:] > 0
    return np.where(shown, found, found[shown].mean() if shown.any() else 0.0)


def measure_style(
    picture: Float32[np.ndarray, "h w 3"], labels: Int32[np.ndarray, "h w"]
) -> Float64[np.ndarray, " styles"]:
    """The STYLES of a normalised picture with its label map, in the order of STYLES.

    haze: standard deviation of the background at a scale of 6 px. grain and texture: standard deviation at scales below
    1.5 px, in the background and in the instances. sharpness: gradient on the outlines, relative to the contrast.
    spread: standard deviation of the instances' mean levels. The last five are logarithms.
    """
    grey = picture.mean(axis=2)
    inside = labels > 0
    near = cv2.dilate(inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ground = ~near if (~near).sum() >= 200 else ~inside
    if not ground.any():
        ground = (
            grey <= np.percentile(grey, 10) if grey[inside].mean() > grey.mean() else grey >= np.percentile(grey, 90)
        )
    core = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    core = core if core.any() else inside
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    weight = cv2.GaussianBlur(ground.astype(np.float32), (0, 0), 6.0)
    smooth = cv2.GaussianBlur(np.where(ground, grey, 0).astype(np.float32), (0, 0), 6.0) / np.maximum(weight, TINY)
    outline = inside & (cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    outline = outline if outline.any() else inside
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(grey, cv2.CV_32F, 0, 1) / 8)
    levels = instance_levels(picture, labels, int(labels.max()))
    background, inner = picture[ground].mean(axis=0), picture[inside].mean(axis=0)
    contrast = max(float(np.abs(inner - background).mean()), 0.05)
    spreads = (
        smooth[ground].std(),
        fine[ground].std(),
        fine[core].std(),
        slope[outline].mean() / contrast,
        levels.std(),
    )
    return np.concatenate([background, inner, np.log(np.maximum(spreads, TINY))]).astype(np.float64)
