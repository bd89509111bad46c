"""Fit the layout-conditioned diffusion model to a corpus: flow matching with x-prediction, EMA, resumable."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator

from synth.generate.flow import flow_unet, predict_clean
from synth.seeds import rng_for, seed_for
from synth.train.crops import Crop, CropSampler
from synth.train.schedule import Budget, Stage, learning_rate, stage_at

DROP_ALL, DROP_STYLE = 0.08, 0.08
SIGMA_FLOOR = 0.05
EMA_DECAY = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorTraining:
    """How the generator is trained; noise levels are sigmoid(N(noise_mean, noise_deviation)) (Esser et al. 2024, section 3.1)."""

    widths: tuple[int, ...] = (48, 96, 160, 192)
    steps: int | None = None
    minutes: float | None = 60.0
    stages: tuple[Stage, ...] = (Stage(until=0.7, crop_px=64, batch=16), Stage(until=1.0, crop_px=128, batch=6))
    peak_rate: float = 6e-4
    noise_mean: float = -0.2
    noise_deviation: float = 1.4
    seed: int = 0
    save_every: int = 500


@dataclass(slots=True)
class _State:
    unet: torch.nn.Module
    ema: torch.nn.Module
    optimiser: torch.optim.Optimizer
    step: int = 0
    spent_minutes: float = 0.0


def condition_vector(style: np.ndarray, domain: int, domains: int) -> np.ndarray:
    """The per-picture vector: one-hot domain, then style z-scores; float32 (domains + styles)."""
    return np.concatenate([np.eye(domains, dtype=np.float32)[domain], style.astype(np.float32)])


def batch_tensors(crops: Sequence[Crop], domains: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels (b, 3, s, s), planes (b, p, s, s) and vectors (b, v) of a batch of crops."""
    vectors = [condition_vector(c.style, c.domain, domains) for c in crops]
    return (
        torch.from_numpy(np.stack([c.pixels for c in crops])),
        torch.from_numpy(np.stack([c.planes for c in crops])),
        torch.from_numpy(np.stack(vectors)),
    )


def flow_loss(
    unet: torch.nn.Module, clean: torch.Tensor, planes: torch.Tensor, vector: torch.Tensor,
    noise: torch.Tensor, sigma: torch.Tensor,
) -> torch.Tensor:  # fmt: skip
    """Velocity loss of an x-predicting network: |x_hat - x|^2 / max(sigma, 0.05)^2, sigma (b)."""
    level = sigma.view(-1, 1, 1, 1)
    noisy = (1 - level) * clean + level * noise
    error = predict_clean(unet, noisy, planes, vector, sigma).float() - clean
    return (error**2 / level.clamp(min=SIGMA_FLOOR) ** 2).mean()


def train_generator(
    sampler: CropSampler, domains: int, vector_size: int, planes: int, recipe: GeneratorTraining, folder: Path,
    report: Callable[[int, float, float], None],
) -> torch.nn.Module:  # fmt: skip
    """Train until the budget is spent, resuming from `folder`/training.pt; returns the averaged network.

    `report(step, progress, loss)` is called after every step.
    """
    accelerator = Accelerator(mixed_precision="bf16")
    torch.manual_seed(seed_for(recipe.seed, 0, "weights", bits=56))
    state = _fresh(flow_unet(planes, vector_size, recipe.widths), recipe, accelerator)
    checkpoint = folder / "training.pt"
    if checkpoint.exists():
        _restore(state, checkpoint)
    budget = Budget(recipe.steps, recipe.minutes, state.spent_minutes)
    while (progress := budget.progress(state.step)) < 1:
        loss = _step(state, sampler, domains, recipe, stage_at(recipe.stages, progress), progress, accelerator)
        report(state.step, progress, loss)
        if state.step % recipe.save_every == 0:
            _save(state, budget, checkpoint)
    _save(state, budget, checkpoint)
    return state.ema


def _fresh(unet: torch.nn.Module, recipe: GeneratorTraining, accelerator: Accelerator) -> _State:
    unet = unet.to(accelerator.device, memory_format=torch.channels_last)
    ema = copy.deepcopy(unet).eval().requires_grad_(False)
    optimiser = torch.optim.AdamW(unet.parameters(), recipe.peak_rate, betas=(0.9, 0.95), weight_decay=0.01)
    return _State(unet, ema, optimiser)


def _step(
    state: _State, sampler: CropSampler, domains: int, recipe: GeneratorTraining, stage: Stage, progress: float,
    accelerator: Accelerator,
) -> float:  # fmt: skip
    rng = rng_for(recipe.seed, state.step, "crops")
    clean, planes, vector = (t.to(accelerator.device) for t in batch_tensors(sampler.draw(stage.crop_px, stage.batch, rng), domains))
    draws = torch.Generator().manual_seed(seed_for(recipe.seed, state.step, "noise", bits=56))
    noise = torch.randn(clean.shape, generator=draws).to(clean)
    sigma = torch.sigmoid(recipe.noise_mean + recipe.noise_deviation * torch.randn(len(clean), generator=draws)).to(clean)
    drop = torch.rand(len(clean), generator=draws).to(clean)
    planes = planes * (drop >= DROP_ALL).float().view(-1, 1, 1, 1)
    vector = vector * (drop >= DROP_ALL).float().view(-1, 1)
    styleless = ((drop >= DROP_ALL) & (drop < DROP_ALL + DROP_STYLE)).float().view(-1, 1)
    vector = torch.cat([vector[:, :domains], vector[:, domains:] * (1 - styleless)], dim=1)
    for group in state.optimiser.param_groups:
        group["lr"] = learning_rate(recipe.peak_rate, state.step, progress)
    with accelerator.autocast():
        loss = flow_loss(state.unet, clean, planes, vector, noise, sigma)
    accelerator.backward(loss)
    torch.nn.utils.clip_grad_norm_(state.unet.parameters(), 1.0)
    state.optimiser.step()
    state.optimiser.zero_grad(set_to_none=True)
    state.step += 1
    _average(state)
    return float(loss.detach())


@torch.no_grad()
def _average(state: _State) -> None:
    decay = min(EMA_DECAY, (1 + state.step) / (10 + state.step))
    torch._foreach_lerp_(list(state.ema.parameters()), list(state.unet.parameters()), 1 - decay)


def _save(state: _State, budget: Budget, path: Path) -> None:
    parts = {"unet": state.unet.state_dict(), "ema": state.ema.state_dict(), "optimiser": state.optimiser.state_dict()}
    temporary = path.with_suffix(".tmp")
    torch.save(parts | {"step": state.step, "spent_minutes": budget.spent_minutes}, temporary)
    temporary.replace(path)


def _restore(state: _State, path: Path) -> None:
    parts = torch.load(path, map_location="cpu", weights_only=True)
    state.unet.load_state_dict(parts["unet"])
    state.ema.load_state_dict(parts["ema"])
    state.optimiser.load_state_dict(parts["optimiser"])
    state.step, state.spent_minutes = parts["step"], parts["spent_minutes"]
