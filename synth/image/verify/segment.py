"""The annotator's network: the same UNet class as the generator's, used for instance segmentation.

Per pixel it predicts foreground, contour (instance pixels next to a different label), depth (distance to the edge of
the instance, divided by the largest distance in that instance, 0-1) and the domain of the picture. A watershed makes
the instances, as in the winning entries of the 2018 Data Science Bowl (Caicedo et al. 2019,
doi:10.1038/s41592-019-0612-7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d import UNet2DModel
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import h_maxima
from skimage.segmentation import watershed

if TYPE_CHECKING:
    from jaxtyping import Float, Float32, Int32

UNSHUFFLE = 2
MAP_NAMES = ("foreground", "contour", "depth")
MULTIPLE = 16
DEPTH_BLUR_PX = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelMaps:
    """The network's prediction for a picture: three maps in [0, 1] and the probability of each domain."""

    foreground: Float32[np.ndarray, "h w"]
    contour: Float32[np.ndarray, "h w"]
    depth: Float32[np.ndarray, "h w"]
    domains: Float32[np.ndarray, " domains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Parameters that turn maps into instances.

    `foreground` is the threshold on the foreground. `rise` (0-1) is the least height of a peak of the depth map above
    the saddle to the next peak; lower peaks are not separate instances. `least_area_px` is the least area of an
    instance.
    """

    foreground: float = 0.5
    rise: float = 0.15
    least_area_px: int = 12


def segment_unet(domains: int, widths: Sequence[int]) -> UNet2DModel:
    """The network for pictures of 3 channels and `domains` domains; `widths` are the channels of its levels."""
    return UNet2DModel(
        in_channels=3 * UNSHUFFLE**2,
        out_channels=(len(MAP_NAMES) + domains) * UNSHUFFLE**2,
        block_out_channels=tuple(widths),
        layers_per_block=1,
        down_block_types=("DownBlock2D",) * len(widths),
        up_block_types=("UpBlock2D",) * len(widths),
        norm_num_groups=16,
        add_attention=False,
    )


def map_logits(
    unet: torch.nn.Module, pictures: Float[torch.Tensor, "b 3 h w"]
) -> Float[torch.Tensor, "b 3+domains h w"]:
    """Logits of normalised pictures: the three maps, then the domains. Sides must be multiples of 16."""
    given = F.pixel_unshuffle(pictures, UNSHUFFLE).contiguous(memory_format=torch.channels_last)
    return F.pixel_shuffle(unet(given, torch.zeros(len(pictures), device=pictures.device)).sample, UNSHUFFLE)


@torch.no_grad()
def read_maps(unet: torch.nn.Module, picture: Float32[np.ndarray, "h w 3"]) -> PixelMaps:
    """The maps of one normalised picture of any size; it is mirror-padded to a multiple of 16."""
    height, width = picture.shape[:2]
    padding = ((0, -height % MULTIPLE), (0, -width % MULTIPLE), (0, 0))
    padded = np.pad(picture, padding, mode="reflect").transpose(2, 0, 1)
    device = next(unet.parameters()).device
    logits = map_logits(unet, torch.from_numpy(np.ascontiguousarray(padded))[None].to(device))[0, :, :height, :width]
    maps = torch.sigmoid(logits[: len(MAP_NAMES)]).float().cpu().numpy()
    domains = torch.softmax(logits[len(MAP_NAMES) :].float().mean(dim=(1, 2)), dim=0).cpu().numpy()
    return PixelMaps(foreground=maps[0], contour=maps[1], depth=maps[2], domains=domains)


def decode_instances(maps: PixelMaps, how: Decoding) -> tuple[Int32[np.ndarray, "h w"], Float32[np.ndarray, " n"]]:
    """A label map and a score per label 1..n: mean foreground times largest depth of the instance."""
    inside = maps.foreground > how.foreground
    depth = cv2.GaussianBlur(maps.depth, (0, 0), DEPTH_BLUR_PX)
    levels = np.rint(np.clip(depth, 0, 1) * 255).astype(np.int16)
    peaks = h_maxima(levels, max(1, round(how.rise * 255))) > 0
    markers, _ = _numbered(peaks & inside, np.ones((3, 3)))
    islands, count = _numbered(inside)
    seeded = np.unique(islands[markers > 0])
    unseeded = np.setdiff1d(np.arange(1, count + 1), seeded)
    markers = np.where(np.isin(islands, unseeded), islands + markers.max(initial=0), markers)
    labels = watershed(-depth, markers, mask=inside)
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


def _numbered(mask: NDArray[np.bool_], structure: NDArray[np.float64] | None = None) -> tuple[NDArray[np.int32], int]:
    """The connected components of a mask, numbered from 1, and their number."""
    return cast("tuple[NDArray[np.int32], int]", ndimage.label(mask, structure=structure))
