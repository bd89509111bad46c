"""What tests of several folders share: a corpus of drawn ellipses and a tiny pack, each made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from synth.image.packs.pack import Pack, load_pack
from tests.tiny_pack import make_tiny_pack, write_corpus

UNTIMED = [HealthCheck.too_slow]  # its verdict depends on what else the machine does
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=UNTIMED)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A COCO folder of twenty small pictures in two domains; read it only."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "ellipses")


@pytest.fixture(scope="session")
def tiny_pack(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A loadable pack with random weights and a prior fitted to `corpus`; read it only."""
    return load_pack(str(make_tiny_pack(corpus, tmp_path_factory.mktemp("packs") / "tiny")))
