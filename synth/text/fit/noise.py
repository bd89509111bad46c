"""Noise for counts: the two-sided geometric mechanism (Ghosh, Roughgarden, Sundararajan 2009)."""

from __future__ import annotations

import secrets

import numpy as np

from synth.core.seeds import rng_for


class Noise:
    """Draws noise of a privacy parameter `epsilon` for counts that one text (or source) changes by at most 1."""

    def __init__(self, epsilon: float, seed: int | None) -> None:
        """`seed` None: from the system; it is kept nowhere."""
        self._stop = 1 - float(np.exp(-epsilon))
        self._rng = rng_for(secrets.randbits(62) if seed is None else seed, 0, "noise of counts")

    def count(self, count: float, least: int) -> int:
        """A count with noise, never below `least`, which tells nothing more than that it is written at all."""
        first, second = self._rng.geometric(self._stop, 2)
        return max(least, round(count) + int(first) - int(second))
