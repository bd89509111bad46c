"""Which device a generator runs on."""

from __future__ import annotations

import torch

from synth.core.errors import PackError

GPU_BATCH = 4
"""Pictures per call on a GPU where nothing else is said; a call that does not fit is made again with half as many."""


def device_of(name: str) -> torch.device:
    """`auto` is a GPU where torch sees one, else the CPU. PackError for a name that torch does not know or lacks."""
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
    """Pictures per call where nobody said how many: one on the CPU, where more at once are no faster."""
    return GPU_BATCH if device_of(name).type == "cuda" else 1


def worker_device(name: str, worker: int) -> str:
    """The device of one of several workers: GPUs in turn where the name leaves open which one."""
    gpus = torch.cuda.device_count()
    return f"cuda:{worker % gpus}" if gpus > 1 and name in ("auto", "cuda") else name
