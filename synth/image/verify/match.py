"""Match planned instances to what the annotator read: IoU of masks, one to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """`partner[i]` is the read label (1..m) of planned instance i, 0 where none; `iou[i]` their IoU."""

    partner: NDArray[np.int32]
    iou: NDArray[np.float64]


def overlap_table(planned: NDArray[np.int32], read: NDArray[np.int32]) -> NDArray[np.int64]:
    """Common pixels (n + 1, m + 1) of two label maps (h, w); row and column 0 are background."""
    rows, columns = int(planned.max(initial=0)) + 1, int(read.max(initial=0)) + 1
    counts = np.bincount(planned.ravel().astype(np.int64) * columns + read.ravel(), minlength=rows * columns)
    return counts.reshape(rows, columns)


def match(table: NDArray[np.int64]) -> Matching:
    """The one-to-one matching of largest total IoU (Kuhn 1955) from an overlap table; pairs without common pixels
    do not count.
    """
    common = table[1:, 1:]
    union = table.sum(axis=1)[1:, None] + table.sum(axis=0)[None, 1:] - common
    iou = common / np.maximum(union, 1)
    rows, columns = linear_sum_assignment(iou, maximize=True)
    partner, best = np.zeros(len(iou), np.int32), np.zeros(len(iou))
    partner[rows], best[rows] = columns + 1, iou[rows, columns]
    partner[best == 0] = 0
    return Matching(partner=partner, iou=best)
