"""Conditioning planes: what the embedded diffusion model sees of a layout, one float32 array (h, w) per plane."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

PLANES = ("foreground", "boundary", "intensity")


def layout_planes(labels: NDArray[np.int32], intensity: Mapping[int, float]) -> dict[str, NDArray[np.float32]]:
    """Planes of a label map (h, w; 0 is background, k is instance k).

    foreground and boundary are -1 or 1, so that an all-zero plane can mean "not told" (classifier-free guidance);
    boundary marks both pixels of every pair of 4-neighbours with different labels. intensity is the given number of
    each instance, how bright it is among those of its picture, and 0 in the background.
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
