"""From maps to instances: ideal maps give the labels back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from synth.image.train.annotator import target_maps
from synth.image.verify.checks import match, overlap_table
from synth.image.verify.maps import annotator_unet
from synth.image.verify.segment import MAP_NAMES, Decoding, PixelMaps, decode_instances, decode_kinds, read_maps
from tests.tiny_pack import ellipse_labels


def ideal(labels: np.ndarray) -> PixelMaps:
    foreground, contour, depth = target_maps(labels)
    return PixelMaps(foreground=foreground, contour=contour, depth=depth, domains=np.ones(1, np.float32))


@pytest.mark.parametrize("seed", range(6))
def test_ideal_maps_give_the_labels_back(seed: int) -> None:
    labels = ellipse_labels(160, 128, 20, np.random.default_rng(seed))
    small = np.flatnonzero(np.bincount(labels.ravel()) < Decoding().least_area_px)
    labels[np.isin(labels, small)] = 0
    decoded, scores = decode_instances(ideal(labels), Decoding())
    found = match(overlap_table(labels, decoded))
    present = np.unique(labels[labels > 0]) - 1
    assert (found.iou[present] > 0.95).mean() >= 0.95  # a long one may fall apart on its flat ridge
    assert len(present) <= len(scores) <= len(present) + 2
    assert len(scores) == decoded.max()
    assert np.median(scores) > 0.9


def test_touching_discs_are_told_apart() -> None:
    y, x = np.mgrid[:40, :64]
    labels = np.zeros((40, 64), np.int32)
    labels[(x - 20) ** 2 + (y - 20) ** 2 < 144] = 1
    labels[(x - 42) ** 2 + (y - 20) ** 2 < 144] = 2
    decoded, scores = decode_instances(ideal(labels), Decoding())
    assert len(scores) == 2
    assert match(overlap_table(labels, decoded)).iou.min() > 0.9


def test_of_a_category_whose_objects_never_touch_each_region_is_one_object() -> None:
    """Two categories of two discs that touch: one of them may touch, of the other a dent is a dent."""
    y, x = np.mgrid[:40, :64]
    discs = np.where((x - 20) ** 2 + (y - 20) ** 2 < 144, 1, 2 * ((x - 42) ** 2 + (y - 20) ** 2 < 144)).astype(np.int32)
    maps = ideal(np.vstack([discs, discs + 2 * (discs > 0)]))
    kinds = np.zeros((2, 80, 64), np.float32)
    kinds[0, :40], kinds[1, 40:] = 1, 1
    several = replace(maps, categories=kinds)
    assert decode_kinds(several, Decoding())[2].tolist() == [0, 0, 1, 1]
    labels, _, found = decode_kinds(several, Decoding(apart=frozenset({1})))
    assert found.tolist() == [0, 0, 1]
    assert (labels[40:][discs > 0] == 3).all()
    assert decode_instances(ideal(discs), Decoding(apart=frozenset({0})))[0].max() == 1


def test_an_empty_picture_has_no_instances() -> None:
    decoded, scores = decode_instances(ideal(np.zeros((32, 32), np.int32)), Decoding())
    assert not decoded.any()
    assert len(scores) == 0


@pytest.mark.parametrize("hw", [(64, 64), (40, 72), (33, 50)])
def test_pictures_of_any_size_are_read(hw: tuple[int, int]) -> None:
    torch.manual_seed(0)
    unet = annotator_unet(len(MAP_NAMES), 2, (16, 16)).eval()
    maps = read_maps(unet, np.zeros((*hw, 3), np.float32))
    for part in (maps.foreground, maps.contour, maps.depth):
        assert part.shape == hw
        assert part.min() >= 0
        assert part.max() <= 1
    assert maps.domains.sum() == pytest.approx(1)
