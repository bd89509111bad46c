"""Finished folders read back: what is missing is named in one line, lines are counted and chosen as they stand."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import DataError
from synth.folder.finished import (
    FolderKind,
    count_lines,
    found_kind,
    iter_records,
    open_finished,
    picture_inside,
    spread_choice,
)
from synth.folder.stated import Stated

SOUNDS = FolderKind("sounds", "sounds.jsonl")
SMELLS = FolderKind("smells", "smells.jsonl")
MANIFEST = {"name": "bells", "seed": 3, "count": 2, "spec": {"kind": "sound"}}


class Sound(Stated):
    """A line of sounds.jsonl."""

    id: int


class LoudSound(Sound):
    """A line that says more."""

    pitch: float
    loudness: float


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "sounds.jsonl").write_text('{"id": 0}\n{"id": 1}\n')
    return tmp_path


def test_a_finished_folder_has_its_manifest_samples_and_refusals(folder: Path) -> None:
    finished = open_finished(folder, SOUNDS)
    assert finished.manifest == MANIFEST
    assert (finished.path, finished.count()) == (folder / "sounds.jsonl", 2)
    assert list(finished.rejections()) == []
    refused = {"check": "loud", "measured": 2.0, "limit": 1.0}
    (folder / "rejected.jsonl").write_text(json.dumps(refused) + "\n")
    assert list(finished.rejections()) == [refused]
    (folder / "rejected.jsonl").write_text('{"check": "loud"}\n')
    with pytest.raises(DataError, match=r"rejected\.jsonl:1: got \['check'\]; a refused draft with limit, measured"):
        list(finished.rejections())


@pytest.mark.parametrize("missing", ["manifest.json", "sounds.jsonl"])
def test_what_is_missing_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(DataError, match=rf"got \[.*\]; a finished data set of sounds, with {missing}"):
        open_finished(folder, SOUNDS)


def test_a_broken_manifest_is_named(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")
    with pytest.raises(DataError, match=r"manifest\.json: got broken JSON .*; plain JSON is needed"):
        open_finished(folder, SOUNDS)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("seed", "7", r"seed: got '7'; a whole number is needed"),
        ("spec", [], r"spec: got \[\]; a mapping is needed"),
        ("name", "", r"name: got ''; at least 1 character is needed"),
        ("hashes", {"pack": 1}, r"hashes\.pack: got 1; a text is needed"),
    ],
)
def test_a_manifest_of_other_types_is_named(folder: Path, key: str, value: object, message: str) -> None:
    (folder / "manifest.json").write_text(json.dumps(MANIFEST | {key: value}))
    with pytest.raises(DataError, match=rf"manifest\.json: {message}"):
        open_finished(folder, SOUNDS)


def test_the_kind_is_that_of_the_file(folder: Path) -> None:
    assert found_kind(folder, (SMELLS, SOUNDS)) is SOUNDS
    assert found_kind(folder, (SMELLS,)) is None


def test_a_line_without_a_needed_key_is_named(folder: Path) -> None:
    path = folder / "sounds.jsonl"
    assert list(iter_records(path, Sound, "a sound")) == [(f"{path}:1", {"id": 0}), (f"{path}:2", {"id": 1})]
    with pytest.raises(DataError, match=r"sounds\.jsonl:1: got \['id'\]; a sound with loudness, pitch"):
        list(iter_records(path, LoudSound, "a sound"))


@given(st.binary(max_size=40).map(lambda data: data.replace(b"\r", b"\n")))
def test_lines_are_counted_as_they_are_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("lines") / "file"
    path.write_bytes(data)
    with path.open("rb") as lines:
        assert count_lines(path) == sum(1 for _ in lines)


@given(st.integers(0, 500), st.integers(1, 60))
def test_a_choice_is_spread_from_the_first_on(number: int, most: int) -> None:
    chosen = spread_choice(number, most)
    assert len(chosen) == len(set(chosen)) == min(number, most)
    assert chosen == sorted(chosen)
    assert all(0 <= place < number for place in chosen)
    assert chosen[:1] == [0][: len(chosen)]
    gaps = {after - before for before, after in pairwise(chosen)}
    assert max(gaps, default=0) - min(gaps, default=0) <= 1


@pytest.mark.parametrize("file", ["../a.png", "/etc/passwd", "images/../../a.png"])
def test_a_file_outside_the_folder_is_refused(folder: Path, file: str) -> None:
    with pytest.raises(DataError, match=r"a picture inside the data set folder"):
        picture_inside(folder, file)
    assert picture_inside(folder, "images/a.png") == folder / "images/a.png"


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "images").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(DataError, match=r"got 'images/a\.png'"):
        picture_inside(folder, "images/a.png")


@pytest.mark.parametrize("name", ["manifest.json", "sounds.jsonl", "rejected.jsonl"])
def test_a_part_that_is_a_link_out_of_the_folder_is_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / name
    elsewhere.write_text((folder / name).read_text() if (folder / name).exists() else "")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(DataError, match="a file inside the data set folder, not a link out of it"):
        list(open_finished(folder, SOUNDS).rejections())
