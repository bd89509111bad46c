"""Laws of every kind: what does not fit is refused in one line, and nothing on the disk changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from synth.cli import main
from synth.core.errors import OutputError
from synth.folder.opening import locked
from tests.kinds.conftest import Undisturbed
from tests.kinds.folders import everything
from tests.kinds.registered import EVERY
from tests.kinds.subjects import SUBJECTS, Placed, place


def refused(whole: Undisturbed, out: Path, changes: Mapping[str, Any] | None = None, **options: Any) -> str:
    """Run into a folder that does not take it, and return the line."""
    before = everything(out)
    with pytest.raises(OutputError) as error:
        whole.placed.make(out, changes, **options)
    assert everything(out) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def test_another_spec_is_refused_by_the_leaf_that_differs(whole: Undisturbed) -> None:
    ((leaf, value),) = whole.placed.subject.other.items()
    told = refused(whole, whole.folder, {leaf: value})
    where = rf"whole: scene\.{re.escape(leaf)} in \S+/subject\.yaml or on the command line"
    assert re.search(rf"{where}: got {value}; this folder was made with \S+: overwrite", told)


def test_another_seed_is_refused(whole: Undisturbed) -> None:
    assert re.search(
        r"whole: seed: got 3; this folder was made with 0: overwrite", refused(whole, whole.folder, seed=3)
    )


def test_fewer_samples_than_there_are_are_refused(whole: Undisturbed) -> None:
    told = refused(whole, whole.folder, count=whole.placed.subject.count - 1)
    assert re.search(r"whole: (count|shares_over): got ", told)


def test_a_folder_of_another_version_is_refused(whole: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(whole.folder, tmp_path / "out")
    (tmp_path / "out" / ".synth" / "version").write_text("1\n", encoding="utf-8")
    assert re.search(r"out: \.synth: got 'version 1'; this synth goes on with", refused(whole, tmp_path / "out"))


def test_a_folder_of_other_origin_is_refused(whole: Undisturbed, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    assert "got 'thesis.tex'; an empty folder, or one that this command made" in refused(whole, tmp_path)


def test_a_folder_in_use_is_refused(whole: Undisturbed) -> None:
    with locked(whole.folder / ".synth" / "lock"):
        assert "got 'a folder that another run is writing'" in refused(whole, whole.folder)


def test_a_typo_in_a_scene_is_one_line_and_nothing_is_written(
    placed: Placed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = nothing_written(placed, tmp_path, capsys, {"nosuch": 1})
    assert re.fullmatch(r"synth: .*subject\.yaml: nosuch: got an unknown key; known: .*\bkind\b.*\n", told)


@pytest.mark.parametrize(
    ("changes", "word", "complaint"),
    [
        ({"kind": "tune"}, "seed=0", r"subject\.yaml: kind: got 'tune'; known: .*\(did you mean 'tone'\?\)"),
        ({}, "scene.kind=null", r"subject\.yaml: kind: got None; known: "),
        ({}, "nosuch=1", r"command line: got 'nosuch'; known: "),
        ({}, "count=0", r"count: got 0; must be greater than or equal to 1"),
    ],
)
def test_other_bad_input_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: Mapping[str, Any], word: str, complaint: str
) -> None:
    told = nothing_written(place("tone", tmp_path / "tone"), tmp_path, capsys, changes, word)
    assert re.fullmatch(rf"synth: .*{complaint}.*\n", told), told


def nothing_written(
    placed: Placed, here: Path, capsys: pytest.CaptureFixture[str], changes: Mapping[str, Any], *words: str
) -> str:
    """Give the command a changed scene file, which it does not take, and return what it says."""
    shutil.copytree(placed.folder, here / "scene")
    file = here / "scene" / "subject.yaml"
    file.write_text(yaml.safe_dump({**placed.subject.scene, **changes}, sort_keys=False), encoding="utf-8")
    assert main(["generate", f"scene={file}", f"out={here / 'out'}", *words]) == 2
    assert not (here / "out").exists()
    return capsys.readouterr().err


def test_every_kind_has_a_subject() -> None:
    assert set(EVERY) == set(SUBJECTS)
