"""Which kinds the suite knows besides those that are shipped."""

from __future__ import annotations

from synth.kinds import KINDS

OF_THE_TESTS = {"tone": "tests.kinds.tone", "text": "tests.kinds.short_tasks"}
"""Kind -> module: the one that lives here, and texts in batches that are short enough to be interrupted."""

EVERY = tuple({**KINDS, **OF_THE_TESTS})


def register() -> None:
    """One line for each kind: all that `synth` is given to know of it."""
    KINDS.update(OF_THE_TESTS)
