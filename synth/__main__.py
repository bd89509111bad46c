"""`python -m synth` is `synth`."""

from __future__ import annotations

import os

from synth.cli import main
from synth.cli.streams import prepare_streams


def command() -> int:
    """The command `synth`, as a process of its own."""
    prepare_streams()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none has a say in scenes, and the search takes time
    return main()


if __name__ == "__main__":
    raise SystemExit(command())
