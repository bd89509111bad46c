"""The networks' training data: targets, crops, styles and quantiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synth.image.train.corpus import style_scale
from synth.image.train.crops import CropSampler, Moves, texture_cropper
from synth.image.train.options import TrainConfig
from synth.image.train.prior import weighted_quantiles
from synth.image.train.real import Corpus, read_corpus
from synth.image.train.style import STYLES, measure_style
from synth.image.train.targets import target_maps
from tests.tiny_pack import DOMAINS, ellipse_labels

MOVES = Moves(turns=True, mirror=True, tilt=True)


@pytest.fixture(scope="module")
def read(corpus: Path) -> Corpus:
    return read_corpus(TrainConfig(data=corpus, out=Path("unused"), variable="modality"))


def test_target_maps_of_two_touching_squares() -> None:
    labels = np.zeros((9, 14), np.int32)
    labels[2:7, 2:7], labels[2:7, 7:12] = 1, 2
    foreground, contour, depth = target_maps(labels)
    assert np.array_equal(foreground, labels > 0)
    assert np.array_equal(contour[4] > 0, np.isin(np.arange(14), [2, 6, 7, 11]))
    assert not contour[labels == 0].any()
    assert depth[4, 4] == depth[4, 9] == 1
    assert 0 < depth[2, 2] < 0.5
    assert not depth[labels == 0].any()


def test_target_maps_of_nothing() -> None:
    assert not target_maps(np.zeros((6, 6), np.int32)).any()


def test_the_corpus_is_split_by_picture(read: Corpus) -> None:
    assert read.values == DOMAINS
    assert read.card.variable.grey == ("grey",)
    names = [{p.name for p in part} for part in (read.train, read.held_out)]
    assert not names[0] & names[1]
    assert sum(map(len, names)) == 20
    assert {p.domain for p in read.held_out} == {0, 1}


def test_crops_are_of_the_size_asked_for_and_follow_the_seed(read: Corpus) -> None:
    crop = texture_cropper(style_scale(read.train, 2), MOVES)
    for picture in read.train[:2]:
        crops = [crop(picture, 64, np.random.default_rng(seed)) for seed in (0, 0, 1)]
        assert crops[0].pixels.shape == (3, 64, 64)
        assert crops[0].layout.labels.shape == (64, 64)
        assert np.array_equal(crops[0].pixels, crops[1].pixels)
        assert not np.array_equal(crops[0].pixels, crops[2].pixels)
        assert np.array_equal(crops[0].layout.cover > 0, crops[0].layout.labels > 0)


def test_a_crop_larger_than_its_picture_is_enlarged(read: Corpus) -> None:
    crop = texture_cropper(style_scale(read.train, 2), MOVES)(read.train[0], 256, np.random.default_rng(0))
    assert crop.pixels.shape == (3, 256, 256)


def test_every_domain_gets_its_share(read: Corpus) -> None:
    sampler = CropSampler(read.train, texture_cropper(style_scale(read.train, 2), MOVES), [(0, 0)] * len(read.train))
    crops = sampler.draw(32, 200, np.random.default_rng(0))
    assert np.mean([c.domain for c in crops]) == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("count", [1, 12])
def test_styles_are_finite_and_tell_colours(count: int) -> None:
    labels = ellipse_labels(96, 96, count, np.random.default_rng(0))
    picture = np.where(labels[..., None] > 0, [0.5, 0.0, -0.5], [-1.0, -0.8, -0.6]).astype(np.float32)
    style = dict(zip(STYLES, measure_style(picture, labels), strict=True))
    assert np.isfinite(list(style.values())).all()
    assert style["object_red"] == pytest.approx(0.5, abs=1e-3)
    assert style["background_green"] == pytest.approx(-0.8, abs=1e-3)


def test_a_picture_full_of_instances_has_a_style() -> None:
    labels = np.ones((40, 40), np.int32)
    labels[:, 20:] = 2
    picture = np.random.default_rng(0).normal(0, 0.3, (40, 40, 3)).astype(np.float32)
    assert np.isfinite(measure_style(picture, labels)).all()


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    values = np.array([3.0, 1.0, 2.0, 5.0])
    weights = np.array([1.0, 2.0, 1.0, 4.0])
    found = weighted_quantiles(values, weights, 5)
    assert np.all(np.diff(found) >= 0)
    assert found[0] >= 1
    assert found[-1] <= 5
    assert found[2] == pytest.approx(np.interp(0.5, [0.125, 0.3125, 0.4375, 0.75], [1, 2, 3, 5]))
