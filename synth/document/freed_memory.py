"""Keeps freed memory in the process: a page's pictures take 2 to 7 MB each, and a dozen of them come and go."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""Parameters of glibc's `mallopt`."""

_KEPT_BYTES = 256 << 20
_LARGEST_BYTES = 32 << 20
"""The largest that glibc allows: what is larger is mapped on its own, and given back at once."""

_GROWTH_BYTES = 16 << 20


def keep_freed_memory() -> None:
    """Let glibc keep up to 256 MB of freed memory: the kernel would clear each page of it anew for every picture.

    With another C library, which has no `mallopt`, memory is left as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_BYTES)
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_TOP_PAD, _GROWTH_BYTES)
