"""Planes say what is where: on masks of one category and of several, on boxes, and where in the picture it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from synth.image.condition.planes import PlaneLayout, draw_planes, nearest, positions, soft_boxes
from synth.image.packs.card import PLANES, plane_names

LABELS = np.array([[0, 0, 0, 0], [0, 1, 2, 2], [0, 1, 2, 2], [0, 1, 2, 2]], np.int32)
LAYOUT = PlaneLayout(
    labels=LABELS,
    cover=np.where(LABELS == 2, 3, LABELS).astype(np.uint64),
    levels=np.array([0.5, -1.25], np.float32),
    boxes=np.zeros((0, 4), np.float32),
    categories=np.array([0, 1]),
    position_xy=positions(4, 4),
)


def test_planes_of_one_category() -> None:
    foreground, boundary, intensity = draw_planes(LAYOUT, PLANES, ["cell"])
    assert np.array_equal(foreground > 0, LABELS > 0)
    assert boundary.tolist() == [[-1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, -1], [1, 1, 1, -1]]
    assert intensity.tolist() == [[0, 0, 0, 0]] + [[0, 0.5, -1.25, -1.25]] * 3


def test_what_lies_on_an_object_is_of_both_categories() -> None:
    names = plane_names(["head", "spot"], "masks", "compositions")
    head, spot, *_, x, y = draw_planes(LAYOUT, names, ["head", "spot"])
    assert np.array_equal(head > 0, LABELS > 0)
    assert np.array_equal(spot > 0, LABELS == 2)
    assert x[0].tolist() == y[:, 0].tolist() == [-0.75, -0.25, 0.25, 0.75]


def test_an_empty_layout_tells_that_nothing_is_there() -> None:
    empty = replace(LAYOUT, labels=0 * LABELS, cover=LAYOUT.cover * np.uint64(0), levels=np.zeros(0, np.float32))
    foreground, boundary, intensity = draw_planes(empty, PLANES, ["cell"])
    assert set(foreground.ravel()) == set(boundary.ravel()) == {-1.0}
    assert not intensity.any()


def test_a_box_has_a_centre_and_an_extent_and_no_outline() -> None:
    plane = soft_boxes(np.array([[1, 1, 6, 4], [3, 0, 5, 2], [20, 20, 30, 30]], np.float32), 6, 8)
    assert plane[2, 3] == 1
    assert (plane[1:4, 1:6] >= 0).all()
    assert plane[5].tolist() == [-1] * 8
    assert plane[0, 3] == plane[0, 4] >= 0
    names = plane_names(["card"], "boxes", "textures")
    given = replace(LAYOUT, boxes=np.array([[0, 0, 2, 2], [2, 2, 4, 4]], np.float32))
    boxes = draw_planes(given, names, ["card"])[names.index("box:card")]
    assert boxes.max() == 0.5
    assert (boxes[2:, 2:] == -1).all()  # the second box is of another category


def test_maps_keep_their_values_at_another_size() -> None:
    assert nearest(LABELS, 8, 8)[::2, ::2].tolist() == LABELS.tolist()
    assert set(nearest(LABELS, 3, 2).ravel()) <= {0, 1, 2}
