"""Fit the layout-conditioned diffusion model: flow matching with x-prediction and classifier-free dropout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from synth.core.seeds import rng_for, seed_for
from synth.image.generate.flow import condition_vector, flow_unet, predict_clean
from synth.image.train.crops import CropSampler, TrainingCrop
from synth.image.train.loop import Fitting, Watch, fit
from synth.image.train.schedule import Stage

DROP_ALL, DROP_STYLE = 0.08, 0.08
SIGMA_FLOOR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRecipe:
    """Network widths, and noise levels drawn as sigmoid(N(noise_mean, noise_deviation)) (Esser et al. 2024, section
    3.1).
    """

    widths: tuple[int, ...] = (48, 96, 160, 192)
    noise_mean: float = -0.2
    noise_deviation: float = 1.4


def batch_tensors(crops: Sequence[TrainingCrop], domains: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels (b, 3, s, s), planes (b, p, s, s) and vectors (b, v) of a batch of crops."""
    vectors = [condition_vector(c.style, c.domain, domains) for c in crops]
    arrays = (np.stack([c.pixels for c in crops]), np.stack([c.planes for c in crops]), np.stack(vectors))
    pixels, planes, vector = (torch.from_numpy(a) for a in arrays)
    return pixels, planes, vector


def flow_loss(
    unet: torch.nn.Module,
    clean: torch.Tensor,
    planes: torch.Tensor,
    vector: torch.Tensor,
    noise: torch.Tensor,
    sigma: torch.Tensor,
) -> torch.Tensor:
    """Velocity loss of an x-predicting network: |x_hat - x|^2 / max(sigma, 0.05)^2, sigma (b)."""
    level = sigma.view(-1, 1, 1, 1)
    noisy = (1 - level) * clean + level * noise
    error = predict_clean(unet, noisy, planes, vector, sigma).float() - clean
    return (error**2 / level.clamp(min=SIGMA_FLOOR) ** 2).mean()


def drop_conditions(
    planes: torch.Tensor, vector: torch.Tensor, domains: int, draw: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tell some pictures of a batch nothing, and some nothing of their style; `draw` (b) is uniform in [0, 1)."""
    told = (draw >= DROP_ALL).float()
    styled = (draw >= DROP_ALL + DROP_STYLE).float()
    vector = torch.cat([vector[:, :domains] * told[:, None], vector[:, domains:] * styled[:, None]], dim=1)
    return planes * told.view(-1, 1, 1, 1), vector


def train_generator(
    sampler: CropSampler,
    domains: int,
    vector_size: int,
    planes: int,
    recipe: FlowRecipe,
    fitting: Fitting,
    folder: Path,
    watch: Watch,
) -> torch.nn.Module:
    """The averaged network after the budget, resuming from `folder`/generator.pt."""

    def loss_of(unet: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
        crops = sampler.draw(stage.crop_px, stage.batch, rng_for(fitting.seed, step, "crops"))
        clean, given, vector = (t.to(device) for t in batch_tensors(crops, domains))
        draws = torch.Generator().manual_seed(seed_for(fitting.seed, step, "noise", bits=56))
        noise = torch.randn(clean.shape, generator=draws).to(device)
        sigma = torch.sigmoid(recipe.noise_mean + recipe.noise_deviation * torch.randn(len(clean), generator=draws))
        given, vector = drop_conditions(given, vector, domains, torch.rand(len(clean), generator=draws).to(device))
        return flow_loss(unet, clean, given, vector, noise, sigma.to(device))

    torch.manual_seed(seed_for(fitting.seed, 0, "weights", bits=56))
    return fit(flow_unet(planes, vector_size, recipe.widths), loss_of, fitting, folder / "generator.pt", watch)
