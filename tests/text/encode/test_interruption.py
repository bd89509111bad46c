"""kill -9 at any byte, a full disk, damage: a folder of texts ends up as if nothing had happened."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from synth.text.encode.folder import open_text_folder

import synth
from synth.core.errors import OutputError
from synth.text.encode import journal as text_journal
from tests.image.encode.fake import tree

from . import fake_texts
from .fake_texts import FACTS, IDENTITY, LABELS, fill, outcomes, run

COUNT = 13
FILES = ("text.journal", "text.part", "rejected.part")


def open_it(path: Path, count: int = COUNT):
    return open_text_folder(path, identity=IDENTITY, seed=0, count=count, labels=LABELS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("undisturbed") / "out"
    run(path, COUNT)
    return tree(path)


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    """A folder that was left after samples 0 to 11, in three chunks."""
    with open_it(tmp_path / "out") as folder:
        for start in (0, 4, 8):
            folder.write_chunk(outcomes(range(start, start + 4)))
    return tmp_path / "out"


def test_kill_9_then_the_bytes_of_an_undisturbed_run(tmp_path):
    journal, count = tmp_path / "killed" / ".synth" / "text.journal", 4000
    environment = {**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])}
    for lines in (2, 9, 25):
        command = [sys.executable, fake_texts.__file__, str(tmp_path / "killed"), str(count)]
        process = subprocess.Popen(command, env=environment)
        while process.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < lines):
            time.sleep(0.001)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (tmp_path / "killed" / "text.jsonl").exists()
    run(tmp_path / "killed", count, chunk=1000)
    run(tmp_path / "undisturbed", count, chunk=1000)
    assert tree(tmp_path / "killed") == tree(tmp_path / "undisturbed")


@pytest.mark.parametrize("name", FILES)
def test_torn_anywhere(unfinished, undisturbed, tmp_path, name):
    """Every file is cut at many places; what is kept is a whole number of chunks, and the rest is made again."""
    size = (unfinished / ".synth" / name).stat().st_size
    kept = set()
    for number, end in enumerate([*range(0, size, max(size // 12, 1)), size - 1]):
        torn = tmp_path / f"torn{number}"
        shutil.copytree(unfinished, torn)
        os.truncate(torn / ".synth" / name, end)
        with open_it(torn) as folder:
            kept.add(folder.done)
            fill(folder, 5)
            folder.finish(FACTS)
        assert tree(torn) == undisturbed
    assert kept == {0, 4, 8}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("tail", [b"{", b"\n", b"0123456\t\n", b"00000000\t{}\n"])
def test_lone_bytes_behind_the_end(unfinished, undisturbed, name, tail):
    with (unfinished / ".synth" / name).open("ab") as file:
        file.write(tail)
    with open_it(unfinished) as folder:
        assert folder.done == 12
        fill(folder, 5)
        folder.finish(FACTS)
    assert tree(unfinished) == undisturbed


@pytest.mark.parametrize("name", FILES)
def test_one_wrong_byte_is_noticed(unfinished, undisturbed, name):
    path = unfinished / ".synth" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    run(unfinished, COUNT)
    assert tree(unfinished) == undisturbed


def test_a_finished_folder_whose_memory_is_damaged_is_made_again(tmp_path, undisturbed):
    run(tmp_path / "out", COUNT)
    os.truncate(tmp_path / "out" / ".synth" / "text.part", 100)
    with open_it(tmp_path / "out") as folder:
        assert folder.done == 0
        assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("failing_call", range(23))
def test_any_refused_sync_is_one_line_and_resumable(tmp_path, monkeypatch, undisturbed, failing_call):
    """As a full disk. The last sync, of the folder when the manifest stands in it, is left out."""
    real, calls = os.fsync, [0]

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == failing_call + 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(text_journal, "SYNC_EVERY_S", 0.0)
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(OutputError, match="No space left on device'; what is finished is kept") as caught:
            run(tmp_path / "out", COUNT)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_a_refused_write_leaves_no_bytes_and_the_open_folder_goes_on(tmp_path, monkeypatch, undisturbed):
    real = os.pwrite

    def half(handle: int, data: bytes, offset: int) -> int:
        if offset:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, bytes(data)[:10], offset)

    with open_it(tmp_path / "out") as folder:
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", half)
            with pytest.raises(OutputError, match="No space left on device"):
                folder.write_chunk(outcomes(range(4)))
        assert folder.done == 0
        assert [(folder.path / ".synth" / name).stat().st_size for name in FILES] == [0, 0, 0]
        fill(folder, 4)
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("step", range(6))
def test_killed_in_the_last_step(tmp_path, monkeypatch, undisturbed, step):
    """The last step stops before its `step`-th rename, as a kill would stop it; the next run mends the folder."""
    run(tmp_path / "out", 6)
    real, left = Path.replace, [step]

    def replace(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch, open_it(tmp_path / "out") as folder:
        fill(folder, 4)
        patch.setattr(Path, "replace", replace)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            folder.finish(FACTS)
    assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed
