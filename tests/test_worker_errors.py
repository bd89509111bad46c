"""Errors of a worker that are hard to hand on: the parent raises them, or says what they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from synth.core.scratch import Scratch
from synth.kinds import Kind, Share
from synth.options import RunConfig
from synth.scene.model import SceneModel
from synth.workers import Orders, in_order


class FilterError(Exception):
    """Of a library: it cannot be unpickled, since its arguments are not those of its class."""

    def __init__(self, code: int, name: str) -> None:
        super().__init__(f"{name} failed with {code}")


ERRORS = {"eof": EOFError("a file ends"), "pipe": BrokenPipeError("of a filter"), "filter": FilterError(3, "ffmpeg")}


class Broken:
    """A studio with a temporary folder, whose plans raise the error of its scene."""

    batch, task, overlaps, lanes = 1, 1, False, 1

    def __init__(self, config: RunConfig, scene: str, share: Share) -> None:
        self._scene, self._scratch = scene, Scratch()

    def plan(self, sample_id: int) -> Any:
        raise ERRORS[self._scene]


def _open(config: RunConfig, scene: str, share: Share) -> Any:
    return Broken(config, scene, share)


def _layout(scene: str) -> Any:
    raise NotImplementedError


KIND = Kind(scene=lambda: SceneModel, unit="", open=_open, layout=_layout)


@pytest.mark.parametrize(
    ("name", "raised", "told"),
    [
        ("eof", EOFError, "a file ends"),
        ("pipe", BrokenPipeError, "of a filter"),
        ("filter", RuntimeError, r"(?s)Traceback.*FilterError: ffmpeg failed with 3"),
    ],
)
def test_an_error_of_a_library_is_raised_by_the_parent(name: str, raised: type[Exception], told: str) -> None:
    """Not taken for a parent that has left, nor lost on the way."""
    config = RunConfig(scene=name, out=Path("unused"), workers=2)
    studio: Any = Broken(config, name, Share())
    with pytest.raises(raised, match=told):
        list(in_order(Orders(module=__name__, config=config, scene=name), studio, range(4), {}))


def test_the_temporary_folders_of_workers_that_are_ended_go_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    config = RunConfig(scene="eof", out=Path("unused"), workers=2)
    studio: Any = Broken(config, "eof", Share())
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EOFError):
        list(in_order(Orders(module=__name__, config=config, scene="eof"), studio, range(4), {}))
    assert sorted(tmp_path.iterdir()) == before
