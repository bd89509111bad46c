"""Conditioning planes: a layout as the input of the embedded diffusion model, one float32 array (h, w) per plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32

PLANES = ("foreground", "boundary", "intensity")


def layout_planes(
    labels: Int32[np.ndarray, "h w"], intensity: Mapping[int, float]
) -> dict[str, Float32[np.ndarray, "h w"]]:
    """The planes of a label map, by the names in PLANES. Label 0 is background, k is instance k.

    foreground and boundary are -1 or 1, so that an all-zero plane can mean "no condition" (classifier-free guidance, Ho
    & Salimans 2022, arXiv:2207.12598). boundary marks both pixels of every pair of 4-neighbours with different labels.
    intensity is the given number of each instance (its brightness relative to the others of its picture) and 0 in the
    background.
    """
    edge = np.zeros(labels.shape, np.bool_)
    vertical, horizontal = labels[1:] != labels[:-1], labels[:, 1:] != labels[:, :-1]
    edge[1:] |= vertical
    edge[:-1] |= vertical
    edge[:, 1:] |= horizontal
    edge[:, :-1] |= horizontal
    table = np.zeros(int(labels.max(initial=0)) + 1, np.float32)
    for label, value in intensity.items():
        if label < len(table):
            table[label] = value
    return {
        "foreground": np.where(labels > 0, np.float32(1), np.float32(-1)),
        "boundary": np.where(edge, np.float32(1), np.float32(-1)),
        "intensity": table[labels],
    }
