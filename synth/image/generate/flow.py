"""The embedded diffusion model: layout-conditioned flow matching as a diffusers pipeline.

Rectified flow (Liu et al. 2022, arXiv:2209.03003; Lipman et al. 2022, arXiv:2210.02747) in diffusers' convention:
z = (1 - s) x + s e and dz/ds = e - x, where s is the noise level. The network predicts the clean picture x (Li & He
2025, arXiv:2511.13720), so that dz/ds = (z - x) / s. It works on pixel-unshuffled planes. Without attention (textures)
it runs on any canvas whose sides are multiples of 16; with attention at its lowest level (compositions) it sees a
picture as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d import UNet2DModel
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler

from synth.image.packs.network import down_blocks, up_blocks

if TYPE_CHECKING:
    from jaxtyping import Float, Float32

GUIDED_ABOVE = 0.5
"""Guidance acts above this noise level: it decides the content, not the texture (Kynkaanniemi et al. 2024,
arXiv:2404.07724)."""


def flow_unet(
    spatial_planes: int,
    vector_size: int,
    widths: Sequence[int],
    layers: int = 1,
    *,
    unshuffle: int = 2,
    attention: bool = False,
) -> UNet2DModel:
    """A UNet for pictures of 3 channels, with `spatial_planes` layout planes and a vector of `vector_size` numbers per
    picture. `widths` are the channels of its levels, `layers` the blocks per level; squares of `unshuffle` px a side
    are one place of it, and with `attention` its lowest level sees all of them.
    """
    return UNet2DModel(
        in_channels=(3 + spatial_planes) * unshuffle**2 + vector_size,
        out_channels=3 * unshuffle**2,
        block_out_channels=tuple(widths),
        layers_per_block=layers,
        down_block_types=down_blocks(len(widths), attention),
        up_block_types=up_blocks(len(widths), attention),
        norm_num_groups=16,
        add_attention=False,
    )


def condition_vector(
    style: Float32[np.ndarray, " styles"], domain: int, domains: int
) -> Float32[np.ndarray, " domains+styles"]:
    """The vector of a picture: one-hot domain, then style z-scores."""
    return np.concatenate([np.eye(domains, dtype=np.float32)[domain], style.astype(np.float32)])


def predict_clean(
    unet: torch.nn.Module,
    noisy: Float[torch.Tensor, "b 3 h w"],
    planes: Float[torch.Tensor, "b p h w"],
    vector: Float[torch.Tensor, "b v"],
    sigma: Float[torch.Tensor, " b"],
) -> Float[torch.Tensor, "b 3 h w"]:
    """The clean picture that the network predicts from a noisy one at noise level `sigma` (0-1).

    The network computes in the type of its weights, everything around it in that of `noisy`.
    """
    unshuffle = math.isqrt(cast(UNet2DModel, unet).config["out_channels"] // noisy.shape[1])
    spatial = F.pixel_unshuffle(torch.cat([noisy, planes], dim=1), unshuffle)
    everywhere = vector[:, :, None, None].expand(-1, -1, *spatial.shape[2:])
    given = torch.cat([spatial, everywhere], dim=1).contiguous(memory_format=torch.channels_last)
    given = given.to(next(unet.parameters()).dtype)
    return F.pixel_shuffle(unet(given, sigma * 1000).sample.to(noisy.dtype), unshuffle)


def enlarged(pictures: Float[torch.Tensor, "b 3 h w"], factor: int) -> Float[torch.Tensor, "b 3 h*f w*f"]:
    """Pictures as the stage of detail is given them, by bicubic interpolation."""
    return F.interpolate(pictures, scale_factor=factor, mode="bicubic", align_corners=False)


def noise_levels(steps: int, shift: float) -> list[float]:
    """`steps` noise levels from 1 downwards, shifted as in SD3 (Esser et al. 2024, arXiv:2403.03206, eq. 23).

    A shift > 1 spends more steps at high noise levels.
    """
    even = np.linspace(1.0, 0.0, steps + 1)[:-1]
    return (shift * even / (1 + (shift - 1) * even)).tolist()


def stepped_velocity(
    velocity: Float[torch.Tensor, "b 3 h w"], before: Float[torch.Tensor, "b 3 h w"] | None, ratio: float
) -> Float[torch.Tensor, "b 3 h w"]:
    """The velocity of a step by the second-order method of Adams and Bashforth: that of its beginning carried on as it
    changed since the step `before` (None: there was none). `ratio`: this step's length over the last one's.
    """
    return velocity if before is None else velocity + ratio / 2 * (velocity - before)


JOINED_BELOW = 0.35
"""Noise level below which all of an inpainted picture is drawn on, so that its parts join without a seam (Meng et al.
2022, arXiv:2108.01073): that changes grain and edges, and no content."""


class Inpainting(NamedTuple):
    """Pictures (normalised) that are drawn anew where a mask is 1 alone; what is known is given back, at each noise
    level with the noise that it began with (Lugmayr et al. 2022, arXiv:2201.09865, without its resampling), down to
    JOINED_BELOW.
    """

    known: Float[torch.Tensor, "b 3 h w"]
    redrawn: Float[torch.Tensor, "b 1 h w"]

    def kept_in(
        self, noisy: Float[torch.Tensor, "b 3 h w"], noise: Float[torch.Tensor, "b 3 h w"], sigma: float
    ) -> Float[torch.Tensor, "b 3 h w"]:
        """The pictures at noise level `sigma`, with what is known in its place."""
        return torch.lerp((1 - sigma) * self.known.to(noisy) + sigma * noise, noisy, self.redrawn.to(noisy))


class LayoutFlowPipeline(DiffusionPipeline):
    """Pictures from layout planes and a style vector; loads with `LayoutFlowPipeline.from_pretrained(folder)`."""

    def __init__(self, unet: UNet2DModel, scheduler: FlowMatchEulerDiscreteScheduler) -> None:
        super().__init__()
        self.register_modules(unet=unet, scheduler=scheduler)

    @torch.no_grad()
    def __call__(
        self,
        planes: Float[torch.Tensor, "b p h w"],
        vector: Float[torch.Tensor, "b v"],
        generators: Sequence[torch.Generator],
        *,
        steps: int = 7,
        shift: float = 1.0,
        guidance: float | Sequence[float] = 1.0,
        inpaint: Inpainting | None = None,
    ) -> Float[torch.Tensor, "b 3 h w"]:
        """Normalised pictures on the CPU, from layout planes, vectors and one CPU random generator per picture.

        `guidance` 1 is the conditional model alone; above 1 is classifier-free guidance (Ho & Salimans 2022,
        arXiv:2207.12598). `inpaint`: what is known of the pictures. `steps`: evaluations of the network, each
        carried on to the second order.
        """
        shape = (3, *planes.shape[2:])
        noisy = noise = torch.stack([torch.randn(shape, generator=g) for g in generators]).to(self.device)
        planes, vector = planes.to(self.device), vector.to(self.device)
        weight = torch.as_tensor(guidance, dtype=torch.float32, device=self.device).expand(len(noisy)).view(-1, 1, 1, 1)
        scheduler = deepcopy(self.scheduler)  # it counts its steps, and calls in other threads count theirs
        scheduler.set_timesteps(sigmas=noise_levels(steps, shift), device=self.device)
        lengths, before = scheduler.sigmas.diff().tolist(), None
        for step, timestep in enumerate(scheduler.timesteps):
            sigma = scheduler.sigmas[step].to(noisy).expand(len(noisy))
            clean = predict_clean(self.unet, noisy, planes, vector, sigma)
            if (weight != 1).any() and sigma[0] > GUIDED_ABOVE:
                free = predict_clean(self.unet, noisy, torch.zeros_like(planes), torch.zeros_like(vector), sigma)
                clean = torch.where(weight == 1, clean, free + weight * (clean - free))
            velocity = (noisy - clean) / sigma[0]
            stepped = stepped_velocity(velocity, before, lengths[step] / lengths[max(step - 1, 0)])
            noisy, before = scheduler.step(stepped, timestep, noisy, return_dict=False)[0], velocity
            if inpaint and (after := float(scheduler.sigmas[step + 1])) >= JOINED_BELOW:
                noisy = inpaint.kept_in(noisy, noise, after)
        return noisy.float().cpu()
