"""Measure the layouts of real label maps; the prior is fitted to these numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.measure import find_contours, regionprops

from synth.image.plan.arrange import NEIGHBOURS, Ellipses, gap_matrix, neighbour_gaps
from synth.image.plan.fourier import ORDERS, Outline, outline_of
from synth.image.train.corpus import TrainingPicture

if TYPE_CHECKING:
    from jaxtyping import Float64, Int32

WINDOW_PX = 256
LEAST_OUTLINE_AREA_PX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Measurements of one window of a picture: features, tables per instance, their `number` and the window's weight.

    `log_areas`, `levels` and `weights` are of the k instances that no border cuts (of all, where every one is cut).
    `weights` correct the bias against large instances (Miles 1974, Lantuejoul 1978). `gaps` are log gap ratios of all n
    instances, with n = 0 where there are too few. `alignment` is NaN where there are too few elongated instances.
    """

    picture: TrainingPicture
    weight: float
    number: int
    density: float
    log_areas: Float64[np.ndarray, " k"]
    weights: Float64[np.ndarray, " k"]
    levels: Float64[np.ndarray, " k"]
    gaps: Float64[np.ndarray, "2 n"]
    alignment: float
    outlines: tuple[Outline, ...]
    outline_log_areas: Float64[np.ndarray, " outlines"]


def windows(picture: TrainingPicture) -> Iterator[tuple[Int32[np.ndarray, "h w"], float]]:
    """Evenly spaced label windows of at most 256 px that cover a picture, each with the weight 1 / (their number)."""
    spans = [_starts(side) for side in picture.labels.shape]
    total = len(spans[0]) * len(spans[1])
    for y in spans[0]:
        for x in spans[1]:
            yield picture.labels[y : y + WINDOW_PX, x : x + WINDOW_PX], 1 / total


def _starts(side: int) -> list[int]:
    count = max(1, int(np.ceil(side / WINDOW_PX - 0.1)))
    return [int(start) for start in np.linspace(0, max(side - WINDOW_PX, 0), count)]


def measure_windows(pictures: Sequence[TrainingPicture]) -> list[Measured]:
    """The measurements of all windows with at least one instance."""
    found = [_measure(p, labels, weight) for p in pictures for labels, weight in windows(p) if (labels > 0).any()]
    return [m for m in found if m is not None]


def _measure(picture: TrainingPicture, labels: NDArray[np.int32], weight: float) -> Measured | None:
    regions = [r for r in regionprops(labels) if r.area >= 12]
    if not regions:
        return None
    height, width = labels.shape
    boxes = np.array([r.bbox for r in regions], np.float64)
    whole = (boxes[:, 0] > 0) & (boxes[:, 1] > 0) & (boxes[:, 2] < height) & (boxes[:, 3] < width)
    kept = np.flatnonzero(whole) if whole.any() else np.arange(len(regions))
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    weights = 1 / np.maximum((width - widths) * (height - heights) / (width * height), 0.05)
    areas = np.array([r.area for r in regions], np.float64)
    ellipses = Ellipses(
        major_px=np.array([max(r.axis_major_length, 1) / 2 for r in regions]),
        minor_px=np.array([max(r.axis_minor_length, 1) / 2 for r in regions]),
        angle_rad=np.array([np.pi / 2 - r.orientation for r in regions]),
    )
    centres = np.array([r.centroid[::-1] for r in regions]) + 0.5
    gaps = neighbour_gaps(gap_matrix(ellipses, centres)) if len(regions) > max(NEIGHBOURS) else np.zeros((2, 0))
    outlined = [regions[i] for i in kept if regions[i].area >= LEAST_OUTLINE_AREA_PX]
    reach = np.average(np.sqrt(areas[kept] / np.pi), weights=weights[kept])
    return Measured(
        picture=picture,
        weight=weight,
        number=len(regions),
        density=float(np.log(len(regions) / ((width + 2 * reach) * (height + 2 * reach)))),
        log_areas=np.log(areas[kept]),
        weights=weights[kept],
        levels=picture.levels[np.array([regions[i].label for i in kept]) - 1],
        gaps=gaps,
        alignment=_alignment(ellipses, centres),
        outlines=tuple(_outline(r.image) for r in outlined),
        outline_log_areas=np.log([r.area for r in outlined]),
    )


def _outline(image: NDArray[np.bool_]) -> Outline:
    smooth = cv2.GaussianBlur(np.pad(image.astype(np.float32), 3), (0, 0), 0.8)
    longest = max(find_contours(smooth, 0.5), key=len)
    return outline_of(longest[:-1, ::-1].astype(np.float64))


def _alignment(ellipses: Ellipses, centres: NDArray[np.float64]) -> float:
    """Mean cos 2(a - b) over the angles of each elongated instance and its nearest elongated neighbour; NaN where there
    are fewer than five elongated instances.
    """
    long = np.flatnonzero(ellipses.minor_px / ellipses.major_px < 0.8)
    if len(long) < 5:
        return float("nan")
    distance = np.linalg.norm(centres[long, None] - centres[None, long], axis=2)
    np.fill_diagonal(distance, np.inf)
    angles = ellipses.angle_rad[long]
    return float(np.cos(2 * (angles - angles[distance.argmin(axis=1)])).mean())


def outline_row(outline: Outline) -> Float64[np.ndarray, " 2*orders"]:
    """The details of an outline as real numbers: real parts, then imaginary parts."""
    assert len(outline.details) == len(ORDERS)
    return np.concatenate([np.real(outline.details), np.imag(outline.details)])
