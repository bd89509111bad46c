"""The annotator of masks.

Per pixel its network (`synth.image.verify.maps`) predicts foreground, contour (instance pixels next to a different
label), depth (distance to the edge of the instance, divided by the largest distance in that instance, 0-1), and where
there are several categories which it is. A watershed makes the instances, as in the winning entries of the 2018 Data
Science Bowl (Caicedo et al. 2019, doi:10.1038/s41592-019-0612-7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import h_maxima
from skimage.segmentation import watershed

from synth.image.verify.maps import read_picture

if TYPE_CHECKING:
    from jaxtyping import Bool, Float32, Int32, Int64

    from synth.image.packs.card import PackCard

MAP_NAMES = ("foreground", "contour", "depth")
DEPTH_BLUR_PX = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelMaps:
    """The network's prediction for a picture: three maps in [0, 1], the probability of each domain, and where there are
    several categories that of each at each pixel.
    """

    foreground: Float32[np.ndarray, "h w"]
    contour: Float32[np.ndarray, "h w"]
    depth: Float32[np.ndarray, "h w"]
    domains: Float32[np.ndarray, " domains"]
    categories: Float32[np.ndarray, "categories h w"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Parameters that turn maps into instances.

    `foreground` is the threshold on the foreground. `rise` (0-1) is the least height of a peak of the depth map above
    the saddle to the next peak; lower peaks are not separate instances. `least_area_px` is the least area of an
    instance. `apart` are indices of categories whose objects do not touch: each connected region is one of them.
    """

    foreground: float = 0.5
    rise: float = 0.15
    least_area_px: int = 12
    apart: frozenset[int] = frozenset()


def decoding_of(card: PackCard) -> Decoding:
    """How the annotator of a pack is decoded."""
    return Decoding(**card.decoding.model_dump(), apart=frozenset(map(card.categories.index, card.apart)))


def maps_of(categories: int) -> int:
    """Maps of a network for so many categories: MAP_NAMES, then one a category where there are several."""
    return len(MAP_NAMES) + (categories if categories > 1 else 0)


def read_maps(unet: torch.nn.Module, picture: Float32[np.ndarray, "h w 3"], categories: int = 1) -> PixelMaps:
    """The maps of one normalised picture of any size."""
    logits, domains = read_picture(unet, picture, maps_of(categories))
    maps = torch.sigmoid(logits[: len(MAP_NAMES)]).float().cpu().numpy()
    kinds = torch.softmax(logits[len(MAP_NAMES) :].float(), dim=0).cpu().numpy() if categories > 1 else None
    return PixelMaps(foreground=maps[0], contour=maps[1], depth=maps[2], domains=domains, categories=kinds)


def decode_kinds(
    maps: PixelMaps, how: Decoding
) -> tuple[Int32[np.ndarray, "h w"], Float32[np.ndarray, " n"], Int64[np.ndarray, " n"]]:
    """A label map, a score and the index of the category of each label 1..n.

    Where there are several categories, each pixel belongs to the likeliest one, and the instances of each are found
    apart: what lies on another object (a tumour on a head) is not part of it here.
    """
    if maps.categories is None:
        labels, scores = decode_instances(maps, how)
        return labels, scores, np.zeros(len(scores), np.int64)
    kind = maps.categories.argmax(axis=0)
    labels, scores, kinds = np.zeros(kind.shape, np.int32), list[NDArray[np.float32]](), list[int]()
    for category in range(len(maps.categories)):
        mine = kind == category
        if not (mine & (maps.foreground > how.foreground)).any():
            continue
        only = replace(maps, foreground=np.where(mine, maps.foreground, np.float32(0)))
        found, found_scores = decode_instances(only, how, category)
        labels[found > 0] = found[found > 0] + len(kinds)
        scores.append(found_scores)
        kinds += [category] * len(found_scores)
    return labels, np.concatenate(scores) if scores else np.zeros(0, np.float32), np.array(kinds, np.int64)


def decode_instances(
    maps: PixelMaps, how: Decoding, category: int = 0
) -> tuple[Int32[np.ndarray, "h w"], Float32[np.ndarray, " n"]]:
    """A label map and a score per label 1..n of one category: mean foreground times largest depth of the instance."""
    inside = maps.foreground > how.foreground
    islands, count = _numbered(inside)
    labels = islands if category in how.apart else _divided(maps.depth, inside, islands, count, how.rise)
    areas = np.bincount(labels.ravel())
    kept = np.flatnonzero(areas[1:] >= how.least_area_px) + 1
    table = np.zeros(len(areas), np.int32)
    table[kept] = np.arange(1, len(kept) + 1)
    labels = table[labels]
    index = np.arange(1, len(kept) + 1)
    scores = (
        ndimage.mean(maps.foreground, labels, index) * ndimage.maximum(maps.depth, labels, index) if len(kept) else []
    )
    return labels, np.asarray(scores, np.float32)


def _divided(
    depth: Float32[np.ndarray, "h w"],
    inside: Bool[np.ndarray, "h w"],
    islands: Int32[np.ndarray, "h w"],
    count: int,
    rise: float,
) -> Int32[np.ndarray, "h w"]:
    """The islands, divided where the depth has several peaks."""
    depth = cv2.GaussianBlur(depth, (0, 0), DEPTH_BLUR_PX)
    levels = np.rint(np.clip(depth, 0, 1) * 255).astype(np.int16)
    peaks = h_maxima(levels, max(1, round(rise * 255))) > 0
    markers, _ = _numbered(peaks & inside, np.ones((3, 3)))
    seeded = np.unique(islands[markers > 0])
    unseeded = np.setdiff1d(np.arange(1, count + 1), seeded)
    markers = np.where(np.isin(islands, unseeded), islands + markers.max(initial=0), markers)
    return watershed(-depth, markers, mask=inside)


def _numbered(mask: NDArray[np.bool_], structure: NDArray[np.float64] | None = None) -> tuple[NDArray[np.int32], int]:
    """The connected components of a mask, numbered from 1, and their number."""
    return cast("tuple[NDArray[np.int32], int]", ndimage.label(mask, structure=structure))
