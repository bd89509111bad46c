"""Randomness that nobody can repeat: of the operating system's generator, never of a seed.

Noise that could be drawn again could be taken off again, and who is in a step must not be known either. So none of it
comes from `seed`, and its states are not stored.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float64

BITS = 53
"""Of a float64's mantissa."""

DRAWS = 4
"""Normal numbers of which each one is made, so that the gaps between floating-point numbers do not give away the sum
(Holohan & Braghin 2021, arXiv:2107.10138)."""


def secret_normal(number: int) -> Float64[np.ndarray, " number"]:
    """Standard normal numbers (Box & Muller 1958) of the operating system's generator."""
    pairs = -(-number // 2)
    total = np.zeros(2 * pairs)
    for _ in range(DRAWS):
        uniform = (np.frombuffer(os.urandom(16 * pairs), np.uint64) >> np.uint64(64 - BITS)).astype(np.float64) + 0.5
        radius = np.sqrt(-2 * np.log(uniform[:pairs] / 2**BITS))
        angle = 2 * np.pi * uniform[pairs:] / 2**BITS
        total += np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
    return total[:number] / np.sqrt(DRAWS)


def secret_rng() -> np.random.Generator:
    """A generator of draws that need not be noise but must not be known, such as who is in a step."""
    return np.random.default_rng(secrets.randbits(256))
