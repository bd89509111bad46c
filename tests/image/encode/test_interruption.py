"""kill -9 at any moment, a full disk, a failing last step: the folder ends up as if nothing had happened."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from synth.image.encode.folder import open_folder

import synth
from synth.core.errors import OutputError
from synth.folder import disk

from . import fake
from .fake import CATEGORIES, FACTS, IDENTITY, make_one, run, tree

KILL_COUNT = 120
FINAL = {"annotations.json", "captions.json", "samples.jsonl", "rejected.jsonl", "README.md", "croissant.json"}


def start(path: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])}
    return subprocess.Popen([sys.executable, fake.__file__, str(path), str(KILL_COUNT)], env=environment)


def wait_for_samples(path: Path, process: subprocess.Popen[bytes], more: int) -> None:
    """Until the journal has grown by `more` lines, or the process ends."""
    journal = path / ".synth" / "journal"

    def lines() -> int:
        return journal.read_bytes().count(b"\n") if journal.exists() else 0

    wanted = lines() + more
    while process.poll() is None and lines() < wanted:
        time.sleep(0.002)


def test_kill_9_at_five_random_moments_then_the_bytes_of_an_undisturbed_run(tmp_path):
    chance = random.Random(9)
    killed = 0
    for _ in range(5):
        process = start(tmp_path / "killed")
        wait_for_samples(tmp_path / "killed", process, chance.randint(1, 18))
        time.sleep(chance.random() * 0.004)
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not FINAL & {file.name for file in (tmp_path / "killed").iterdir()}
    assert killed == 5
    run(tmp_path / "killed", KILL_COUNT)
    run(tmp_path / "undisturbed", KILL_COUNT)
    assert tree(tmp_path / "killed") == tree(tmp_path / "undisturbed")


@pytest.mark.parametrize("step", [0, 1, 4, 7])
def test_killed_in_the_last_step(tmp_path, monkeypatch, step):
    """The last step stops after `step` renames, as a kill would stop it; the next run mends the folder."""
    run(tmp_path / "undisturbed", 12)
    run(tmp_path / "out", 6)
    real, left = Path.replace, [step]

    def replace(self: Path, target: Path) -> Path:
        if "staging" in self.parts:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        try:
            run(tmp_path / "out", 12, order=range(11, -1, -1))
        except KeyboardInterrupt:
            assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", 12)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB of its own; skips where this user may not mount one."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    path = tmp_path / "disk"
    path.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(path)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


def fill(path: Path) -> None:
    """Write into `path` until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(small_disk, tmp_path):
    count = 60
    with pytest.raises(OutputError, match=r"got 'No space left on device'; what is finished is kept") as caught:
        run(small_disk / "out", count)
    assert "\n" not in str(caught.value)
    assert not FINAL & {file.name for file in (small_disk / "out").iterdir()}
    assert not list((small_disk / "out").rglob("*.tmp"))
    with open_folder(small_disk / "out", identity=IDENTITY, seed=0, count=count, categories=CATEGORIES) as folder:
        assert 0 < len(folder.done) < count
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    run(small_disk / "out", count)
    run(tmp_path / "undisturbed", count)
    assert tree(small_disk / "out") == tree(tmp_path / "undisturbed")


def test_a_disk_that_is_full_at_the_last_step_leaves_no_half_written_file(small_disk, tmp_path):
    with open_folder(small_disk / "out", identity=IDENTITY, seed=0, count=20, categories=CATEGORIES) as folder:
        for sample_id in range(20):
            make_one(folder, sample_id)
        fill(small_disk / "filler")
        with pytest.raises(OutputError, match="No space left on device"):
            folder.finish(FACTS)
        assert {file.name for file in folder.path.iterdir()} == {".synth", "images"}
        subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
        folder.finish(FACTS)
    run(tmp_path / "undisturbed", 20)
    assert tree(small_disk / "out") == tree(tmp_path / "undisturbed")


@pytest.mark.parametrize("failing_call", [0, 1, 2, 5, 9])
def test_any_refused_sync_is_one_line_and_resumable(tmp_path, monkeypatch, failing_call):
    """As a full disk, where none can be mounted: the `failing_call`-th sync of the run fails."""
    real, calls = os.fsync, [0]

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == failing_call + 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", fsync)
        with pytest.raises(OutputError, match="No space left on device"):
            run(tmp_path / "out", 6)
    run(tmp_path / "out", 6)
    run(tmp_path / "undisturbed", 6)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")
