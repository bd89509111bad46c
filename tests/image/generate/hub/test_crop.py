"""A crop holds its object wherever it stands; only the mask is pasted back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.geometry import Box
from synth.image.generate.hub.crop import (
    CONTEXT,
    LEAST_PX,
    RIM_SHARE,
    crop_around,
    cut_image,
    cut_mask,
    paste_crop,
    rim_of,
)

WIDTH, HEIGHT = 184, 120


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Boxes of whole pixels inside the canvas, down to one pixel, up to all of it."""
    x0, y0 = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
    return Box(x0, y0, draw(st.integers(x0 + 1, WIDTH)), draw(st.integers(y0 + 1, HEIGHT)))


def mask_in(box: Box, seed: int) -> np.ndarray:
    """A ragged mask that touches all four sides of a box."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    rng = np.random.default_rng(seed)
    inside = mask[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
    inside[:] = rng.random(inside.shape) < 0.6
    inside[0] = inside[-1] = True
    inside[:, 0] = inside[:, -1] = True
    return mask


@given(boxes())
def test_a_crop_lies_inside_the_canvas_with_its_object_and_context(box: Box) -> None:
    crop = crop_around(box, WIDTH, HEIGHT, 256, 8)
    assert crop.x0 >= 0
    assert crop.y0 >= 0
    assert crop.x0 + crop.width <= WIDTH
    assert crop.y0 + crop.height <= HEIGHT
    assert crop.x0 <= box.x0
    assert crop.y0 <= box.y0
    assert crop.x0 + crop.width >= box.x1
    assert crop.y0 + crop.height >= box.y1
    side = max(CONTEXT * max(box.width, box.height), LEAST_PX)
    assert crop.width >= min(side, WIDTH)
    assert crop.height >= min(side, HEIGHT)
    assert crop.width == crop.height or HEIGHT in (crop.height, crop.width)


@given(boxes(), st.sampled_from([8, 16, 32]))
def test_the_model_gets_multiples_in_nearly_the_same_proportion(box: Box, multiple: int) -> None:
    crop = crop_around(box, WIDTH, HEIGHT, 256, multiple)
    assert max(crop.model_width, crop.model_height) == 256
    assert crop.model_width % multiple == 0
    assert crop.model_height % multiple == 0
    scale = 256 / max(crop.width, crop.height)
    assert abs(crop.model_width - crop.width * scale) <= multiple / 2
    assert abs(crop.model_height - crop.height * scale) <= multiple / 2


def test_an_object_in_the_middle_stands_in_the_middle_of_its_crop() -> None:
    crop = crop_around(Box(80, 50, 100, 70), WIDTH, HEIGHT, 128, 8)
    assert (crop.x0, crop.y0, crop.width, crop.height) == (58, 28, 64, 64)


def test_a_corner_moves_the_crop_inside() -> None:
    crop = crop_around(Box(174, 110, 184, 120), WIDTH, HEIGHT, 128, 8)
    assert (crop.x0, crop.y0, crop.width, crop.height) == (120, 56, 64, 64)


def test_a_wide_object_gets_a_crop_as_high_as_the_canvas() -> None:
    crop = crop_around(Box(20, 40, 140, 80), WIDTH, HEIGHT, 512, 16)
    assert (crop.width, crop.height, crop.model_width, crop.model_height) == (180, 120, 512, 336)


@given(boxes(), st.integers(0, 5))
@settings(max_examples=60)
def test_a_mask_survives_the_way_to_the_model(box: Box, seed: int) -> None:
    """A mask that is enlarged and read back at the centres of its pixels is unchanged."""
    mask = mask_in(box, seed)
    crop = crop_around(box, WIDTH, HEIGHT, 512, 8)
    large = cut_mask(mask, crop)
    assert large.shape == (crop.model_height, crop.model_width)
    rows = ((np.arange(crop.height) + 0.5) * crop.model_height / crop.height).astype(int)
    cols = ((np.arange(crop.width) + 0.5) * crop.model_width / crop.width).astype(int)
    np.testing.assert_array_equal(large[np.ix_(rows, cols)], mask[crop.window])
    assert large.mean() == pytest.approx(mask[crop.window].mean(), abs=0.02)


@given(boxes(), st.integers(0, 5))
@settings(max_examples=60)
def test_a_mask_that_shrinks_loses_no_thin_part(box: Box, seed: int) -> None:
    mask = mask_in(box, seed)
    crop = crop_around(box, WIDTH, HEIGHT, 64, 8)
    small = cut_mask(mask, crop)
    rows = ((np.arange(crop.height) + 0.5) * crop.model_height / crop.height).astype(int)
    cols = ((np.arange(crop.width) + 0.5) * crop.model_width / crop.width).astype(int)
    assert small[np.ix_(rows, cols)][mask[crop.window]].all()


@given(boxes(), st.integers(0, 5), st.sampled_from([64, 256]))
@settings(max_examples=60)
def test_what_is_laid_back_is_the_mask_to_the_bit(box: Box, seed: int, crop_px: int) -> None:
    canvas = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    before, mask = canvas.copy(), mask_in(box, seed)
    crop = crop_around(box, WIDTH, HEIGHT, crop_px, 8)
    patch = np.full((crop.model_height, crop.model_width, 3), (250, 3, 121), np.uint8)
    visible = mask & (np.arange(WIDTH) % 3 > 0)
    result = paste_crop(canvas, patch, crop, mask, visible)
    np.testing.assert_array_equal(canvas, before)
    np.testing.assert_array_equal(result[~visible], canvas[~visible])
    assert (result[visible & ~rim_of(mask)] == (250, 3, 121)).all()
    rim = visible & rim_of(mask)
    mixed = canvas[rim] + RIM_SHARE * ((250, 3, 121) - canvas[rim].astype(float))
    np.testing.assert_allclose(result[rim], mixed, atol=0.51)


def test_a_crop_that_is_not_resized_comes_back_to_the_bit() -> None:
    canvas = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    crop = crop_around(Box(10, 10, 40, 40), 64, 64, 64, 8)
    mask = np.ones((64, 64), np.bool_)
    np.testing.assert_array_equal(cut_image(canvas, crop), canvas)
    np.testing.assert_array_equal(paste_crop(np.zeros_like(canvas), cut_image(canvas, crop), crop, mask, mask), canvas)


def test_the_rim_is_one_pixel_inside_and_not_along_the_canvas() -> None:
    outline = np.zeros((20, 30), np.bool_)
    outline[5:, 10:20] = True
    expected = np.zeros_like(outline)
    expected[5, 10:20] = expected[5:, 10] = expected[5:, 19] = True
    np.testing.assert_array_equal(rim_of(outline), expected)
    assert 0.5 < RIM_SHARE < 1.0
