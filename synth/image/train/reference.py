"""Layout statistics of the training windows. The report compares with them, and the prior is calibrated to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from synth.core.geometry import Mask
from synth.image.plan.statistics import LayoutStatistics, layout_statistics
from synth.image.train.corpus import TrainingPicture
from synth.image.train.layout import WINDOW_PX, windows

if TYPE_CHECKING:
    from jaxtyping import Float64

LAYOUT_MEASURES = ("count", "area", "aspect", "neighbour")
LEAST_AREA_PX = 30
BINS = 40


def window_statistics(
    pictures: Sequence[TrainingPicture],
) -> tuple[list[LayoutStatistics], Float64[np.ndarray, " windows"]]:
    """Statistics of all windows of 256 px with at least one instance, and the weights of the windows."""
    found = [(_statistics(labels), weight) for p in pictures for labels, weight in windows(p) if (labels > 0).any()]
    return [s for s, _ in found], np.array([w for _, w in found])


def _statistics(labels: NDArray[np.int32]) -> LayoutStatistics:
    return layout_statistics(_masks(labels), WINDOW_PX, WINDOW_PX)


def _masks(labels: NDArray[np.int32]) -> list[Mask]:
    kept = np.flatnonzero(np.bincount(labels.ravel())[1:] >= LEAST_AREA_PX) + 1
    return [Mask.from_array(labels == label) for label in kept]


def pooled(
    statistics: Sequence[LayoutStatistics], weights: Float64[np.ndarray, " windows"], measure: str
) -> tuple[Float64[np.ndarray, " n"], Float64[np.ndarray, " n"]]:
    """All values of a measure (one per window for `count`, else one per instance) and the weight of each."""
    columns = [_column(s, measure) for s in statistics]
    return np.concatenate(columns), np.repeat(weights, [len(c) for c in columns])


def _column(statistics: LayoutStatistics, measure: str) -> NDArray[np.float64]:
    if measure == "count":
        return np.array([statistics.count], np.float64)
    return {"area": statistics.area_px, "aspect": statistics.aspect, "neighbour": statistics.neighbour_px}[measure]


def reference_histograms(
    pictures: Sequence[TrainingPicture], px_scale: float = 1.0
) -> dict[str, dict[str, list[float]]]:
    """A histogram per measure of the training windows, in px of a canvas; the pictures have `px_scale` for each."""
    found = [(_masks(labels), weight) for p in pictures for labels, weight in windows(p) if (labels > 0).any()]
    boxes = [np.array([mask.box for mask in masks], np.float64).reshape(-1, 4) / px_scale for masks, _ in found]
    areas = [np.array([mask.area for mask in masks], np.float64) / px_scale**2 for masks, _ in found]
    return histograms_of_boxes(list(zip(boxes, areas, strict=True)), np.array([w for _, w in found]))


def histograms_of_boxes(
    layouts: Sequence[tuple[Float64[np.ndarray, "n 4"], Float64[np.ndarray, " n"]]],
    weights: Float64[np.ndarray, " layouts"] | None = None,
) -> dict[str, dict[str, list[float]]]:
    """A histogram per measure of layouts (boxes, xyxy, and areas in px), with the measures of `synth.image.report`.

    `aspect` is height / width of the visible box, `neighbour` the distance between box centres. `edges` (BINS + 1) end
    at the 99th percentile; `density` (BINS) integrates to 1. Measures that no layout supplies are left out.
    """
    statistics = [_box_statistics(boxes, areas) for boxes, areas in layouts]
    weights = np.ones(len(statistics)) if weights is None else weights
    columns = {measure: pooled(statistics, weights, measure) for measure in LAYOUT_MEASURES}
    return {measure: _histogram(*column) for measure, column in columns.items() if len(column[0])}


def _box_statistics(boxes: NDArray[np.float64], areas: NDArray[np.float64]) -> LayoutStatistics:
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    nearest = KDTree(centres).query(centres, k=2)[0][:, 1] if len(boxes) > 1 else np.zeros(0)
    return LayoutStatistics(
        count=len(boxes),
        area_px=areas,
        aspect=(boxes[:, 3] - boxes[:, 1]) / (boxes[:, 2] - boxes[:, 0]),
        neighbour_px=np.asarray(nearest, np.float64),
    )


def _histogram(values: NDArray[np.float64], weights: NDArray[np.float64]) -> dict[str, list[float]]:
    top = float(np.quantile(values, 0.99))
    density, edges = np.histogram(values, bins=BINS, range=(0.0, max(top, 1e-6)), weights=weights, density=True)
    return {"edges": [round(float(e), 4) for e in edges], "density": [round(float(d), 8) for d in density]}
