"""Laws of every kind: a run that is stopped leaves nothing half written, and goes on to the same bytes."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
import pytest

from synth.core.errors import OutputError
from tests.golden.room import hashes_of
from tests.kinds.children import make_slowly, make_until, quick_start
from tests.kinds.conftest import Undisturbed
from tests.kinds.disk import ENDLESS, disk_of
from tests.kinds.folders import half_written
from tests.kinds.subjects import Placed, place

KILLS, AFTER_A_BATCH = 3, 0.6
"""How often a run is killed, and how often that waits for one more batch."""

LAST_WRITES = 4
"""Fewer than what even a finished folder writes again."""

PACE_S, LONG_PACE_S, PATIENCE_S = 0.05, 2.0, 60.0


def started(placed: Placed, out: Path, pace_s: float = PACE_S, **options: Any) -> BaseProcess:
    process = quick_start().Process(target=make_slowly, args=(placed, out, pace_s, options))
    process.start()
    return process


def test_kill_9_at_random_moments_then_the_bytes_of_an_undisturbed_run(whole: Undisturbed, tmp_path: Path) -> None:
    out, chance, killed = tmp_path / "killed", random.Random(whole.placed.name), 0
    for _ in range(KILLS):
        known = _journal(out)
        process = started(whole.placed, out)
        if chance.random() < AFTER_A_BATCH or not known:
            _wait_for_a_batch(process, out, known)
        process.join(chance.uniform(0, 2 * PACE_S))
        killed += process.is_alive()
        process.kill()
        process.join()
        assert half_written(out, whole.folder) == []
    assert killed
    _assert_goes_on(whole, out)


def test_kill_9_in_the_middle_of_a_write_then_the_bytes_of_an_undisturbed_run(
    whole: Undisturbed, tmp_path: Path
) -> None:
    """Of any write: of a sample's file, of the journal, of a final file; each time the next run gets further."""
    out, chance = tmp_path / "killed", random.Random(whole.placed.name)
    needed = _writes(whole.placed, tmp_path / "counted")
    for writes in (1, *(chance.randrange(needed // 6, needed // 2) for _ in range(KILLS)), LAST_WRITES):
        process = quick_start().Process(target=make_until, args=(whole.placed, out, writes))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert half_written(out, whole.folder) == []
    _assert_goes_on(whole, out)


def _assert_goes_on(whole: Undisturbed, out: Path) -> None:
    """The next run makes what is missing and no more, and ends with the bytes of an undisturbed one."""
    count, (*_, last) = whole.placed.subject.count, [b'00000000\t{"done":0}', *_journal_lines(out)]
    whole.placed.make(out)
    assert hashes_of(out) == whole.hashes
    made = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["run"]["samples_made"]
    assert made == count - json.loads(last.partition(b"\t")[2])["done"]


def _journal_lines(out: Path) -> list[bytes]:
    """The whole lines of the journal."""
    path = out / ".synth" / "journal"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [line for line in lines if line.endswith(b"\n")]


def test_sigterm_ends_the_run_and_the_next_one_goes_on(whole: Undisturbed, tmp_path: Path) -> None:
    terminated(whole.placed, tmp_path / "out")
    assert half_written(tmp_path / "out", whole.folder) == []
    whole.placed.make(tmp_path / "out")
    assert hashes_of(tmp_path / "out") == whole.hashes


def test_sigterm_of_the_parent_ends_its_workers(tmp_path: Path) -> None:
    terminated(place("tone", tmp_path / "scene"), tmp_path / "out", workers=2)


@pytest.mark.slow
def test_sigterm_of_the_parent_ends_its_workers_whatever_they_make(placed: Placed, tmp_path: Path) -> None:
    terminated(placed, tmp_path / "out", workers=2)


def terminated(placed: Placed, out: Path, workers: int = 1) -> None:
    """Terminate a run, but not its workers, once it has made something; none of its processes lives on."""
    process = started(placed, out, LONG_PACE_S, workers=workers)
    _wait_for_a_batch(process, out)
    assert process.pid is not None
    helpers = psutil.Process(process.pid).children(recursive=True)
    assert len(helpers) >= workers - 1
    os.kill(process.pid, signal.SIGTERM)
    process.join(PATIENCE_S)
    assert process.exitcode not in (None, 0)
    _, alive = psutil.wait_procs(helpers, PATIENCE_S)
    assert not alive
    assert not (out / "manifest.json").exists()


def _journal(out: Path) -> int:
    """Bytes of the journal: more with every batch."""
    path = out / ".synth" / "journal"
    return path.stat().st_size if path.exists() else 0


def _wait_for_a_batch(process: BaseProcess, out: Path, known: int = 0) -> None:
    """Until the journal is longer than `known`, or the process has ended."""
    deadline = time.monotonic() + PATIENCE_S
    while _journal(out) <= known and process.is_alive():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_a_full_disk_is_one_line_and_what_was_made_is_kept(whole: Undisturbed, tmp_path: Path) -> None:
    """It is full at once, then after some samples, then after more; at last there is room."""
    out, chance = tmp_path / "out", random.Random(whole.placed.name)
    needed = _writes(whole.placed, tmp_path / "counted")
    for room in (0, 1, chance.randrange(2, needed // 2), chance.randrange(needed // 4, needed // 2)):
        _refused(whole.placed, out, room)
        assert half_written(out, whole.folder) == []
    whole.placed.make(out)
    assert hashes_of(out) == whole.hashes


def test_a_disk_that_is_full_at_the_end_is_one_line_and_the_next_run_ends(whole: Undisturbed, tmp_path: Path) -> None:
    """All samples are there, and only their final files are still to be written."""
    shutil.copytree(whole.folder, tmp_path / "out")
    needed = _writes(whole.placed, tmp_path / "out")
    for room in (1, needed // 3, needed // 2, needed - 1):
        _refused(whole.placed, tmp_path / "out", room)
        assert half_written(tmp_path / "out", whole.folder) == []
    whole.placed.make(tmp_path / "out")
    assert hashes_of(tmp_path / "out") == whole.hashes


def _writes(placed: Placed, out: Path) -> int:
    """How many writes a run needs."""
    with disk_of(out, ENDLESS) as disk:
        placed.make(out)
    return disk.used


def _refused(placed: Placed, out: Path, room: int) -> None:
    """Run on a disk that is full after `room` writes."""
    with disk_of(out, room), pytest.raises(OutputError) as error:
        placed.make(out)
    assert re.fullmatch(r".*: got 'No space left on device'; what is finished is kept: make room .*", str(error.value))
