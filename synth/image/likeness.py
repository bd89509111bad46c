"""Pictures that show the same: after compression, another size, a flip, or a crop of up to a tenth of each side.

A picture is described by the low frequencies of its luminance (a perceptual hash with real numbers in place of bits; as
pHash, Zauner 2010), once whole and once for each crop that another copy may be. The nearest by that description are
registered with an affine map (ECC, Evangelidis and Psarakis 2008), and compared pixel by pixel without what is blurred.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, UInt8

SIDE_PX = 96
"""Of the small picture that is kept of each, whatever its aspect ratio."""

SAME = 0.985
"""Correlation of the details of registered pictures from which they are the same; neighbouring slices of a head have
0.979 at most, copies 0.99 (`benchmarks/quality_leaks.py`).
"""

_FREQUENCIES = 8
_DCT_PX = 32
_CROPS = ((0.0, 0.0, 1.0), *((x / 30, y / 30, 0.9) for x in range(4) for y in range(4)))
"""Left, top and side of the crops that are described, as shares of a side."""

_NEAREST = 6
"""So many of the nearest are registered."""

_LEAST_NEAR = 0.7
"""Cosine of two descriptions from which pictures are registered, ..."""

_FLIPS_TRIED, _AS_NEAR = 2, 0.1
"""So many flips of a pair are tried, those that are nearly as near as the best: a head is much the same mirrored."""

_ALIKE = 0.4
"""... and correlation of their details where the guess brings them together."""

_BLUR_PX, _DETAIL_PX = 1.0, 6.0
"""Details are what the one blur leaves and the other takes away."""

_LEAST_DETAIL, _LEAST_CONTRAST = 0.5, 1.5
"""Standard deviations, in levels, below which a picture shows nothing by which it could be known again."""

_LEAST_COMMON = 0.75
"""Share of a picture that the other one shows."""

_WHOLLY = 0.999
"""Share of a pixel from which it is compared; those at the rim are mixed with what is outside."""

_MANY = 50
"""Pictures from which what is usual in all of them is left out of their descriptions."""

_BLOCK = 256

_STEPS = np.arange(_FREQUENCIES)
_WEIGHTS = np.sqrt(np.add.outer(_STEPS, _STEPS)).ravel().astype(np.float32)
"""The mean, at frequency 0, counts nothing; what tells similar pictures apart counts more."""

_FLIPS = {
    (across, down): np.multiply.outer(float(down) ** _STEPS, float(across) ** _STEPS).ravel().astype(np.float32)
    for across in (1, -1)
    for down in (1, -1)
}
"""Steps through columns and rows of a picture, and what they make of its frequencies."""


class Same(NamedTuple):
    """Pictures `one` and `other` (in the order in which they were added) are the same.

    `to_other` (2, 3) leads from a point of the first to that of the other, both as shares of width and height.
    `likeness` is the correlation.
    """

    one: int
    other: int
    likeness: float
    to_other: Float64[np.ndarray, "2 3"]

    @property
    def is_flipped(self) -> bool:
        return bool(np.linalg.det(self.to_other[:, :2]) < 0)


class _Guess(NamedTuple):
    """How near two descriptions are, and the flips, each with a crop of either picture, that bring them so: the best
    first.
    """

    nearness: float
    ways: Sequence[tuple[int, int]]
    of_first: bool


class Likenesses:
    """Small pictures, on disk, and how to find those that are the same."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as this object, which closes it
        self._whole: list[Float32[np.ndarray, " frequencies"]] = []

    def add(self, pixels: UInt8[np.ndarray, "h w 3"]) -> None:
        """Add a picture; its number is how many were added before."""
        import cv2

        small = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
        self._file.seek(0, os.SEEK_END)
        self._file.write(np.ascontiguousarray(small).tobytes())
        described = _frequencies(small, _CROPS[:1])[0] if small.std() >= _LEAST_CONTRAST else np.zeros(_FREQUENCIES**2)
        self._whole.append(described.astype(np.float32))

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()

    def same(self, first: int = 0) -> Iterator[Same]:
        """Each pair once, the first one before the other; with `first` only pairs of one of so many with a later one,
        whatever is the same among either of them.
        """
        for (one, other), guess in sorted(self._guesses(first).items()):
            found = _registered(self._small(one), self._small(other), guess)
            if found is not None:
                yield Same(one, other, *found)

    def _guesses(self, first: int) -> Mapping[tuple[int, int], _Guess]:
        """For each picture the nearest of which it may be a whole and they a crop, or the other way about."""
        guesses = dict[tuple[int, int], _Guess]()
        whole = np.array(self._whole).reshape(-1, _FREQUENCIES**2)
        blank = np.abs(whole).sum(axis=1) == 0
        if blank.all():
            return guesses
        usual = whole[~blank].mean(axis=0) if (~blank).sum() >= _MANY else np.zeros(_FREQUENCIES**2, np.float32)
        known, n = _weighted(whole, usual), len(whole)
        for start in range(0, n, _BLOCK):
            numbers = np.arange(start, min(start + _BLOCK, n))
            crops = np.array([_frequencies(self._small(int(number)), _CROPS) for number in numbers])
            of_flips = np.full((len(_FLIPS), len(numbers), n), -1, np.float32)
            crop_of = np.zeros(of_flips.shape, np.int8)
            for flip, signs in enumerate(_FLIPS.values()):
                mine = _weighted(crops * signs, usual)
                for crop in range(len(_CROPS)):
                    found = mine[:, crop] @ known.T
                    crop_of[flip][found > of_flips[flip]] = crop
                    np.maximum(of_flips[flip], found, out=of_flips[flip])
            nearness = of_flips.max(axis=0)
            nearness[:, blank] = nearness[blank[start : start + _BLOCK]] = -1
            if first:
                nearness[np.equal.outer(numbers < first, np.arange(n) < first)] = -1
            nearness[np.arange(len(numbers)), numbers] = -1
            best = np.argpartition(-nearness, min(_NEAREST, n - 1), axis=1)[:, :_NEAREST]
            for row, number in enumerate(numbers.tolist()):
                for other in best[row].tolist():
                    near = float(nearness[row, other])
                    pair = min(number, other), max(number, other)
                    if near >= _LEAST_NEAR and (pair not in guesses or near > guesses[pair].nearness):
                        flips = np.argsort(-of_flips[:, row, other], kind="stable")[:_FLIPS_TRIED].tolist()
                        ways = [
                            (flip, int(crop_of[flip, row, other]))
                            for flip in flips
                            if of_flips[flip, row, other] >= near - _AS_NEAR
                        ]
                        guesses[pair] = _Guess(near, ways, of_first=number < other)
        return guesses

    def _small(self, number: int) -> UInt8[np.ndarray, "side side"]:
        self._file.seek(number * SIDE_PX**2)
        return np.frombuffer(self._file.read(SIDE_PX**2), np.uint8).reshape(SIDE_PX, SIDE_PX)


