"""Fit the layout-conditioned diffusion model: flow matching with x-prediction and classifier-free dropout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from diffusers.models.unets.unet_2d import UNet2DModel

from synth.core.seeds import rng_for, seed_for
from synth.image.condition.planes import draw_planes
from synth.image.generate.flow import condition_vector, flow_unet, predict_clean
from synth.image.packs.card import PackCard
from synth.image.packs.network import vector_size
from synth.image.packs.pack import Pack
from synth.image.train.crops import CropSampler, TrainingCrop
from synth.image.train.loop import Fitted, Fitting, Watch, fit
from synth.image.train.schedule import Stage
from synth.image.train.start import start_generator

if TYPE_CHECKING:
    from jaxtyping import Float

DROP_ALL, DROP_STYLE = 0.08, 0.08
SIGMA_FLOOR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRecipe:
    """Channels of the network's levels; noise levels are sigmoid(N(mean, deviation)) (Esser et al. 2024,
    arXiv:2403.03206, section 3.1). What a composition shows, and what lies in a box, is decided at higher levels than a
    texture within outlines.
    """

    widths: tuple[int, ...] = (48, 96, 160, 192)
    whole_widths: tuple[int, ...] = (64, 96, 160)
    """of compositions, whose places are squares of 4 px"""
    noise: tuple[float, float] = (-0.2, 1.4)
    content_noise: tuple[float, float] = (0.4, 1.0)
    """of compositions, and of boxes"""


def batch_tensors(
    crops: Sequence[TrainingCrop], card: PackCard
) -> tuple[Float[torch.Tensor, "b 3 s s"], Float[torch.Tensor, "b p s s"], Float[torch.Tensor, "b v"]]:
    """Pixels, planes and condition vectors of a batch of crops."""
    vectors = [condition_vector(c.style, c.domain, len(card.variable.values)) for c in crops]
    given = [draw_planes(c.layout, card.planes, card.categories) for c in crops]
    pixels, planes, vector = (torch.from_numpy(np.stack(part)) for part in ([c.pixels for c in crops], given, vectors))
    return pixels, planes, vector


def flow_loss(
    unet: torch.nn.Module,
    clean: Float[torch.Tensor, "b 3 s s"],
    planes: Float[torch.Tensor, "b p s s"],
    vector: Float[torch.Tensor, "b v"],
    noise: Float[torch.Tensor, "b 3 s s"],
    sigma: Float[torch.Tensor, " b"],
) -> Float[torch.Tensor, ""]:
    """The velocity loss of a network that predicts x: |x_hat - x|^2 / max(sigma, 0.05)^2 (Li & He 2025,
    arXiv:2511.13720).
    """
    level = sigma.view(-1, 1, 1, 1)
    noisy = (1 - level) * clean + level * noise
    error = predict_clean(unet, noisy, planes, vector, sigma).float() - clean
    return (error**2 / level.clamp(min=SIGMA_FLOOR) ** 2).mean()


def noise_of(mean_deviation: tuple[float, float], number: int, draws: torch.Generator) -> Float[torch.Tensor, " n"]:
    """Noise levels (0-1) of a batch."""
    mean, deviation = mean_deviation
    return torch.sigmoid(mean + deviation * torch.randn(number, generator=draws))


def drop_conditions(
    planes: Float[torch.Tensor, "b p s s"],
    vector: Float[torch.Tensor, "b v"],
    domains: int,
    draw: Float[torch.Tensor, " b"],
) -> tuple[Float[torch.Tensor, "b p s s"], Float[torch.Tensor, "b v"]]:
    """Condition dropout (Ho & Salimans 2022, arXiv:2207.12598): all conditions of some pictures become 0, and only the
    style of some others. `draw` is uniform in [0, 1).
    """
    kept = (draw >= DROP_ALL).float()
    styled = (draw >= DROP_ALL + DROP_STYLE).float()
    vector = torch.cat([vector[:, :domains] * kept[:, None], vector[:, domains:] * styled[:, None]], dim=1)
    return planes * kept.view(-1, 1, 1, 1), vector


def train_generator(
    sampler: CropSampler,
    card: PackCard,
    recipe: FlowRecipe,
    fitting: Fitting,
    folder: Path,
    watch: Watch,
    start: Pack | None = None,
) -> Fitted:
    """Train until the budget is spent, resuming from `folder`/generator.pt; a new one begins with the weights of the
    pack `start`.
    """

    def loss_of(unet: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
        crops = sampler.draw(stage.crop_px, stage.batch, rng_for(fitting.seed, step, "crops"))
        draws = torch.Generator().manual_seed(seed_for(fitting.seed, step, "noise", bits=56))
        return loss_of_crops(unet, crops, card, recipe, draws, device)

    unet = new_generator(card, recipe, fitting.seed)
    if start is not None:
        start_generator(unet, card, start)
    return fit(unet, loss_of, fitting, folder / "generator.pt", watch)


def new_generator(card: PackCard, recipe: FlowRecipe, seed: int) -> UNet2DModel:
    """The generator's network with fresh weights."""
    torch.manual_seed(seed_for(seed, 0, "weights", bits=56))
    widths = recipe.whole_widths if card.regime == "compositions" else recipe.widths
    return flow_unet(len(card.planes), vector_size(card), widths, unshuffle=card.unshuffle, attention=card.attention)


def loss_of_crops(
    unet: torch.nn.Module,
    crops: Sequence[TrainingCrop],
    card: PackCard,
    recipe: FlowRecipe,
    draws: torch.Generator,
    device: torch.device,
) -> Float[torch.Tensor, ""]:
    """The loss of a batch at noise levels, and with conditions dropped, as `draws` has it."""
    clean, given, vector = (t.to(device) for t in batch_tensors(crops, card))
    noise = torch.randn(clean.shape, generator=draws).to(device)
    content = card.regime == "compositions" or card.labels == "boxes"
    sigma = noise_of(recipe.content_noise if content else recipe.noise, len(clean), draws)
    dropped = torch.rand(len(clean), generator=draws).to(device)
    given, vector = drop_conditions(given, vector, len(card.variable.values), dropped)
    return flow_loss(unet, clean, given, vector, noise, sigma.to(device))
