"""Random generators by name, never by order: a draw depends on (run seed, sample id, stage) and on nothing else."""

from __future__ import annotations

from hashlib import sha256

import numpy as np


def seed_for(run_seed: int, sample_id: int, stage: str, bits: int = 128) -> int:
    """An unsigned integer of `bits` bits (a multiple of 8, at most 256), a pure function of the three names."""
    digest = sha256(f"{run_seed}/{sample_id}/{stage}".encode()).digest()
    return int.from_bytes(digest[: bits // 8], "big")


def rng_for(run_seed: int, sample_id: int, stage: str) -> np.random.Generator:
    """The generator of one stage of one sample."""
    return np.random.default_rng(seed_for(run_seed, sample_id, stage))
