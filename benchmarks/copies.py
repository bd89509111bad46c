"""Copies that are planted, and real pictures that are none: how many `synth compare` takes for copies.

`python benchmarks/copies.py DATA`

The real pictures of a set are cut in two by the hash of their names. *fresh*: those held out; *exact*: those that the
index has; *changed*: these turned or mirrored, shifted by up to 12 of 256 px, with another brightness and noise.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from synth.evidence.pictures.copies import NearestReal, query_of
from synth.evidence.pictures.privacy import is_copy
from synth.evidence.pictures.sets import Picture, read_picture_sets

SIDE_PX, SHIFT_PX, NOISE = 256, 12, 8


def changed(picture: Picture, rng: np.random.Generator) -> np.ndarray:
    """A lightly augmented copy."""
    pixels = np.rot90(query_of(picture, SIDE_PX).astype(np.float64), int(rng.integers(4)))
    pixels = pixels[:, ::-1] if rng.random() < 0.5 else pixels
    pixels = np.roll(pixels, tuple(rng.integers(-SHIFT_PX, SHIFT_PX + 1, 2)), (0, 1))
    noisy = pixels * rng.uniform(0.8, 1.2) + rng.normal(0, NOISE, pixels.shape)
    return np.ascontiguousarray(noisy.clip(0, 255).astype(np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="annotated pictures of any format")
    given = parser.parse_args()
    sets = read_picture_sets(given.data, given.data, None)
    real, rng = sets.real.pictures, np.random.default_rng(0)
    index = NearestReal(real, SIDE_PX)
    asked = {
        "fresh": [query_of(one, SIDE_PX) for one in sets.held.pictures],
        "exact": [query_of(one, SIDE_PX) for one in real],
        "changed": [changed(one, rng) for one in real],
    }
    for name, pictures in asked.items():
        print(f"{name:8} {sum(is_copy(index.of(one)) for one in pictures)} of {len(pictures)} taken for copies")


if __name__ == "__main__":
    main()
