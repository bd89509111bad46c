"""The folder of a check: a later check replaces it, unless somebody changed it or it is something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.cli import main
from tests.quality.sets import changed, clean_pictures


def spoil(record: dict[str, list[dict[str, object]]]) -> None:
    record["annotations"].append(record["annotations"][7] | {"id": 99})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return changed(clean_pictures(tmp_path / "set"), spoil)


def test_check_apply_and_check_again(data: Path) -> None:
    out = data.with_name("set-check")
    assert main(["check", str(data)]) == 1
    assert main(["apply", str(data), str(out / "patch.jsonl")]) == 0
    assert main(["check", str(data)]) == 0
    assert (out / "patch.jsonl").read_text() == ""
    assert sorted(path.name for path in data.parent.iterdir() if "check" in path.name) == ["set-check"]


def test_what_somebody_changed_or_added_stays(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data.with_name("set-check")
    assert main(["check", str(data)]) == 1
    guidelines = out / "guidelines.md"
    before = guidelines.read_text()
    for path, text in ((guidelines, "ours"), (out / "notes.txt", "mine")):
        path.write_text(text)
        capsys.readouterr()
        assert main(["check", str(data)]) == 2
        assert f"{path}: got 'a file that was changed since the check'; a name that is free" in capsys.readouterr().err
        assert path.read_text() == text
        guidelines.write_text(before)


def test_nothing_else_is_replaced(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out in (data, data / "annotations.json"):
        assert main(["check", str(data), "--out", str(out)]) == 2
        assert "got 'another file or folder'" in capsys.readouterr().err
    assert (data / "annotations.json").is_file()
