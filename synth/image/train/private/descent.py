"""Private descent (DP-SGD, Abadi et al. 2016, arXiv:1607.00133): what each unit adds to a step is clipped, and noise of
a fixed size is added.

Opacus computes the gradient of each unit and clips it; the noise is of the operating system's generator. Who is in a
step is drawn by chance for each unit (a Poisson sample), as the accountant takes for granted. The averaged weights are
computed of weights that are private already.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from opacus import GradSampleModule
from opacus.optimizers import DPOptimizer

from synth.image.train.loop import Fitted, Fitting, Training, Watch, restore, save, update_average
from synth.image.train.private.accounting import Spending
from synth.image.train.private.secret import secret_normal, secret_rng
from synth.image.train.schedule import Budget, learning_rate
from synth.image.train.team import on_cpu

AT_ONCE = 16
"""Units whose gradients are in memory at the same time."""

LossOfUnits = Callable[[torch.nn.Module, NDArray[np.intp], np.random.Generator, torch.device], torch.Tensor]
"""(network, numbers of units, draws, device) -> mean loss over one crop of each."""


class SecretNoise(DPOptimizer):
    """Opacus' optimiser with noise that no seed repeats."""

    def add_noise(self) -> None:
        deviation = self.noise_multiplier * self.max_grad_norm
        for parameter in self.params:
            noise = torch.from_numpy(deviation * secret_normal(parameter.numel())).view_as(parameter)
            parameter.grad = _sum_of(parameter).view_as(parameter) + noise.to(parameter)

    def scale_grad(self) -> None:
        assert self.expected_batch_size
        for parameter in self.params:
            assert parameter.grad is not None
            parameter.grad /= self.expected_batch_size


def _sum_of(parameter: torch.nn.Parameter) -> torch.Tensor:
    """The sum of the clipped gradients of a step, which Opacus keeps beside the parameter; 0 where nobody was drawn."""
    found = getattr(parameter, "summed_grad", None)
    return torch.zeros_like(parameter) if found is None else found


def descend(
    network: torch.nn.Module,
    loss_of: LossOfUnits,
    units: int,
    spending: Spending,
    max_grad_norm: float,
    fitting: Fitting,
    checkpoint: Path,
    watch: Watch,
) -> Fitted:
    """Take the steps that `spending` allows for, or fewer where the time is over; from `checkpoint` if it exists."""
    device = torch.device("cpu" if on_cpu(fitting.device) else "cuda")
    network = network.to(device).train()
    average = copy.deepcopy(network).eval().requires_grad_(False)
    optimiser = torch.optim.AdamW(network.parameters(), fitting.peak_rate, betas=(0.9, 0.95), weight_decay=0.01)
    state = Training(network=network, average=average, optimiser=optimiser)
    if checkpoint.exists():
        restore(state, checkpoint)
    seen, private = per_unit(network), private_optimiser(optimiser, spending, max_grad_norm, units)
    draws = secret_rng()
    budget = Budget(spending.steps, fitting.minutes, state.spent_minutes)
    try:
        while state.step < spending.steps and (progress := budget.progress(state.step)) < 1:
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(fitting.peak_rate, state.step, progress)
            chosen = np.flatnonzero(draws.random(units) < spending.sample_rate)
            loss = private_step(seen, private, chosen, lambda part: loss_of(network, part, draws, device))
            state.step += 1
            update_average(state)
            watch(state.step, progress, loss, average)
            if state.step % fitting.save_every == 0:
                save(state, budget, checkpoint)
    finally:
        save(state, budget, checkpoint)
        seen.to_standard_module()
    return Fitted(network=average, steps=state.step, earlier_minutes=state.spent_minutes)


def per_unit(network: torch.nn.Module) -> Any:
    """Hooks on the layers of the network: a mean loss over units, computed with it, gives the gradient of each.

    Opacus reads the input of a convolution as rows of pixels one after another; channels that come last would mix
    units.
    """
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_pre_hook(lambda _, given: (given[0].contiguous(), *given[1:]))
    return GradSampleModule(network, batch_first=True, loss_reduction="mean", strict=True)


def private_optimiser(
    optimiser: torch.optim.Optimizer, spending: Spending, max_grad_norm: float, units: int
) -> SecretNoise:
    """The optimiser with clipping and noise; the sum over a step is divided by the units that are to be expected."""
    return SecretNoise(
        optimiser,
        noise_multiplier=spending.noise_multiplier,
        max_grad_norm=max_grad_norm,
        expected_batch_size=max(1, round(spending.sample_rate * units)),
    )


def private_step(
    seen: Any, optimiser: DPOptimizer, chosen: NDArray[np.intp], loss_of: Callable[[NDArray[np.intp]], torch.Tensor]
) -> float:
    """One step with the units that were drawn, of which there may be none; their mean loss, 0 of none."""
    total = 0.0
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        loss = loss_of(part)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Full backward hook is firing")  # pictures need no gradient
            loss.backward()
        total += float(loss.detach()) * len(part) / len(chosen)
        optimiser.clip_and_accumulate()
        seen.set_grad_sample_to_none()
    optimiser.add_noise()
    optimiser.scale_grad()
    optimiser.original_optimizer.step()
    optimiser.zero_grad(set_to_none=True)
    return total
