"""Laws of every kind: the bytes depend on the scene and the seed, not on who makes them, when, or how many at once."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from synth.core.errors import OutputError
from synth.folder.batch import Batch
from synth.folder.data_folder import DataFolder
from synth.kinds import Share
from synth.samples import make_sample
from tests.golden.room import hashes_of
from tests.kinds.children import quick_start
from tests.kinds.conftest import Undisturbed
from tests.kinds.folders import everything


def test_a_sample_alone_is_that_sample_of_all(whole: Undisturbed, tmp_path: Path) -> None:
    """Each is made without the others and in no order; only a screen, which compares samples, sees them in theirs."""
    placed = whole.placed
    config, scene, kind = placed.config(tmp_path / "unused"), placed.scene(), placed.kind
    studio, layout = kind.open(config, scene, Share()), kind.layout(scene)
    ids = list(range(config.count))
    random.Random(placed.name).shuffle(ids)
    alone = {number: studio.encode([make_sample(studio, number)]) for number in ids}
    batches = [alone[number] for number in sorted(alone)]
    if kind.screen:
        empty = cast(DataFolder, SimpleNamespace(lines=lambda part: iter(())))
        batches = list(map(kind.screen(config, scene, studio, empty), batches))
    for part in (*layout.parts, "rejected"):
        assert b"".join(_lines(batches, part)) == (whole.folder / f".synth/{part}.part").read_bytes()
    files = {file.name: file.data for batch in batches for file in batch.files}
    place = layout.place
    held = [file for folder in place.folders for file in (whole.folder / folder).iterdir()] if place else []
    begins = whole.folder / (place.folder if place else "")
    assert files == {file.relative_to(begins).as_posix(): file.read_bytes() for file in held}


def _lines(batches: list[Batch], part: str) -> Iterator[bytes]:
    for batch in batches:
        yield from batch.parts[part]


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_change_no_byte(
    whole: Undisturbed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    contexts = {"fork": multiprocessing.get_context("fork"), "spawn": quick_start()}
    monkeypatch.setattr("synth.workers.multiprocessing", SimpleNamespace(get_context=contexts.__getitem__))
    whole.placed.make(tmp_path / "out", workers=workers)
    assert hashes_of(tmp_path / "out") == whole.hashes


def test_growing_is_making_it_at_once(whole: Undisturbed, tmp_path: Path) -> None:
    """Where nothing is met over the whole data set; else the folder is refused, and the line says why."""
    placed, count, loose = whole.placed, whole.placed.subject.count, whole.placed.subject.loose
    placed.make(tmp_path / "grown", loose, count=count // 2)
    placed.make(tmp_path / "grown", loose, count=count)
    if loose is None:
        assert hashes_of(tmp_path / "grown") == whole.hashes
        return
    placed.make(tmp_path / "once", loose, count=count)
    assert hashes_of(tmp_path / "grown") == hashes_of(tmp_path / "once")
    with pytest.raises(OutputError, match="shares_over"):
        placed.make(whole.folder, count=2 * count)


def test_a_finished_folder_run_again_differs_in_its_clock_alone(whole: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(whole.folder, tmp_path / "out")
    summary = whole.placed.make(tmp_path / "out")
    assert hashes_of(tmp_path / "out") == whole.hashes
    assert _known(tmp_path / "out") == _known(whole.folder)
    assert replace(summary, out=whole.folder, seconds=0, report=None, notes={}) == replace(
        whole.summary, seconds=0, report=None, notes={}
    )


def _known(folder: Path) -> dict[str, Any]:
    """What only the folder itself knows, and the manifest without its clock."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    hidden = {name: data for name, data in everything(folder).items() if name.startswith(".synth/")}
    return {**hidden, "manifest": {**manifest, "run": {}}}


def test_what_was_damaged_is_made_again(whole: Undisturbed, tmp_path: Path) -> None:
    place = whole.placed.kind.layout(whole.placed.scene()).place
    shutil.copytree(whole.folder, tmp_path / "out")
    for folder in place.folders if place else ():
        first, *_, last = sorted((tmp_path / "out" / folder).iterdir())
        first.write_bytes(first.read_bytes()[:-1])
        last.unlink()
    (tmp_path / "out" / "report.html").write_text("torn", encoding="utf-8")
    whole.placed.make(tmp_path / "out")
    assert hashes_of(tmp_path / "out") == whole.hashes
