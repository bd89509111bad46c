"""HOTA (Luiten et al. 2021, doi:10.1007/s11263-020-01375-2): how well tracks agree.

TrackEval 1.3.0 gives the same number, to all digits, for tracks with noise, gaps and swapped ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box

Boxes = Sequence[Mapping[int, Box]]
"""For each frame: track id -> box."""

ALPHAS = np.arange(0.05, 0.99, 0.05)


def hota(truth: Boxes, found: Boxes) -> float:
    """The mean over the localisation thresholds of sqrt(DetA x AssA), 0 to 1."""
    ious = [_ious(a, b) for a, b in zip(truth, found, strict=True)]
    gt_ids, found_ids = sorted({i for f in truth for i in f}), sorted({i for f in found for i in f})
    gt_count, found_count = Counter(i for f in truth for i in f), Counter(i for f in found for i in f)
    potential = np.zeros((len(gt_ids), len(found_ids)))
    for a, b, iou in zip(truth, found, ious, strict=True):
        union = iou.sum(0)[None, :] + iou.sum(1)[:, None] - iou
        for row, gt in enumerate(a):
            for column, other in enumerate(b):
                if union[row, column] > 0:
                    potential[gt_ids.index(gt), found_ids.index(other)] += iou[row, column] / union[row, column]
    size = np.array([gt_count[i] for i in gt_ids])[:, None] + np.array([found_count[i] for i in found_ids])[None, :]
    alignment = potential / np.maximum(size - potential, 1e-9)
    return float(np.mean([_at(alpha, truth, found, ious, alignment, gt_ids, found_ids) for alpha in ALPHAS]))


def _ious(a: Mapping[int, Box], b: Mapping[int, Box]) -> np.ndarray:
    return np.array([[one.iou(other) for other in b.values()] for one in a.values()]).reshape(len(a), len(b))


def _at(
    alpha: float,
    truth: Boxes,
    found: Boxes,
    ious: Sequence[np.ndarray],
    alignment: np.ndarray,
    gt_ids: Sequence[int],
    found_ids: Sequence[int],
) -> float:
    matches = Counter[tuple[int, int]]()
    for a, b, iou in zip(truth, found, ious, strict=True):
        weight = np.array([[alignment[gt_ids.index(i), found_ids.index(j)] for j in b] for i in a]).reshape(iou.shape)
        for row, column in zip(*linear_sum_assignment(weight * iou, maximize=True), strict=True):
            if iou[row, column] >= alpha - 1e-9:
                matches[(list(a)[row], list(b)[column])] += 1
    right = sum(matches.values())
    gt_count, found_count = Counter(i for f in truth for i in f), Counter(i for f in found for i in f)
    if not right:
        return 0.0
    shares = [n * n / (gt_count[i] + found_count[j] - n) for (i, j), n in matches.items()]
    detection = right / (gt_count.total() + found_count.total() - right)
    return float(np.sqrt(detection * sum(shares) / right))
