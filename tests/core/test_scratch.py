"""Temporary folders of processes that have ended go; those of others, of live ones and of anything else stay."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.core import scratch
from synth.core.errors import SynthError
from synth.core.scratch import Scratch, sweep

HOLD = """
import sys
from synth.core.scratch import Scratch
held = Scratch()
(held.path / "kept").write_text("x")
print(held.path.name, flush=True)
sys.stdin.read()
"""
DEAD = "synth-0123456789abcdef"


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty TMPDIR."""
    folder = tmp_path / "room"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def started(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def other(room: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a folder until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout
        assert (room / one.stdout.readline().strip() / "kept").is_file()
        yield one


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def dead(room: Path, name: str = DEAD) -> Path:
    """What a process leaves that was killed."""
    folder = room / name
    folder.mkdir()
    (folder / "t.typ").write_text("x")
    (room / f"{name}.lock").touch()
    return folder


def test_a_folder_is_private_and_goes_with_its_object(room: Path) -> None:
    held = Scratch()
    (held.path / "deep").mkdir()
    (held.path / "deep/file").write_text("x")
    assert held.path.parent == room
    assert held.path.stat().st_mode & 0o777 == 0o700
    assert names(room) == [held.path.name, f"{held.path.name}.lock"]
    del held
    assert names(room) == []


def test_a_folder_goes_with_its_block_and_with_its_process(room: Path, other: subprocess.Popen[str]) -> None:
    with Scratch() as held:
        assert len(names(room)) == 4
        assert held.path.is_dir()
    assert len(names(room)) == 2
    other.communicate()
    assert names(room) == []


def test_after_kill_9_the_next_sweep_removes_the_folder_and_not_before(
    room: Path, other: subprocess.Popen[str]
) -> None:
    before = names(room)
    sweep()
    assert names(room) == before, "it lives"
    other.kill()
    other.wait()
    assert names(room) == before
    sweep()
    assert names(room) == []


def test_a_lock_without_a_folder_goes_too(room: Path) -> None:
    """The process was killed before it made the folder, or after it removed it."""
    (room / f"{DEAD}.lock").touch()
    sweep()
    assert names(room) == []


def test_what_has_no_lock_of_ours_stays(room: Path) -> None:
    for name in (DEAD, "synth-fonts-abc", "synth-0123456789abcde", "synth"):
        (room / name).mkdir()
        (room / name / "mine").touch()
    for name in ("synth-0123456789abcdex.lock", "synth-fonts-abc.lock", "x-synth-0123456789abcdef.lock"):
        (room / name).touch()
    (room / "synth-aaaaaaaaaaaaaaaa.lock").mkdir()
    os.mkfifo(room / "synth-bbbbbbbbbbbbbbbb.lock")
    (room / "synth-cccccccccccccccc.lock").symlink_to(room / DEAD / "mine")
    (room / "synth-dddddddddddddddd.lock").symlink_to(room / "nowhere")
    before = sorted(room.rglob("*"))
    sweep()
    assert sorted(room.rglob("*")) == before


def test_links_in_the_place_of_a_folder_and_inside_it_are_not_followed(room: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").touch()
    (dead(room) / "link").symlink_to(tmp_path / "precious")
    planted = "synth-eeeeeeeeeeeeeeee"
    (room / planted).symlink_to(tmp_path / "precious")
    (room / f"{planted}.lock").touch()
    sweep()
    assert names(room) == [planted], "a link is not ours"
    assert (tmp_path / "precious/file").is_file()


def test_files_of_other_users_stay(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead(room)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    sweep()
    assert names(room) == [DEAD, f"{DEAD}.lock"]


def test_a_fork_leaves_the_folder_of_its_parent_alone() -> None:
    held = Scratch()
    child = os.fork()
    if not child:
        held.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert held.path.is_dir()


def test_what_cannot_be_removed_is_left_to_the_next_sweep(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead(room)
    with monkeypatch.context() as patch:
        patch.setattr(scratch.shutil, "rmtree", _refuse)
        sweep()
    assert names(room) == [DEAD, f"{DEAD}.lock"]
    sweep()
    assert names(room) == []


def test_a_sweep_between_making_a_lock_and_taking_it_costs_another_try(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweeper sees a file that nobody has locked yet: it takes it away, and the new folder gets another name."""
    take, swept = scratch._locked, []

    def late(handle: int) -> bool:
        if not swept:
            swept.append(names(room))
            monkeypatch.setattr(scratch, "_locked", take)
            sweep()
        return take(handle)

    monkeypatch.setattr(scratch, "_locked", late)
    held = Scratch()
    assert len(swept[0]) == 1
    assert names(room) == [held.path.name, f"{held.path.name}.lock"]
    assert held.path.name not in swept[0][0]


def test_runs_that_start_and_sweep_at_once_do_not_harm_each_other(room: Path) -> None:
    lost: list[BaseException] = []

    def start() -> None:
        try:
            for _ in range(30):
                sweep()
                with Scratch() as held:
                    (held.path / "file").write_text("x")
                    sweep()
                    assert (held.path / "file").is_file()
        except BaseException as error:  # noqa: BLE001 - told below
            lost.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert names(room) == []


@pytest.mark.parametrize(("place", "reason"), [("missing", "No such file"), ("a file", "Not a directory")])
def test_a_tmpdir_that_is_none_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, reason: str
) -> None:
    """No other folder takes its place; who needs none is not disturbed."""
    (tmp_path / "a file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path / place))
    with pytest.raises(SynthError, match=rf"temporary folder {re.escape(str(tmp_path / place))}: got {reason}.*TMPDIR"):
        Scratch()
    sweep()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("step", ["open", "mkdir", "write"])
def test_a_tmpdir_that_takes_nothing_more_is_one_line_and_is_left_as_it_was(
    room: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number), "some/template.typ")

    with monkeypatch.context() as patch:
        if step != "write":
            patch.setattr(os, step, fail)
        refused = pytest.raises(SynthError, match=f"temporary folder {room}: got {os.strerror(number)}")
        with refused, Scratch() as held, held.writing():
            fail()
    assert names(room) == []


def test_helpers_that_outlive_a_process_that_was_killed_do_not_hold_its_lock(room: Path) -> None:
    code = f"import subprocess; helper = subprocess.Popen(['sleep', '60']); print(helper.pid, flush=True){HOLD}"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout
        helper = int(one.stdout.readline())
        assert one.stdout.readline()
        one.kill()
    sweep()
    assert names(room) == []
    os.kill(helper, signal.SIGKILL)


def _refuse(*_: object) -> None:
    raise PermissionError(errno.EACCES, "no")
