"""Match planned instances to the instances that the annotator read, one to one, by IoU of masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from jaxtyping import Float64, Int32, Int64


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """`partner[i]` is the read label (1..m) of planned instance i, 0 where there is none; `iou[i]` is their IoU."""

    partner: Int32[np.ndarray, " n"]
    iou: Float64[np.ndarray, " n"]


def overlap_table(planned: Int32[np.ndarray, "h w"], read: Int32[np.ndarray, "h w"]) -> Int64[np.ndarray, "n+1 m+1"]:
    """Numbers of common pixels of the labels of two label maps; row and column 0 are background."""
    rows, columns = int(planned.max(initial=0)) + 1, int(read.max(initial=0)) + 1
    counts = np.bincount(planned.ravel().astype(np.int64) * columns + read.ravel(), minlength=rows * columns)
    return counts.reshape(rows, columns)


def match(table: Int64[np.ndarray, "n+1 m+1"]) -> Matching:
    """The one-to-one matching with the largest total IoU (Kuhn 1955, doi:10.1002/nav.3800020109) of an overlap table.

    Pairs without common pixels do not count.
    """
    common = table[1:, 1:]
    union = table.sum(axis=1)[1:, None] + table.sum(axis=0)[None, 1:] - common
    iou = common / np.maximum(union, 1)
    rows, columns = linear_sum_assignment(iou, maximize=True)
    partner, best = np.zeros(len(iou), np.int32), np.zeros(len(iou))
    partner[rows], best[rows] = columns + 1, iou[rows, columns]
    partner[best == 0] = 0
    return Matching(partner=partner, iou=best)
