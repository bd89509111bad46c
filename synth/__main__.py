"""`python -m synth` is `synth`."""

from __future__ import annotations

import gc
import os

from synth.cli import main
from synth.cli.streams import prepare_streams

YOUNG_OBJECTS = 50_000
"""New objects after which Python looks for cyclic garbage: of its own 700 the search takes a fifth of a run."""


def command() -> int:
    """The command `synth`, as a process of its own."""
    gc.set_threshold(YOUNG_OBJECTS)
    prepare_streams()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none has a say in scenes, and the search takes time
    return main()


if __name__ == "__main__":
    raise SystemExit(command())
