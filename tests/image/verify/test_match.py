"""Matching against brute force over all one-to-one assignments."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.image.verify.checks import match, overlap_table


def iou_of(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def best_total(planned: NDArray[np.int32], read: NDArray[np.int32]) -> float:
    """The largest total IoU that any assignment reaches."""
    ious = [[iou_of(planned == i, read == j) for j in range(1, read.max() + 1)] for i in range(1, planned.max() + 1)]
    rows, columns = len(ious), len(ious[0])
    if rows > columns:
        ious, rows, columns = [list(row) for row in zip(*ious, strict=True)], columns, rows
    return max(sum(ious[i][j] for i, j in enumerate(chosen)) for chosen in permutations(range(columns), rows))


@pytest.mark.parametrize("seed", range(12))
def test_the_total_is_that_of_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (12, 14)
    planned = rng.integers(0, rng.integers(2, 6), shape).astype(np.int32)
    read = rng.integers(0, rng.integers(2, 6), shape).astype(np.int32)
    planned[0, 0], read[0, 1] = 1, 1
    found = match(overlap_table(planned, read))
    assert found.iou.sum() == pytest.approx(best_total(planned, read))
    partners = found.partner[found.partner > 0]
    assert len(set(partners.tolist())) == len(partners)
    for index, partner in enumerate(found.partner):
        assert found.iou[index] == pytest.approx(iou_of(planned == index + 1, read == partner) if partner else 0)


def test_the_table_counts_pixels() -> None:
    planned = np.array([[0, 1, 1], [2, 2, 0]], np.int32)
    read = np.array([[0, 1, 0], [1, 3, 0]], np.int32)
    assert overlap_table(planned, read).tolist() == [[2, 0, 0, 0], [1, 1, 0, 0], [0, 1, 0, 1]]


def test_nothing_matches_nothing() -> None:
    empty, one = np.zeros((4, 4), np.int32), np.ones((4, 4), np.int32)
    assert len(match(overlap_table(empty, one)).partner) == 0
    missed = match(overlap_table(one, empty))
    assert (missed.partner.tolist(), missed.iou.tolist()) == ([0], [0.0])
