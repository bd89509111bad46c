"""What transformers and diffusers print of their own accord, kept off the screen; errors and downloads stay."""

from __future__ import annotations

from synth.core.errors import SynthError


def silence_libraries(where: str, name: str | None) -> None:
    """Let both libraries tell errors alone, without their bars; the bars of huggingface_hub's downloads stay as they
    were. To be called before diffusers is imported, which sets transformers talking.

    SynthError, one line at `where`, for a model `name` where transformers is missing.
    """
    try:
        import transformers
    except ImportError as error:
        raise SynthError(where, name, 'it needs transformers: pip install "synth[hub]"') from error
    from huggingface_hub.utils import are_progress_bars_disabled, enable_progress_bars

    log = transformers.utils.logging
    log.set_verbosity_error()
    without_bars = are_progress_bars_disabled()
    log.disable_progress_bar()  # and with them, by the way, those of downloads
    if not without_bars:
        enable_progress_bars()
    from diffusers.utils import logging as diffusers_log

    diffusers_log.set_verbosity_error()
    diffusers_log.disable_progress_bar()
