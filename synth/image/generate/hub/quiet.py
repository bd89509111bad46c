"""What diffusers warns of while it loads a model, kept off the screen."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from synth.image.packs.quiet import silence_libraries


@contextmanager
def quietly() -> Iterator[None]:
    """Without the libraries' bars, hints and announcements of what a later version removes; downloads show theirs."""
    silence_libraries("generator.model", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
