"""Silence the output of transformers and diffusers. Errors and the progress of downloads are still shown."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from synth.core.errors import SynthError


def silence_libraries(where: str, name: str | None) -> None:
    """Let both libraries show only errors and no progress bars. Bars of huggingface_hub's downloads are not changed.

    To be called before diffusers is imported, since that import makes transformers print. Raises SynthError at `where`,
    in one line, for the model `name` if transformers is missing.
    """
    try:
        import transformers
    except ImportError as error:
        raise SynthError(where, name, 'it needs transformers: pip install "synth[hub]"') from error
    from huggingface_hub.utils import are_progress_bars_disabled, enable_progress_bars

    log = transformers.utils.logging
    log.set_verbosity_error()
    without_bars = are_progress_bars_disabled()
    log.disable_progress_bar()  # this also disables the bars of downloads
    if not without_bars:
        enable_progress_bars()
    from diffusers.utils import logging as diffusers_log

    diffusers_log.set_verbosity_error()
    diffusers_log.disable_progress_bar()


@contextmanager
def quietly() -> Iterator[None]:
    """Suppress the libraries' progress bars, hints and deprecation warnings. Downloads keep their progress bars."""
    silence_libraries("generator.model", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
