"""The folder for temporary files: what a killed run leaves there goes with the next one; a useless one is one line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli import main
from tests.runs import kill_9
from tests.small_pages import write_small_pages
from tests.small_text import write_small_text

MOUNT = "mount -t tmpfs -o size=8k none room"
"""Less room than a document run copies into its temporary folder."""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty TMPDIR; the scenes `note` and `letters` are files beside it."""
    write_small_pages(tmp_path)
    write_small_text(tmp_path)
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "room"))
    return tmp_path / "room"


@pytest.mark.parametrize("scene", ["note", "letters"])
def test_what_a_killed_run_leaves_goes_with_the_next_run_of_any_kind(room: Path, scene: str) -> None:
    foreign = room / "synth-0123456789abcdef"
    foreign.mkdir()
    words = [f"scene=./{scene}.yaml", "count=100000", "workers=2", "out=killed"]
    kill_9(words, lambda: Path("killed/.synth/journal").exists() and Path("killed/.synth/journal").stat().st_size > 0)
    left = {path.name for path in room.iterdir()} - {foreign.name}
    assert bool(left) == (scene == "note"), "documents are set in folders of their own, texts need none"
    assert main(["generate", "scene=./letters.yaml", "count=20", "out=next"]) == 0
    assert list(room.iterdir()) == [foreign]


@pytest.mark.parametrize(("place", "reason"), [("missing", "No such file or directory"), ("note.yaml", "Not a direct")])
def test_a_temporary_folder_that_is_none_is_one_line(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str, reason: str
) -> None:
    """Before anything is written, and only where one is needed; a folder that was begun goes on later."""
    assert main(["generate", "scene=./note.yaml", "count=4", "out=begun"]) == 0
    monkeypatch.setenv("TMPDIR", place)
    for words in (["scene=./note.yaml", "out=new"], ["scene=./letters.yaml", "out=new", "-m", "seed=1,2"]):
        assert main(["generate", *words]) == 2
        said = capsys.readouterr().err.splitlines()
        assert re.match(rf"synth: temporary folder {re.escape(str(Path(place).absolute()))}: got {reason}", said[-1])
        assert "set TMPDIR" in said[-1]
        assert not Path("new").exists()
    assert main(["generate", "scene=./letters.yaml", "count=20", "out=texts"]) == 0
    assert main(["generate", "scene=./note.yaml", "count=4", "out=begun"]) == 2
    monkeypatch.setenv("TMPDIR", str(room))
    assert main(["generate", "scene=./note.yaml", "count=4", "out=begun"]) == 0


def test_a_full_temporary_folder_is_one_line(room: Path) -> None:
    """On a disk of its own, which a user without rights may mount where the kernel has user namespaces."""
    command = f"{sys.executable} -m synth generate scene=./note.yaml count=4 out=new"
    if subprocess.run(["unshare", "-rm", "sh", "-c", MOUNT], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no user mount a disk")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{MOUNT} && {command}; code=$?; ls room; exit $code"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        f"synth: temporary folder {room}: got No space left on device; it needs a few MB of room and must be writable: "
        "see to that, or set TMPDIR to another folder; what is finished is kept, and the same command goes on\n"
    )
    assert done.stdout == ""
    assert not Path("new").exists()
