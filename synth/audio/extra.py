"""The packages of the extra `audio`: what needs one says in one line how to install them."""

from __future__ import annotations

from importlib.util import find_spec

from synth.core.errors import SynthError

MODULES = ("espeakng_loader", "pocketsphinx", "soundfile")


def require(*modules: str) -> None:
    """SynthError where one of the modules cannot be imported; all of the extra, where none is named."""
    for module in modules or MODULES:
        if find_spec(module) is None:
            raise SynthError("kind", "audio", f'pip install "synth[audio]" ({module} is missing)')
