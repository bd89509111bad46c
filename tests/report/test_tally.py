"""Distributions in fixed bins agree with numpy and scipy on the values themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from synth.core.errors import PackError
from synth.image.report.measures import MEASURES
from synth.report.svg import number_text, tick_values
from synth.report.tally import Tally, histogram, ks_distance, reference_histogram, round_step

RNG_SEED = 5


def drawn(name: str) -> np.ndarray:
    rng = np.random.default_rng(RNG_SEED)
    return {
        "count": rng.poisson(30, 400).astype(float),
        "area": rng.lognormal(5, 0.7, 4000),
        "aspect": rng.lognormal(0, 0.2, 4000),
        "neighbour": rng.gamma(4, 5, 4000),
    }[name]


@pytest.mark.parametrize("name", list(MEASURES))
def test_tally_agrees_with_the_values(name: str) -> None:
    values = drawn(name)
    tally = Tally(MEASURES[name])
    for part in np.array_split(values, 7):
        tally.add(part)
    assert tally.number == len(values)
    assert tally.mean == pytest.approx(values.mean())
    edges = tally.edges[:: len(tally.edges) // 50]
    np.testing.assert_allclose(tally.cdf(edges), [(values < edge).mean() for edge in edges], atol=1e-12)
    low, high = tally.span()
    assert ((values >= low) & (values < high)).mean() >= 0.99


@pytest.mark.parametrize("name", list(MEASURES))
def test_histogram_holds_nearly_everything(name: str) -> None:
    tally = Tally(MEASURES[name])
    tally.add(drawn(name))
    ours = histogram(tally, 20)
    assert (np.diff(ours.edges) > 0).all()
    assert 0.985 <= ours.shares.sum() <= 1 + 1e-9


@pytest.mark.parametrize("name", list(MEASURES))
def test_one_value_is_a_histogram_too(name: str) -> None:
    tally = Tally(MEASURES[name])
    tally.add([3.0])
    assert histogram(tally, 6).shares.sum() == pytest.approx(1)


def test_ks_distance_is_scipys() -> None:
    ours, theirs = drawn("neighbour"), drawn("neighbour") * 1.3
    tally = Tally(MEASURES["neighbour"])
    tally.add(ours)
    density, edges = np.histogram(theirs, bins=400, range=(0, 100), density=True)
    reference = reference_histogram({"edges": edges.tolist(), "density": density.tolist()}, "card")
    assert ks_distance(tally, reference) == pytest.approx(stats.ks_2samp(ours, theirs)[0], abs=0.01)
    assert reference.mean == pytest.approx(theirs.mean(), rel=0.01)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"edges": [0, 1], "density": [1, 2]},
        {"edges": [1, 0], "density": [1]},
        {"edges": [0, 1, 2], "density": [0, 0]},
        {"edges": [0, 1, 2], "density": [1, -1]},
        {"edges": [0, 1], "density": [float("nan")]},
    ],
)
def test_a_bad_reference_is_refused(record: dict[str, list[float]]) -> None:
    with pytest.raises(PackError, match=r"card: got .*n \+ 1 rising edges and n densities"):
        reference_histogram(record, "card")


@pytest.mark.parametrize(("least", "step"), [(0.7, 1), (1, 1), (1.01, 2), (3, 5), (6, 10), (0.03, 0.05), (600, 1000)])
def test_round_step(least: float, step: float) -> None:
    assert round_step(least) == pytest.approx(step)


@pytest.mark.parametrize(
    ("low", "high", "log", "expected"),
    [
        (0, 10, False, [0, 2, 4, 6, 8, 10]),
        (7, 9, False, [7, 7.5, 8, 8.5, 9]),
        (9, 2000, True, [10, 100, 1000]),
        (0.4, 2.5, True, [0.5, 1, 2]),
    ],
)
def test_ticks_are_round(low: float, high: float, log: bool, expected: list[float]) -> None:
    assert tick_values(low, high, log) == pytest.approx(expected)


def test_number_text() -> None:
    assert [number_text(value) for value in (0, 0.12345, 12.345, 999.6, 1234567)] == [
        "0",
        "0.123",
        "12.3",
        "1\N{NARROW NO-BREAK SPACE}000",
        "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567",
    ]
