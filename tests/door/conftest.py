"""A finished folder of each kind, made once by the command line; read it only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.door.worlds import WORLDS, generated


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Name of a kind -> its folder."""
    room = tmp_path_factory.mktemp("worlds")

    @cache
    def made(kind: str) -> Path:
        return generated(WORLDS[kind], room / kind)

    return made
