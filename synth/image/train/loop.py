"""The training loop of generator and annotator: AdamW, cosine learning rate, averaged weights (EMA), resumable."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import Accelerator

from synth.core.errors import PackError, Unquoted
from synth.image.train.schedule import Budget, Stage, learning_rate, stage_at
from synth.image.train.team import agreed, on_cpu, share_gradients

EMA_DECAY = 0.999

StepLoss = Callable[[torch.nn.Module, int, Stage, torch.device], torch.Tensor]
"""(network, draw, stage, device) -> scalar loss. Every random draw in it must come from the number `draw`: the step, or
of several processes one for each step and process.
"""

Watch = Callable[[int, float, float, torch.nn.Module], None]
"""(step, progress 0-1, loss, averaged network), called after every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Budget (steps, minutes or both), its stages, peak learning rate, seed, steps between checkpoints, and device.

    `after`: what is done when it is trained, in steps (`synth.image.train.schedule.Budget`).
    """

    steps: int | None = None
    minutes: float | None = None
    stages: tuple[Stage, ...]
    peak_rate: float
    seed: int = 0
    save_every: int = 500
    device: str = "auto"
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The averaged network (EMA), the steps that it was trained, and the minutes that were spent before a resume."""

    network: torch.nn.Module
    steps: int
    earlier_minutes: float


@dataclass(slots=True, kw_only=True)
class Training:
    """A training as checkpoints keep it; `average` are the averaged weights (EMA)."""

    network: torch.nn.Module
    average: torch.nn.Module
    optimiser: torch.optim.Optimizer
    step: int = 0
    spent_minutes: float = 0.0


def fit(network: torch.nn.Module, loss_of: StepLoss, fitting: Fitting, checkpoint: Path, watch: Watch) -> Fitted:
    """Train until the budget is spent, from `checkpoint` if it exists. PackError where that is damaged.

    On a GPU computations use bfloat16 under accelerate's autocast; on processors without AMX that is slower than
    float32, in which they compute. Weights are float32. The same code runs on CPU and GPU, and in several processes
    (`accelerate launch`), each of which adds a batch to every step; the main one writes and is watched.
    """
    cpu = on_cpu(fitting.device)
    accelerator = Accelerator(mixed_precision="no" if cpu else "bf16", cpu=cpu)
    network = network.to(accelerator.device, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    state = Training(
        network=network,
        average=copy.deepcopy(network).eval().requires_grad_(False),
        optimiser=torch.optim.AdamW(network.parameters(), fitting.peak_rate, betas=(0.9, 0.95), weight_decay=0.01),
    )
    if checkpoint.exists():
        restore(state, checkpoint)
    budget = Budget(fitting.steps, fitting.minutes, state.spent_minutes, after=fitting.after)
    try:
        while (progress := agreed(budget.progress(state.step), accelerator)) < 1:
            loss = _step(state, loss_of, fitting, progress, accelerator)
            if not accelerator.is_main_process:
                continue
            watch(state.step, progress, loss, state.average)
            if state.step % fitting.save_every == 0:
                save(state, budget, checkpoint)
    finally:
        if accelerator.is_main_process:
            save(state, budget, checkpoint)
    return Fitted(network=state.average, steps=state.step, earlier_minutes=state.spent_minutes)


def _step(state: Training, loss_of: StepLoss, fitting: Fitting, progress: float, accelerator: Accelerator) -> float:
    for group in state.optimiser.param_groups:
        group["lr"] = learning_rate(fitting.peak_rate, state.step, progress)
    draw = state.step * accelerator.num_processes + accelerator.process_index
    with accelerator.autocast():
        loss = loss_of(state.network, draw, stage_at(fitting.stages, progress), accelerator.device)
    accelerator.backward(loss)
    shared = share_gradients(state.network, loss, accelerator)
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    state.optimiser.step()
    state.optimiser.zero_grad(set_to_none=True)
    state.step += 1
    update_average(state)
    return float(shared)


@torch.no_grad()
def update_average(state: Training) -> None:
    """Move the averaged weights towards the current ones (exponential moving average with warm-up)."""
    decay = min(EMA_DECAY, (1 + state.step) / (10 + state.step))
    averages, weights = tuple(state.average.parameters()), tuple(state.network.parameters())
    torch._foreach_lerp_(averages, weights, 1 - decay)  # pyright: ignore[reportPrivateImportUsage]


def save(state: Training, budget: Budget, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    parts = {
        "unet": state.network.state_dict(),
        "ema": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
    }
    temporary = path.with_suffix(".tmp")
    torch.save(parts | {"step": state.step, "spent_minutes": budget.spent_minutes}, temporary)
    temporary.replace(path)


def restore(state: Training, path: Path) -> None:
    """Take over a checkpoint. PackError where it is damaged, or of a network of another form."""
    try:
        parts = torch.load(path, map_location="cpu", weights_only=True)
        state.network.load_state_dict(parts["unet"])
        state.average.load_state_dict(parts["ema"])
        state.optimiser.load_state_dict(parts["optimiser"])
        state.step, state.spent_minutes = parts["step"], parts["spent_minutes"]
    except (RuntimeError, OSError, EOFError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as error:
        told = Unquoted(" ".join(str(error).split())[:80])
        raise PackError(str(path), told, "a whole checkpoint of this training; resume=false begins anew") from error
