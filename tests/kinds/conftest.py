"""One undisturbed run of every kind, which all laws compare with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from synth.core.summary import RunSummary
from synth.kinds import KINDS
from tests.golden.room import hashes_of
from tests.kinds.registered import EVERY, OF_THE_TESTS
from tests.kinds.subjects import Placed, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """A finished data set that nothing interrupted; read it only. `seconds` is what it took in a warm process."""

    placed: Placed
    folder: Path
    summary: RunSummary
    seconds: float

    @property
    def hashes(self) -> dict[str, str]:
        return hashes_of(self.folder)


@pytest.fixture(scope="package", autouse=True)
def _kinds_of_the_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, module in OF_THE_TESTS.items():
            patch.setitem(KINDS, name, module)
        yield


@pytest.fixture(scope="package", params=EVERY)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The undisturbed run of one kind after the other."""
    folder = tmp_path_factory.mktemp(request.param)
    placed, start = place(request.param, folder / "scene"), time.monotonic()
    summary = placed.make(folder / "whole")
    return Undisturbed(placed=placed, folder=folder / "whole", summary=summary, seconds=time.monotonic() - start)


@pytest.fixture
def placed(whole: Undisturbed) -> Placed:
    return whole.placed
