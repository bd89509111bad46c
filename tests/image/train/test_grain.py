"""What enlarged pictures lack: measured as texture and not as edges, and put back where and as strongly as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.errors import PackError
from synth.core.progress import Counter
from synth.image.packs.grain import LEVELS, Grain
from synth.image.packs.pack import load_pack
from synth.image.packs.tone import FULL_RANGE, normalise
from synth.image.train.fit import fit_pack
from synth.image.train.grain import PictureGrain, fit_grain, grain_of_picture
from synth.image.train.options import TrainConfig
from tests.image.train.mixed import write_mixed

SIDE, DARK, BRIGHT = 192, 90.0, 160.0


def regions() -> NDArray[np.int64]:
    """A square of category 0 in the middle."""
    inside = np.zeros((SIDE, SIDE), np.int64)
    inside[48:144, 48:144] = 1
    return inside


def measured(noise_beside: float, noise_on: float, seed: int = 0) -> PictureGrain | None:
    """A dark picture with a bright square, each with white noise of so many grey levels."""
    rng, inside = np.random.default_rng(seed), regions()
    noise = rng.normal(size=inside.shape) * np.array([noise_beside, noise_on])[inside]
    grey = np.clip(np.array([DARK, BRIGHT])[inside] + noise, 0, 255).astype(np.uint8)
    image = np.repeat(grey[..., None], 3, axis=2)
    small = normalise(cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA).astype(np.uint8), FULL_RANGE)
    return grain_of_picture(image, small, FULL_RANGE, inside, 1)


def fitted(noise_beside: float, noise_on: float) -> dict[str, Any]:
    grains = [measured(noise_beside, noise_on, seed) for seed in range(6)]
    stated = fit_grain(grains, np.random.default_rng(0).normal(size=(6, 2)))
    assert stated is not None
    return stated


def deviation_at(stated: dict[str, Any], region: int, grey: float) -> float:
    """In grey levels."""
    return float(np.interp(grey / 127.5 - 1, LEVELS, stated["spread"][region])) * 127.5


def test_texture_is_measured_where_it_is_and_as_strong_as_it_is() -> None:
    stated = fitted(noise_beside=12, noise_on=3)
    lost = np.sqrt(8 / 9)  # of white noise, where nine pixels become one
    assert deviation_at(stated, 0, DARK) == pytest.approx(12 * lost, rel=0.2)
    assert deviation_at(stated, 1, BRIGHT) == pytest.approx(3 * lost, abs=1.5)


def test_edges_are_no_texture() -> None:
    stated = fitted(noise_beside=0, noise_on=0)
    assert max(deviation_at(stated, region, grey) for region in (0, 1) for grey in (DARK, BRIGHT)) < 1


def test_pictures_that_are_trained_as_large_as_they_are_have_none() -> None:
    image = np.full((64, 64, 3), 90, np.uint8)
    nothing = grain_of_picture(image, normalise(image, FULL_RANGE), FULL_RANGE, np.zeros((64, 64), np.int64), 1)
    assert nothing is None
    assert fit_grain([nothing] * 3, np.zeros((3, 2))) is None


def test_what_is_drawn_is_as_what_was_measured() -> None:
    stated = fitted(noise_beside=12, noise_on=3)
    grey = np.array([DARK, BRIGHT], np.float32)[regions()] / 127.5 - 1
    smooth = np.repeat(grey[..., None], 3, axis=2)
    grain = Grain.of(stated | {"loading": [0.3, 0.0]})

    def added(style: float, usual_px: int | None = None, seed: int = 1) -> NDArray[np.float64]:
        style_ = np.array([style, 0], np.float32)
        drawn = grain.drawn_on(smooth, regions(), style_, usual_px, np.random.default_rng(seed))
        assert drawn[..., 0] - drawn[..., 1] == pytest.approx(smooth[..., 0] - smooth[..., 1], abs=1e-6)
        return 127.5 * (drawn - smooth)[..., 0].astype(np.float64)

    usual = added(0)
    assert usual[:40].std() == pytest.approx(deviation_at(stated, 0, DARK), rel=0.1)
    assert usual[60:130, 60:130].std() == pytest.approx(deviation_at(stated, 1, BRIGHT), rel=0.1)
    assert np.array_equal(usual, added(0))
    assert not np.array_equal(usual, added(0, seed=2))
    assert added(1).std() == pytest.approx(np.exp(0.3) * usual.std(), rel=1e-3)
    assert (
        added(0, usual_px=4 * SIDE)[:40].std() < 0.5 * usual[:40].std()
    )  # a small canvas of pictures four times as large
    assert np.array_equal(added(0, usual_px=10**12), added(0, usual_px=4 * SIDE))  # whatever a stranger's pack states


def test_a_prior_keeps_it_and_a_damaged_one_is_one_line(tmp_path: Path) -> None:
    data = write_mixed(tmp_path / "data", masks=True)
    config = TrainConfig(data=data, out=tmp_path / "pack", parts=("prior",), frame_px=64, start="none", device="cpu")
    path = fit_pack(config, Counter(), print) / "prior.json"
    prior = json.loads(path.read_text())
    assert np.array(load_pack(str(path.parent)).prior["domains"]["all"]["grain"]["spread"]).shape == (4, len(LEVELS))
    for key, value in (
        ("kernel", [[1.0] * 4] * 4),
        ("kernel", [[1.0] * 3] * 5),
        ("spread", [[0.1] * 12]),
        ("loading", [3.0]),
    ):
        damaged = json.loads(json.dumps(prior))
        damaged["domains"]["all"]["grain"][key] = value
        path.write_text(json.dumps(damaged))
        with pytest.raises(PackError, match=rf"grain\.{key}.*: got ") as caught:
            _ = load_pack(str(path.parent)).prior
        assert "\n" not in str(caught.value)
