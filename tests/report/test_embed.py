"""The contrast stretch: the CSS filters do what the arithmetic says, and large pictures shrink."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from synth.core.errors import DataError
from synth.report.embed import MOST_BYTES, embed, stretch_limits, stretched


def css(values: np.ndarray, brightness: float, contrast: float) -> np.ndarray:
    """CSS `brightness()` then `contrast()` on values 0-1 (Filter Effects Module, clamped after each step)."""
    bright = np.clip(values * brightness, 0, 1)
    return np.clip((bright - 0.5) * contrast + 0.5, 0, 1)


@given(low=st.integers(0, 60), high=st.integers(75, 110))
def test_css_filters_are_the_stretch(tmp_path_factory: pytest.TempPathFactory, low: int, high: int) -> None:
    folder = tmp_path_factory.mktemp("stretch")
    ramp = np.linspace(low, high, 64 * 64).round().astype(np.uint8).reshape(64, 64)
    image = np.repeat(ramp[..., None], 3, axis=2)
    Image.fromarray(image).save(folder / "dark.png")
    embedded = embed(folder, "dark.png")
    assert embedded.dark
    assert embedded.exact
    shown = css(image / 255, embedded.brightness, embedded.contrast)
    np.testing.assert_allclose(shown, stretched(image) / 255, atol=0.02)
    assert shown.max() > 0.995
    assert shown.min() < 0.005


def test_a_bright_picture_stays_as_it_is(tmp_path: Path) -> None:
    image = np.full((8, 8, 3), 200, np.uint8)
    Image.fromarray(image).save(tmp_path / "bright.png")
    embedded = embed(tmp_path, "bright.png")
    assert (embedded.brightness, embedded.contrast, embedded.dark) == (1, 1, False)
    assert stretch_limits(image) is None
    assert stretched(image) is image


def test_a_large_picture_becomes_webp(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (512, 512, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.png")
    embedded = embed(tmp_path, "large.png")
    assert (tmp_path / "large.png").stat().st_size > MOST_BYTES
    assert not embedded.exact
    assert embedded.uri.startswith("data:image/webp;base64,")


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"broken\.png: got .*; a readable picture"):
        embed(tmp_path, "broken.png")
