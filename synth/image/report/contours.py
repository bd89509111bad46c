"""Masks as SVG paths that follow the pixel edges exactly."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask

Corner = tuple[int, int]


def outline_path(mask: Mask) -> str:
    """An SVG path (`M x y h.. v.. z`) around the mask's pixels, holes included; fill it with either rule.

    Coordinates are px of the half-open convention: pixel (x, y) is the square from (x, y) to (x+1, y+1).
    """
    return "".join(_path_of(loop, mask.x0, mask.y0) for loop in outline_loops(mask.bits))


def outline_loops(bits: NDArray[np.bool_]) -> list[list[Corner]]:
    """The closed loops of corners (x, y) around a bool array (h x w).

    Outer loops run clockwise on screen, holes the other way; only the corners where the direction changes are kept.
    Where two pixels touch at a corner only, the loop turns so that they stay two loops (4-connected foreground).
    """
    edges = _boundary_edges(bits)
    loops = []
    while edges:
        start = next(iter(edges))
        loops.append(_follow(edges, start))
    return loops


def _boundary_edges(bits: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """Directed unit edges with the foreground on their right, as {corner: [directions that leave it]}."""
    padded = np.pad(bits, 1)
    inside = padded[1:-1, 1:-1]
    edges: dict[Corner, list[Corner]] = defaultdict(list)
    sides = (
        (padded[:-2, 1:-1], (0, 0), (1, 0)),
        (padded[1:-1, 2:], (1, 0), (0, 1)),
        (padded[2:, 1:-1], (1, 1), (-1, 0)),
        (padded[1:-1, :-2], (0, 1), (0, -1)),
    )
    for beyond, (dx, dy), step in sides:
        ys, xs = np.nonzero(inside & ~beyond)
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
            edges[x + dx, y + dy].append(step)
    return edges


def _follow(edges: dict[Corner, list[Corner]], start: Corner) -> list[Corner]:
    """Walk one loop from `start`, using up its edges; of two ways on, take the right turn (clockwise on screen)."""
    corners: list[Corner] = []
    at, before = start, (0, 0)
    while leaving := edges.get(at):
        right = (-before[1], before[0])
        if corners and at == start and right not in leaving:
            break
        step = right if right in leaving else leaving[0]
        leaving.remove(step)
        if not leaving:
            del edges[at]
        if step != before:
            corners.append(at)
        at, before = (at[0] + step[0], at[1] + step[1]), step
    return corners


def _path_of(loop: list[Corner], x0: int, y0: int) -> str:
    parts = [f"M{loop[0][0] + x0} {loop[0][1] + y0}"]
    for (ax, ay), (bx, by) in pairwise(loop):
        parts.append(f"h{bx - ax}" if ay == by else f"v{by - ay}")
    return "".join(parts) + "z"
