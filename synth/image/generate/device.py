"""The torch device that a generator runs on, and its default batch size."""

from __future__ import annotations

import torch

from synth.core.errors import PackError

GPU_BATCH = 4
"""Default number of pictures per call on a GPU. A call that does not fit into memory is repeated with half as many."""


def device_of(name: str) -> torch.device:
    """The device of this name; `auto` is a GPU if torch sees one, else the CPU. PackError for an unavailable device."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise PackError("device", name, "auto, cpu, cuda or cuda:N") from error
    if device.type == "cuda" and not torch.cuda.is_available():
        raise PackError("device", name, "cpu or auto: torch sees no GPU here")
    return device


def default_batch_size(name: str) -> int:
    """Default number of pictures per call. It is 1 on the CPU, where larger batches are no faster."""
    return GPU_BATCH if device_of(name).type == "cuda" else 1


def worker_device(name: str, worker: int) -> str:
    """The name of the device of one of several workers: GPUs in turn, where the name does not choose one."""
    gpus = torch.cuda.device_count()
    return f"cuda:{worker % gpus}" if gpus > 1 and name in ("auto", "cuda") else name
