"""Tiny pipelines run on one thread: several only wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from synth.hub import threads


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "HUB_THREADS", 1)
        yield
