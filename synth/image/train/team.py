"""The processes that train together, as `accelerate launch` starts them: each draws crops, one of them writes."""

from __future__ import annotations

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import broadcast


def team_of(device: str) -> PartialState:
    """All processes of this training; a lone one is its own main process. CPUs talk through gloo."""
    return PartialState(cpu=on_cpu(device))


def on_cpu(device: str) -> bool:
    """Whether networks are trained on the processor."""
    return device == "cpu" or not torch.cuda.is_available()


def share_gradients(network: torch.nn.Module, loss: torch.Tensor, accelerator: Accelerator) -> torch.Tensor:
    """Give every process the mean gradients; returns the mean loss."""
    if accelerator.num_processes == 1:
        return loss.detach()
    gradients = [parameter.grad for parameter in network.parameters() if parameter.grad is not None]
    sizes = [gradient.numel() for gradient in gradients]
    flat = torch.cat([*(gradient.reshape(-1) for gradient in gradients), loss.detach().float().reshape(1)])
    mean = accelerator.reduce(flat, reduction="mean")
    assert isinstance(mean, torch.Tensor)
    *parts, shared = torch.split(mean, [*sizes, 1])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.reshape(gradient.shape))
    return shared[0]


def agreed(value: float, accelerator: Accelerator) -> float:
    """The main process's value: clocks differ, and all processes have to make the same steps."""
    if accelerator.num_processes == 1:
        return value
    told = broadcast(torch.tensor([value], dtype=torch.float64, device=accelerator.device))
    assert isinstance(told, torch.Tensor)
    return float(told[0])
