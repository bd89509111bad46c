"""Applying and undoing patches: all or nothing, in place or beside, and back to the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from synth.cli import main
from synth.core.errors import SynthError
from synth.folder.opening import locked
from synth.quality.patch import journal
from synth.quality.patch.apply import apply_patch, undo_patch
from tests.quality.sets import changed, clean_pictures


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A set with a wrong box and an object twice."""

    def spoil(record: dict[str, list[dict[str, object]]]) -> None:
        record["annotations"][4]["bbox"] = [2, 2, 20, 20]
        record["annotations"].append(record["annotations"][7] | {"id": 99})

    return changed(clean_pictures(tmp_path / "set"), spoil)


def checked(data: Path, *words: str) -> Path:
    out = data.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    assert main(["check", str(data), "--out", str(out), *words]) == 1
    return out / "patch.jsonl"


def test_in_place_and_back_to_the_same_bytes(data: Path) -> None:
    before = (data / "annotations.json").read_bytes()
    patch = checked(data)
    assert main(["apply", str(data), str(patch)]) == 0
    assert main(["check", str(data), "--out", str(data.parent / "again")]) == 0
    after = (data / "annotations.json").read_bytes()
    assert after.startswith(before[:200]), "the indent stays"
    assert main(["undo", str(data)]) == 0
    assert (data / "annotations.json").read_bytes() == before
    assert sorted(path.name for path in data.iterdir()) == [".synth-patches", "annotations.json", "images"]
    assert [path.name for path in (data / ".synth-patches").iterdir()] == ["lock"]


def test_one_command_at_a_time(data: Path) -> None:
    patch = checked(data)
    (data / journal.FOLDER).mkdir()
    with (
        locked(data / journal.FOLDER / "lock"),
        pytest.raises(SynthError, match="a folder that another run is writing"),
    ):
        apply_patch(data, patch)


def test_patches_are_taken_back_one_by_one(data: Path) -> None:
    before = (data / "annotations.json").read_bytes()
    patch = checked(data)
    apply_args = ["apply", str(data), str(patch), "--check"]
    assert main([*apply_args, "box_against_mask"]) == 0
    between = (data / "annotations.json").read_bytes()
    assert main([*apply_args, "duplicate_object"]) == 0
    assert main(["undo", str(data)]) == 0
    assert (data / "annotations.json").read_bytes() == between
    assert main(["undo", str(data)]) == 0
    assert (data / "annotations.json").read_bytes() == before
    with pytest.raises(SynthError, match="no patch that was applied in place"):
        undo_patch(data)


def test_a_patch_that_does_not_fit_is_refused_whole(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = checked(data)
    changed(data, lambda record: record["annotations"][4].update(bbox=[1, 1, 9, 9]))
    before = (data / "annotations.json").read_bytes()
    assert main(["apply", str(data), str(patch)]) == 2
    said = capsys.readouterr().err
    assert "annotations[4].bbox to be [2,2,20,20], as when" in said
    assert said.count("\n") == 1
    assert (data / "annotations.json").read_bytes() == before


def test_two_edits_of_one_thing_are_refused(data: Path) -> None:
    patch = checked(data)
    patch.write_text(patch.read_text() + patch.read_text())
    with pytest.raises(SynthError, match=r"a second edit of annotations\[12\]; one edit of each thing"):
        apply_patch(data, patch)


def test_a_whole_patch_of_ours_can_be_applied(data: Path) -> None:
    def twice_wrong(record: dict[str, list[dict[str, object]]]) -> None:
        record["annotations"][2] |= {"bbox": [-9, 2, 20, 20], "area": 900}
        record["annotations"].append(record["annotations"][2] | {"id": 100})

    changed(data, twice_wrong)
    for _ in range(2):  # what one entry needs twice, its box and then itself, takes two rounds
        assert main(["apply", str(data), str(checked(data))]) == 0
    assert main(["check", str(data), "--out", str(data.parent / "last")]) == 0


def test_a_patch_of_another_set_and_a_damaged_one_are_one_line(data: Path, tmp_path: Path) -> None:
    patch = checked(data)
    other = clean_pictures(tmp_path / "other")
    with pytest.raises(SynthError, match="no edit of this data set'; it has edits of: "):
        apply_patch(other, patch)
    patch.write_text(json.dumps({"finding": 1, "check": "x"}) + "\n")
    with pytest.raises(SynthError, match=r"patch\.jsonl:1"):
        apply_patch(data, patch)
    line = {"finding": 1, "check": "x", "data_set": str(data), "subject": "", "confidence": 1.0, "edits": [
        {"op": "set", "file": "../other/annotations.json", "list": "images", "place": 0, "key": "id", "before": 0,
         "after": 5}
    ]}  # fmt: skip
    patch.write_text(json.dumps(line) + "\n")
    with pytest.raises(SynthError, match="a file inside the data set"):
        apply_patch(data, patch)


def test_an_edit_since_the_patch_is_not_lost(data: Path) -> None:
    assert main(["apply", str(data), str(checked(data))]) == 0
    changed(data, lambda record: record["annotations"].pop())
    with pytest.raises(SynthError, match="a file that was changed since the patch"):
        undo_patch(data)


@pytest.mark.parametrize("killed_at", range(8))
def test_a_killed_apply_leaves_the_old_or_the_new(data: Path, killed_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (data / "annotations.json").read_bytes()
    patch = checked(data)
    whole = apply_patch(data, patch, data.parent / "whole").path
    new = (whole / "annotations.json").read_bytes()
    steps = 0

    def step(name: str) -> None:
        real = getattr(journal, name)

        def counted(*args: object) -> object:
            nonlocal steps
            steps += 1
            if steps > killed_at:
                raise KeyboardInterrupt  # as the end of the process: no handler of ours runs
            return real(*args)

        monkeypatch.setattr(journal, name, counted)

    for name in ("copy_atomic", "write_atomic", "sync_folder"):
        step(name)
    try:
        apply_patch(data, patch)
    except KeyboardInterrupt:
        assert (data / "annotations.json").read_bytes() in (before, new)
    monkeypatch.undo()
    if (data / "annotations.json").read_bytes() == new or list((data / journal.FOLDER).glob("[0-9][0-9][0-9][0-9]")):
        undo_patch(data)
    assert (data / "annotations.json").read_bytes() == before


def test_fail_on_says_what_is_an_error(data: Path) -> None:
    out = ["--out", str(data.parent / "out")]
    assert main(["check", str(data), *out, "--fail-on", "none"]) == 0
    assert main(["check", str(data), *out, "--fail-on", "duplicate_id"]) == 0
    assert main(["check", str(data), *out, "--fail-on", "duplicate_object"]) == 1
    assert main(["check", str(data), *out, "--fail-on", "duplicates"]) == 2
