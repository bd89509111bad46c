"""How many threads torch computes on: a number for each stage, never the machine's or what the workers leave over.

torch's results depend on it: GroupNorm adds up in one part for each thread, and SiLU computes the ends of the parts
in another way than their middles (torch 2.13 on AVX-512: up to 2e-6 in a picture, 3e-5 in what an annotator reads).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

PACK_THREADS = 1
"""Of a pack's networks: instead, several samples are made at once, which is faster and needs no agreement between
threads."""

HUB_THREADS = 4
"""Of hub models: there is memory for one of them, so that one picture must use several cores."""


def pack_threads() -> AbstractContextManager[None]:
    """In the block, torch computes in the calling thread as it does for every pack."""
    return _torch_threads(PACK_THREADS)


def hub_threads() -> AbstractContextManager[None]:
    """In the block, torch computes in the calling thread as it does for every hub model."""
    return _torch_threads(HUB_THREADS)


@contextmanager
def _torch_threads(number: int) -> Iterator[None]:
    import torch

    before = torch.get_num_threads()  # a new thread takes the process's number at its first operation: let it do so now
    if before == number:
        yield
        return
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
