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

import synth
from synth.core.errors import OutputError
from synth.folder import journal as journal_module
from tests.runs import tree

from . import fake
from .fake import FACTS, SQUARES, batches, fill, open_it, run

COUNT = 13
KILL_COUNT = 400
FINAL = {"numbers.txt", "rejected.jsonl", "README.md", "croissant.json", "manifest.json"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("undisturbed") / "out"
    run(path, COUNT)
    return tree(path)


def test_kill_9_at_random_moments_then_the_bytes_of_an_undisturbed_run(tmp_path) -> None:
    chance, out = random.Random(9), tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])}
    journal = out / ".synth" / "journal"
    for lines in (1, 7, 20, 40):
        process = subprocess.Popen([sys.executable, fake.__file__, str(out), str(KILL_COUNT)], env=environment)
        while process.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < lines):
            time.sleep(0.001)
        time.sleep(chance.random() * 0.004)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not FINAL & {file.name for file in out.iterdir()}
    run(out, KILL_COUNT)
    run(tmp_path / "undisturbed", KILL_COUNT)
    assert tree(out) == tree(tmp_path / "undisturbed")


@pytest.mark.parametrize("step", range(len(FINAL) + 1))
def test_killed_in_the_last_step(tmp_path, monkeypatch, undisturbed, step) -> None:
    """The last step stops before its `step`-th rename, as a kill would stop it; the next run mends the folder."""
    run(tmp_path / "out", 6)
    real, left = Path.replace, [step]

    def replace(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch, open_it(tmp_path / "out", COUNT) as folder:
        fill(folder)
        patch.setattr(Path, "replace", replace)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            folder.finish(FACTS)
    assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_any_refused_sync_is_one_line_and_resumable(tmp_path, monkeypatch) -> None:
    """As a full disk, at every sync of a run but the last: of the folder, when the manifest stands in it."""
    count, real = 6, os.fsync
    calls: list[int] = []
    monkeypatch.setattr(journal_module, "SYNC_EVERY_S", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: calls.append(handle) or real(handle))
        run(tmp_path / "counted", count)
    for failing in range(len(calls) - 1):
        out, left = tmp_path / f"out{failing}", [failing]

        def fsync(handle: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            with pytest.raises(OutputError, match="No space left on device'; what is finished is kept") as caught:
                run(out, count)
        assert "\n" not in str(caught.value)
        assert not (out / "manifest.json").exists()
        assert not list(out.rglob("*.tmp"))
        run(out, count)
        assert tree(out) == tree(tmp_path / "counted")


def test_a_refused_write_leaves_no_line_and_the_open_folder_goes_on(tmp_path, monkeypatch, undisturbed) -> None:
    real = os.pwrite

    def half(handle: int, data: bytes, offset: int) -> int:
        if offset:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, bytes(data)[:5], offset)

    with open_it(tmp_path / "out", COUNT) as folder:
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", half)
            with pytest.raises(OutputError, match="No space left on device"):
                folder.write(batches(range(4))[0])
        assert folder.done == folder.made == 0
        parts = [path for path in (folder.path / ".synth").iterdir() if path.suffix == ".part"]
        assert [path.stat().st_size for path in parts] == [0, 0, 0]
        fill(folder)
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


def test_a_file_that_cannot_be_written_leaves_no_line_and_the_open_folder_goes_on(
    tmp_path, monkeypatch, undisturbed
) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == fake.name_of(2):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, target)

    with open_it(tmp_path / "out", COUNT) as folder:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            with pytest.raises(OutputError, match="No space left on device"):
                folder.write(batches(range(4))[0])
        assert folder.done == 0
        assert (tmp_path / "out" / ".synth" / "journal").read_bytes() == b""
        fill(folder)
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


def test_a_refused_mending_leaves_the_sample_damaged(tmp_path, monkeypatch, undisturbed) -> None:
    out = tmp_path / "out"
    run(out, COUNT)
    (out / SQUARES / fake.name_of(2)).unlink()
    with open_it(out, COUNT) as folder:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.EROFS, "Read-only")))
            with pytest.raises(OutputError, match="got 'Read-only'"):
                fill(folder)
        assert folder.damaged == [2]
        fill(folder)
        folder.finish(FACTS)
    assert tree(out) == undisturbed


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


def more_room(path: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=16m", str(path)], check=True)


def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(small_disk, tmp_path) -> None:
    count = 200
    with pytest.raises(OutputError, match=r"got 'No space left on device'; what is finished is kept") as caught:
        run(small_disk / "out", count)
    assert "\n" not in str(caught.value)
    assert not FINAL & {file.name for file in (small_disk / "out").iterdir()}
    assert not list((small_disk / "out").rglob("*.tmp"))
    with open_it(small_disk / "out", count) as folder:
        assert 0 < folder.done < count
    more_room(small_disk)
    run(small_disk / "out", count)
    run(tmp_path / "undisturbed", count)
    assert tree(small_disk / "out") == tree(tmp_path / "undisturbed")


def test_a_disk_that_is_full_at_the_last_step_leaves_no_half_written_file(small_disk, undisturbed) -> None:
    with open_it(small_disk / "out", COUNT) as folder:
        fill(folder)
        with contextlib.suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        with pytest.raises(OutputError, match="No space left on device"):
            folder.finish(FACTS)
        assert {file.name for file in folder.path.iterdir()} == {".synth", SQUARES}
        more_room(small_disk)
        folder.finish(FACTS)
    assert tree(small_disk / "out") == undisturbed
