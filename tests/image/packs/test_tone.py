"""Tone: what is normalised comes back."""

from __future__ import annotations

import numpy as np
import pytest

from synth.image.packs.tone import FULL_RANGE, Exposure, expose, exposure_of, is_grey, normalise


def grey_picture(low: int, high: int, seed: int = 0) -> np.ndarray:
    levels = np.random.default_rng(seed).integers(low, high + 1, (40, 50, 1)).astype(np.uint8)
    return np.repeat(levels, 3, axis=2)


@pytest.mark.parametrize(("low", "high"), [(0, 255), (3, 40), (100, 180), (250, 255)])
def test_expose_undoes_normalise_within_a_level(low: int, high: int) -> None:
    image = grey_picture(low, high)
    exposure = exposure_of(image)
    back = expose(normalise(image, exposure), exposure, grey=True)
    assert np.abs(back.astype(int) - image).max() <= 1


def test_colour_keeps_its_levels() -> None:
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    assert exposure_of(image) == FULL_RANGE
    assert np.array_equal(expose(normalise(image, FULL_RANGE), FULL_RANGE, grey=False), image)


def test_grey_pictures_are_stretched_whatever_their_exposure() -> None:
    dim, bright = grey_picture(5, 25), grey_picture(50, 250)
    for image in (dim, bright):
        normal = normalise(image, exposure_of(image))
        assert np.percentile(normal, 0.5) == pytest.approx(-1, abs=0.02)
        assert np.percentile(normal, 99.7) == pytest.approx(1, abs=0.02)
        assert normal.max() <= 1.2 + 1e-6


def test_a_flat_picture_has_a_finite_exposure() -> None:
    exposure = exposure_of(np.full((8, 8, 3), 77, np.uint8))
    assert exposure == Exposure(77, 85)
    assert np.isfinite(normalise(np.full((8, 8, 3), 77, np.uint8), exposure)).all()


def test_grey_is_three_equal_channels() -> None:
    image = grey_picture(0, 255)
    assert is_grey(image)
    image[3, 4, 1] ^= 1
    assert not is_grey(image)


def test_a_grey_exposure_has_equal_channels() -> None:
    picture = np.random.default_rng(0).normal(0, 0.5, (6, 7, 3)).astype(np.float32)
    assert is_grey(expose(picture, Exposure(10, 90), grey=True))
