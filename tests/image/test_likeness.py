"""Which pictures are the same: between two sets all of them, however many copies of each other there are in one."""

from __future__ import annotations

from contextlib import closing

import numpy as np

from synth.image.likeness import Likenesses

COPIES = 9
"""More than the nearest ones that are looked at."""


def test_copies_in_one_set_do_not_hide_each_other_from_the_other_set() -> None:
    rng = np.random.default_rng(0)
    blocks = rng.integers(0, 256, (2, 12, 12, 3), np.uint8)
    one, other = (np.kron(block, np.ones((8, 8, 1), np.uint8)) for block in blocks)
    with closing(Likenesses()) as likenesses:
        for pixels in (one, other, *[one] * COPIES):
            likenesses.add(pixels)
        assert [(same.one, same.other) for same in likenesses.same(2)] == [(0, 2 + at) for at in range(COPIES)]
