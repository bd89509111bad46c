"""Arranging ellipses: the gaps come out as wanted, inside the rectangle, from the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.image.plan.arrange import FAR, Ellipses, arrange, gap_matrix, neighbour_gaps

SIDE = 200.0


def bodies(count: int, rng: np.random.Generator) -> Ellipses:
    major = rng.uniform(7, 11, count)
    return Ellipses(major_px=major, minor_px=major * rng.uniform(0.6, 1, count), angle_rad=rng.uniform(0, 3, count))


def arranged(first: float, third: float, count: int = 40, seed: int = 0) -> tuple[Ellipses, NDArray[np.float64]]:
    """Centres for which every nearest gap ratio is wanted to be `first` and every third nearest `third`."""
    rng = np.random.default_rng(seed)
    ellipses, start = bodies(count, rng), rng.uniform(0, SIDE, (count, 2))
    wanted = np.log(np.array([np.full(count, first), np.full(count, third)]))
    return ellipses, arrange(ellipses, wanted, start, (0.0, 0.0), (SIDE, SIDE), rng)


@pytest.mark.parametrize(("first", "third"), [(1.0, 1.5), (1.1, 1.7), (1.3, 1.6)])
def test_wanted_gaps_are_reached(first: float, third: float) -> None:
    found = np.exp(neighbour_gaps(gap_matrix(*arranged(first, third))))
    assert np.median(found[0]) == pytest.approx(first, rel=0.1)
    assert np.median(found[1]) == pytest.approx(third, rel=0.2)
    assert np.quantile(found[0], 0.05) > 0.75


def test_touching_and_loose_layouts_differ() -> None:
    tight, loose = (np.exp(neighbour_gaps(gap_matrix(*arranged(g, g + 0.4)))[0]) for g in (1.0, 1.35))
    assert np.quantile(tight, 0.75) < np.quantile(loose, 0.25)


def test_centres_stay_inside_and_follow_the_seed() -> None:
    _, centres = arranged(1.1, 1.6)
    assert centres.min() >= 0
    assert centres.max() <= SIDE
    assert np.array_equal(centres, arranged(1.1, 1.6)[1])
    assert not np.array_equal(centres, arranged(1.1, 1.6, seed=1)[1])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_few_stay_where_they_are(count: int) -> None:
    rng = np.random.default_rng(0)
    start = rng.uniform(0, SIDE, (count, 2))
    centres = arrange(bodies(count, rng), np.zeros((2, count)), start, (0.0, 0.0), (SIDE, SIDE), rng)
    assert np.array_equal(centres, start)


def test_the_gap_ratio_of_touching_discs_is_one() -> None:
    discs = Ellipses(major_px=np.array([5.0, 7.0]), minor_px=np.array([5.0, 7.0]), angle_rad=np.zeros(2))
    gaps = gap_matrix(discs, np.array([[0.0, 0.0], [12.0, 0.0]]))
    assert gaps[0, 1] == gaps[1, 0] == pytest.approx(1)
    assert gaps[0, 0] == FAR
