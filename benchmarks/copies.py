"""Copies that are planted, and real pictures that are none: how many `synth compare` takes for copies.

`python benchmarks/copies.py DATA`

The real pictures of a set are cut in two by the hash of their names. *fresh*: those held out; *exact*: those that the
index has; *changed*: these turned or mirrored, shifted by up to 12 of 256 px, with another brightness and noise;
*cropped*: these without a tenth of each side, mirrored or not, at 60 % of the size.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from synth.evidence.pictures.copies import NearestReal, query_of, same_as_real
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


def cropped(picture: Picture, rng: np.random.Generator) -> np.ndarray:
    """A copy at another scale."""
    pixels = picture.pixels
    sides = [round(0.9 * side) for side in pixels.shape[:2]]
    y, x = (int(rng.integers(whole - side + 1)) for whole, side in zip(pixels.shape[:2], sides, strict=True))
    part = np.ascontiguousarray(pixels[y : y + sides[0], x : x + sides[1]][:, :: 1 if rng.random() < 0.5 else -1])
    return np.asarray(cv2.resize(part, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))


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
        "cropped": [cropped(one, rng) for one in real],
    }
    for name, pictures in asked.items():
        given = sets.held.pictures if name == "fresh" else real
        whole = [replace(one, pixels=pixels) for one, pixels in zip(given, pictures, strict=True)]
        same = same_as_real(real, whole)
        found = sum(at in same or is_copy(index.of(one)) for at, one in enumerate(pictures))
        print(f"{name:8} {found} of {len(pictures)} taken for copies, {len(same)} of them registered")


if __name__ == "__main__":
    main()