def _frequencies(
    small: UInt8[np.ndarray, "side side"], crops: Sequence[tuple[float, float, float]]
) -> Float32[np.ndarray, "crops frequencies"]:
    """The low frequencies of some crops, of length 1; those of a crop without any contrast are 0."""
    import cv2

    found = np.zeros((len(crops), _FREQUENCIES**2), np.float32)
    for number, (left, top, side) in enumerate(crops):
        x0, y0, x1, y1 = (round(share * SIDE_PX) for share in (left, top, left + side, top + side))
        part = cv2.resize(small[y0:y1, x0:x1], (_DCT_PX, _DCT_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
        low = cv2.dct(part)[:_FREQUENCIES, :_FREQUENCIES].copy()
        low[0, 0] = 0
        found[number] = low.ravel() / max(float(np.linalg.norm(low)), 1e-6)
    return found


def _weighted(
    described: Float32[np.ndarray, "*n frequencies"], usual: Float32[np.ndarray, " frequencies"]
) -> Float32[np.ndarray, "*n frequencies"]:
    """Descriptions less what is usual in all pictures, weighted, of length 1."""
    found = (described - usual) * _WEIGHTS
    return found / np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-6)


def _registered(
    first: UInt8[np.ndarray, "side side"], second: UInt8[np.ndarray, "side side"], guess: _Guess
) -> tuple[float, Float64[np.ndarray, "2 3"]] | None:
    """Likeness and map of pictures that are the same; None for others."""
    import cv2

    one, other = (cv2.GaussianBlur(each.astype(np.float32), (0, 0), _BLUR_PX) for each in (first, second))
    for flip, crop in guess.ways:
        found = _register(one, _Start.of(other, flip, crop, of_first=guess.of_first))
        if found is not None:
            return found
    return None


def _register(
    first: Float32[np.ndarray, "side side"], start: _Start
) -> tuple[float, Float64[np.ndarray, "2 3"]] | None:
    """The correlation of the details where both show something, and the map in shares, found from a guess of it.

    None for pictures that are not the same.
    """
    import cv2

    if _likeness(first, start.turned, start.matrix) < _ALIKE:
        return None
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 25, 1e-4)
    mask = np.full(first.shape, 255, np.uint8)
    try:
        _, matrix = cv2.findTransformECC(first, start.turned, start.matrix, cv2.MOTION_AFFINE, until, mask, 5)
    except cv2.error:  # it does not converge: they are not the same
        return None
    likeness = _likeness(first, start.turned, matrix)
    if likeness < SAME:
        return None
    linear = matrix[:, :2].astype(np.float64)
    shares = np.column_stack([linear, (matrix[:, 2] + _CENTRE - linear @ _CENTRE) / len(first)])
    for axis, step in enumerate(start.steps):
        if step < 0:
            shares[axis] *= -1
            shares[axis, 2] += 1
    return likeness, shares


