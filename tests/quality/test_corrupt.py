"""Errors put in on purpose: as many as were asked for, known each, and taken out again to the same labels."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.core.errors import SynthError
from synth.quality.check import check_data_sets
from synth.quality.corrupt.corrupt import ERRORS, corrupt_data_set
from synth.quality.patch.apply import apply_patch
from tests.quality.sets import clean_pictures, text_line, write_lines
from tests.quality.test_documents import document, write

KINDS = ("swapped", "shifted", "scaled", "missing", "extra", "duplicate", "merged", "split")
ALL: dict[str, float] = {kind: 0.08 for kind in KINDS}  # noqa: C420 - the type of the keys is str


def labels_of(folder: Path) -> list[dict[str, Any]]:
    record = json.loads((folder / "annotations.json").read_text())
    return sorted(record["annotations"], key=lambda one: one["id"])


def test_errors_in_pictures_are_known_and_taken_out_again(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", pictures=20)
    done = corrupt_data_set(data, tmp_path / "bad", ALL, seed=3)
    counts = Counter(one.kind for one in done.errors)
    assert {counts[kind] for kind in ALL if kind not in ("extra", "duplicate", "merged", "split")} == {5}
    assert all(counts[kind] for kind in ALL)
    bad = labels_of(done.path)
    assert len(bad) == 60 - counts["missing"] - counts["merged"] + sum(
        counts[kind] for kind in ("extra", "duplicate", "split")
    )
    mended = apply_patch(done.path, done.path / ERRORS, tmp_path / "mended").path
    assert labels_of(mended) == labels_of(data)


def test_each_error_is_where_it_is_said_to_be(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", pictures=20)
    done = corrupt_data_set(data, tmp_path / "bad", {"duplicate": 0.1}, seed=1)
    found = check_data_sets([done.path]).findings
    assert {one.where for one in found if one.check == "duplicate_object"} == {one.where for one in done.errors}


def test_errors_in_documents(tmp_path: Path) -> None:
    data = tmp_path / "set"
    (data / "documents").mkdir(parents=True)
    write(data, [document(data, number) for number in range(12)])
    rates = {"wrong_value": 0.1, "swapped": 0.1, "duplicate": 0.05, "shifted": 0.1, "scaled": 0.05}
    done = corrupt_data_set(data, tmp_path / "bad", rates)
    assert {one.kind for one in done.errors} == set(rates)
    mended = apply_patch(done.path, done.path / ERRORS, tmp_path / "mended").path
    records = [
        [json.loads(line) for line in (one / "documents.jsonl").read_text().splitlines()] for one in (data, mended)
    ]
    assert records[0] == records[1]
    wrong = {one.where for one in done.errors if one.kind == "wrong_value"}
    assert wrong & {one.where for one in check_data_sets([done.path], only=["field_value"]).findings}


def test_errors_in_texts(tmp_path: Path) -> None:
    lines = [text_line(n, ["Dear ", ("Anna Weiss", "PERSON"), " of ", ("Graz", "CITY"), "."]) for n in range(40)]
    (tmp_path / "set").mkdir()
    data = write_lines(tmp_path / "set" / "texts.jsonl", lines)
    out = tmp_path / "bad"
    assert main(["corrupt", str(data), "--out", str(out), "--swapped", "0.2", "--missing", "0.1"]) == 0
    bad = [json.loads(line) for line in (out / "texts.jsonl").read_text().splitlines()]
    wrong = [number for number, one in enumerate(bad) if one != lines[number]]
    assert 3 < len(wrong) < 30
    truth = [json.loads(line) for line in (out / ERRORS).read_text().splitlines()]
    assert [one["edits"][0]["place"] for one in truth] == wrong
    assert all(one["edits"][0]["after"] == lines[number]["spans"] for one, number in zip(truth, wrong, strict=True))


def test_the_same_seed_makes_the_same_errors(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", pictures=6)
    copies = [corrupt_data_set(data, tmp_path / name, ALL, seed).path for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    first, same, other = ((copy / "annotations.json").read_text() for copy in copies)
    assert first == same != other


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({"wrong_value": 0.1}, "of pictures: known: "),
        ({}, "a share of at least one of missing"),
        ({"shifted": 0.7, "scaled": 0.6}, "shares that add up to 1 at most"),
    ],
)
def test_what_cannot_be_is_one_line(rates: dict[str, float], message: str, tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set")
    with pytest.raises(SynthError, match=message):
        corrupt_data_set(data, tmp_path / "bad", rates)
    assert not (tmp_path / "bad").exists()
