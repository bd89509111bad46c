"""The annotator's network: the same UNet class as the generator's, from a picture to maps of its pixels and to the
domain of the whole. What the maps mean is the matter of `segment` (masks) and `centres` (boxes).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d import UNet2DModel

from synth.image.packs.network import ANNOTATED_MULTIPLE, ANNOTATOR_UNSHUFFLE

if TYPE_CHECKING:
    from jaxtyping import Float, Float32


def annotator_unet(maps: int, domains: int, widths: Sequence[int]) -> UNet2DModel:
    """The network for pictures of 3 channels, `maps` maps and `domains` domains; `widths` are the channels of its
    levels.
    """
    return UNet2DModel(
        in_channels=3 * ANNOTATOR_UNSHUFFLE**2,
        out_channels=(maps + domains) * ANNOTATOR_UNSHUFFLE**2,
        block_out_channels=tuple(widths),
        layers_per_block=1,
        down_block_types=("DownBlock2D",) * len(widths),
        up_block_types=("UpBlock2D",) * len(widths),
        norm_num_groups=16,
        add_attention=False,
    )


def map_logits(
    unet: torch.nn.Module, pictures: Float[torch.Tensor, "b 3 h w"]
) -> Float[torch.Tensor, "b maps+domains h w"]:
    """Logits of normalised pictures: the maps, then the domains. Sides must be multiples of 16."""
    given = F.pixel_unshuffle(pictures, ANNOTATOR_UNSHUFFLE).contiguous(memory_format=torch.channels_last)
    made = unet(given, torch.zeros(len(pictures), device=pictures.device)).sample
    return F.pixel_shuffle(made, ANNOTATOR_UNSHUFFLE)


@torch.no_grad()
def read_picture(
    unet: torch.nn.Module, picture: Float32[np.ndarray, "h w 3"], maps: int
) -> tuple[Float[torch.Tensor, "maps h w"], Float32[np.ndarray, " domains"]]:
    """Logits of the maps of one normalised picture of any size, mirror-padded to a multiple of 16, and the probability
    of each domain.
    """
    height, width = picture.shape[:2]
    padding = ((0, -height % ANNOTATED_MULTIPLE), (0, -width % ANNOTATED_MULTIPLE), (0, 0))
    padded = np.pad(picture, padding, mode="reflect").transpose(2, 0, 1)
    device = next(unet.parameters()).device
    logits = map_logits(unet, torch.from_numpy(np.ascontiguousarray(padded))[None].to(device))[0, :, :height, :width]
    domains = torch.softmax(logits[maps:].float().mean(dim=(1, 2)), dim=0).cpu().numpy()
    return logits[:maps], domains
