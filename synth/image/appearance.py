"""What a linear model sees of a part of a picture: gradients (HOG, Dalal and Triggs 2005), colours, contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.geometry import Box

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64, UInt8

CROP_PX = 32
_COLOURS = 4
_DIRECTIONS = 8
_CELL_PX = 8
_CELL_NUMBER = (CROP_PX // _CELL_PX) ** 2
_CELLS = np.add.outer(CROP_PX // _CELL_PX * (np.arange(CROP_PX) // _CELL_PX), np.arange(CROP_PX) // _CELL_PX)
"""Of each pixel of a crop, the number of its cell."""

_REGULARISATION = 0.05
"""Inverse strength of the L2 penalty, on standardised features."""

FOLDS = 5


def crop_of(pixels: UInt8[np.ndarray, "h w 3"], box: Box, around: float) -> UInt8[np.ndarray, "side side 3"] | None:
    """A box with what is `around` it, as a share of its sides; None where the picture has too little of it."""
    import cv2

    height, width = pixels.shape[:2]
    across, down = around * box.width, around * box.height
    x0, x1 = max(0, int(box.x0 - across)), min(width, int(np.ceil(box.x1 + across)))
    y0, y1 = max(0, int(box.y0 - down)), min(height, int(np.ceil(box.y1 + down)))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    return cv2.resize(pixels[y0:y1, x0:x1], (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA)


def features_of(crop: UInt8[np.ndarray, "side side 3"]) -> Float32[np.ndarray, " features"]:
    """Its features, each of about the same size."""
    import cv2

    across, down = cv2.spatialGradient(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY))
    strength, angle = np.hypot(across, down), np.arctan2(down, across) % np.pi
    direction = np.minimum((angle * (_DIRECTIONS / np.pi)).astype(int), _DIRECTIONS - 1)
    hog = np.bincount((_CELLS * _DIRECTIONS + direction).ravel(), strength.ravel(), _CELL_NUMBER * _DIRECTIONS)
    hog = np.sqrt(hog / max(float(hog.sum()), 1e-6)) * np.sqrt(_CELL_NUMBER)
    colours = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2LAB), (_COLOURS, _COLOURS), interpolation=cv2.INTER_AREA)
    inner = crop[8:-8, 8:-8].reshape(-1, 3)
    parts = [hog, colours.ravel() / 64, inner.mean(axis=0) / 64, inner.std(axis=0) / 32]
    return np.concatenate(parts).astype(np.float32)


def out_of_fold(
    features: Float32[np.ndarray, "n features"], given: Int64[np.ndarray, " n"], groups: Int64[np.ndarray, " n"]
) -> Float64[np.ndarray, "n classes"]:
    """Probabilities of the classes of each by a model (logistic regression) that was fitted without its group."""
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    model = _linear()
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    return np.asarray(cross_val_predict(model, features, given, groups=groups, cv=folds, method="predict_proba"))


def fitted_linear(features: Float32[np.ndarray, "n features"], classes: np.ndarray) -> Any:
    """The same model, fitted on all; `predict` gives classes. Two classes at least."""
    return _linear().fit(features, classes)


def _linear() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=200))
