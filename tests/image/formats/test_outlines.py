"""Polygons of masks: drawing them gives the masks again, holes and several parts included."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from synth.core.geometry import Mask
from synth.image.formats.outlines import joined, polygons_of
from synth.image.formats.segmentation import mask_of_segmentation

BITS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))
CANVAS = (20, 18)


def drawn(polygons: list[list[float]]) -> NDArray[np.bool_]:
    return mask_of_segmentation(polygons, *CANVAS, "here").on_canvas(*CANVAS)


@settings(max_examples=300, deadline=None)
@given(BITS.filter(np.any), st.integers(0, 6), st.integers(0, 5))
def test_drawn_again_they_are_the_mask(bits: NDArray[np.bool_], x0: int, y0: int) -> None:
    mask = Mask.from_array(bits, x0, y0)
    polygons = polygons_of(mask)
    assert np.array_equal(drawn(polygons), mask.on_canvas(*CANVAS))
    assert np.array_equal(drawn([joined(polygons)]), mask.on_canvas(*CANVAS))


def test_a_hole_is_cut_in_and_parts_are_polygons_of_their_own() -> None:
    bits = np.zeros((5, 9), np.bool_)
    bits[0:4, 0:4] = True
    bits[1:3, 1:3] = False
    bits[4, 8] = True
    ring, dot = polygons_of(Mask.from_array(bits, 2, 3))
    assert dot == [10, 7, 11, 7, 11, 8, 10, 8]
    assert ring == [2, 3, 6, 3, 6, 7, 2, 7, 2, 4, 3, 4, 3, 6, 5, 6, 5, 4, 3, 4, 2, 4]