_CENTRE = np.array((0.5, 0.5))
"""OpenCV counts from pixel centres."""


class _Start(NamedTuple):
    """The second picture, `turned` by `steps` through columns and rows, and the guess of the map onto it, in px."""

    turned: Float32[np.ndarray, "side side"]
    steps: tuple[int, int]
    matrix: Float32[np.ndarray, "2 3"]

    @classmethod
    def of(cls, second: Float32[np.ndarray, "side side"], flip: int, crop: int, *, of_first: bool) -> _Start:
        """From a flip and the crop of the first picture, or of the second one, by number."""
        across, down = list(_FLIPS)[flip]
        left, top, side = _CROPS[crop]
        if of_first:
            shares = np.array([[1 / side, 0, -left / side], [0, 1 / side, -top / side]])
        else:  # the crop is of the other one before it was flipped
            left, top = (share if step > 0 else 1 - share - side for share, step in ((left, across), (top, down)))
            shares = np.array([[side, 0, left], [0, side, top]])
        move = shares[:, 2] * len(second) + shares[:, :2] @ _CENTRE - _CENTRE
        matrix = np.column_stack([shares[:, :2], move]).astype(np.float32)
        return cls(np.ascontiguousarray(second[::down, ::across]), (across, down), matrix)


def _likeness(
    first: Float32[np.ndarray, "side side"],
    second: Float32[np.ndarray, "side side"],
    matrix: Float32[np.ndarray, "2 3"],
) -> float:
    """The correlation of the details of one picture and the other, moved onto it; 0 where little is common."""
    import cv2

    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(second, matrix, first.shape, flags=how)
    common = cv2.warpAffine(np.ones_like(first), matrix, first.shape, flags=how) > _WHOLLY
    if common.mean() < _LEAST_COMMON:
        return 0.0
    moved[~common] = first[~common]
    details = [(one - cv2.GaussianBlur(one, (0, 0), _DETAIL_PX))[common] for one in (first, moved)]
    if min(float(one.std()) for one in details) < _LEAST_DETAIL:
        return 0.0
    return float(np.corrcoef(details[0], details[1])[0, 1])
