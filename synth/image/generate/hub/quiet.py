"""Suppress the warnings of diffusers while it loads a model."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from synth.image.packs.quiet import silence_libraries


@contextmanager
def quietly() -> Iterator[None]:
    """Suppress the libraries' progress bars, hints and deprecation warnings. Downloads keep their progress bars."""
    silence_libraries("generator.model", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
