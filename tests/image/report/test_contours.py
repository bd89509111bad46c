"""Outlines hug the pixel edges: filled again, they give the mask back."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from synth.core.geometry import Mask
from synth.image.report.contours import outline_loops, outline_path


def corners(path: str) -> list[list[tuple[int, int]]]:
    """The loops of an SVG path of M, h, v and z."""
    loops = []
    for part in path.split("z")[:-1]:
        start = re.match(r"M(-?\d+) (-?\d+)", part)
        assert start is not None
        loop = [(int(start[1]), int(start[2]))]
        for axis, step in re.findall(r"([hv])(-?\d+)", part):
            x, y = loop[-1]
            loop.append((x + int(step), y) if axis == "h" else (x, y + int(step)))
        loops.append(loop)
    return loops


def filled(loops: list[list[tuple[int, int]]], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Winding number of every pixel's centre, from the upright edges left of it."""
    winding = np.zeros(shape, np.int64)
    for loop in loops:
        for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True):
            if ax == bx:
                winding[min(ay, by) : max(ay, by), ax:] += np.sign(ay - by)
    return winding


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=9)))
def test_outline_filled_again_is_the_mask(bits: NDArray[np.bool_]) -> None:
    winding = filled(corners(outline_path(Mask(x0=0, y0=0, bits=bits))), bits.shape)
    np.testing.assert_array_equal(winding, bits.astype(np.int64))


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_one_pixel_covers_its_half_open_square(x: int, y: int) -> None:
    assert outline_path(Mask(x0=x, y0=y, bits=np.ones((1, 1), np.bool_))) == f"M{x} {y}h1v1h-1z"


def test_pixels_that_touch_at_a_corner_stay_two_loops() -> None:
    assert len(outline_loops(np.eye(2, dtype=np.bool_))) == 2
    assert len(outline_loops(np.eye(2, dtype=np.bool_)[::-1])) == 2


def test_a_hole_is_a_loop_of_its_own() -> None:
    ring = np.ones((3, 3), np.bool_)
    ring[1, 1] = False
    assert [len(loop) for loop in outline_loops(ring)] == [4, 4]


def test_no_pixels_no_path() -> None:
    assert outline_path(Mask(x0=0, y0=0, bits=np.zeros((0, 0), np.bool_))) == ""
