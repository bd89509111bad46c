"""`out=` as an address, through the commands; fsspec's file system stands in for a bucket."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.cli import main
from tests.small_text import write_small_text


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_small_text(tmp_path).rename(tmp_path / "mails.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_data_set_is_made_here_and_put_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["generate", "scene=./mails.yaml", "count=20", f"out=file://{here}/bucket/mails"]
    assert main(words) == 0
    there, kept = here / "bucket/mails", here / "outputs/mails"
    public = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    public = {name for name in public if not name.startswith(".")} | {".synth/identity.json"}
    assert {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()} == public
    assert all((there / name).read_bytes() == (kept / name).read_bytes() for name in public)
    assert f"put       {len(public)} files at file://{here}/bucket/mails" in capsys.readouterr().out
    assert main(words) == 0
    assert "put       0 files at" in capsys.readouterr().out


def test_files_of_others_are_refused_before_anything_is_made(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "bucket").mkdir()
    (here / "bucket/theirs.txt").write_text("")
    assert main(["generate", "scene=./mails.yaml", "count=20", f"out=file://{here}/bucket"]) == 2
    assert "got 'theirs.txt'; an address where nothing is yet" in capsys.readouterr().err
    assert not (here / "outputs").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-m", "seed=1,2"], "a sweep goes into a folder of this machine"),
        (["shard.index=0", "shard.count=2"], "a shard goes into a folder"),
    ],
)
def test_what_goes_into_a_folder_only(
    here: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "scene=./mails.yaml", "count=20", "out=memory://bucket/mails", *words]) == 2
    assert message in capsys.readouterr().err
    assert not (here / "outputs").exists()
