"""The torch device that a generator runs on, the type in which it computes there, and its default batch size."""

from __future__ import annotations

import torch

from synth.core.errors import PackError

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

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


def dtype_of(requested: str, device: torch.device) -> torch.dtype:
    """The type of a hub model's weights. `auto`: bfloat16 on a GPU that has it, float16 on another, else float32."""
    if requested != "auto":
        return DTYPES[requested]
    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16


def pack_dtype_of(requested: str, device: torch.device) -> torch.dtype:
    """The type in which a pack's generator computes. `auto`: float32 on the CPU, bfloat16 on a GPU."""
    if requested != "auto":
        return DTYPES[requested]
    return torch.float32 if device.type == "cpu" else torch.bfloat16


def default_batch_size(name: str) -> int:
    """Default number of pictures per call. It is 1 on the CPU, where larger batches are no faster."""
    return GPU_BATCH if device_of(name).type == "cuda" else 1


def worker_device(name: str, worker: int) -> str:
    """The name of the device of one of several workers: GPUs in turn, where the name does not choose one."""
    gpus = torch.cuda.device_count()
    return f"cuda:{worker % gpus}" if gpus > 1 and name in ("auto", "cuda") else name
