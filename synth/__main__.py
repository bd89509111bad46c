"""`python -m synth` is `synth`."""

from __future__ import annotations

from synth.cli import main
from synth.cli.streams import prepare_streams


def command() -> int:
    """The command `synth`, as a process of its own."""
    prepare_streams()
    return main()


if __name__ == "__main__":
    raise SystemExit(command())
