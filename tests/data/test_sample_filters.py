"""`synth export` of texts and documents by variable and by quota."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from tests.document.formats.document_data_set import make_document_data_set
from tests.small_document import small_document
from tests.text.report.text_data_set import make_text_data_set, record_of


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Twelve letters; every second is calm, every third was made for the quota `long`."""
    records = []
    for number in range(12):
        parts = ["Dear ", (f"Anna {'Lee' * (number + 1)}", "PERSON"), "."]
        record = record_of(number, parts, attributes={"tone": ("calm", "angry")[number % 2]}, template="letter")
        records.append(record | ({"quotas": ["long"]} if number % 3 == 0 else {}))
    folder = make_text_data_set(tmp_path / "letters", records)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["spec"]["quotas"] = {"long": {"share": 0.25}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def exported(folder: Path, *words: str) -> list[int]:
    """The numbers of the letters that went on, by the length of their names."""
    out = folder.parent / "out.jsonl"
    assert main(["export", str(folder), "--to", "doccano", "--out", str(out), *words]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    return [(len(line["text"]) - len("Dear Anna .")) // 3 - 1 for line in lines]


def test_texts_of_a_value_or_a_quota_go_on_and_the_others_are_counted(
    letters: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exported(letters, "--variable", "tone=calm", "--quota", "long") == [0, 6]
    line = "filtered  8 of texts outside the quota long; 2 of texts whose tone is not calm"
    assert line in capsys.readouterr().out.splitlines()


def test_a_split_divides_what_passed(letters: Path) -> None:
    out = letters.parent / "parts"
    words = ["--split", "0.5,0.5", "--variable", "tone=angry"]
    assert main(["export", str(letters), "--to", "doccano", "--out", str(out), *words]) == 0
    counts = {path.stem: len(path.read_text().splitlines()) for path in out.iterdir()}
    assert counts == {"train": 3, "val": 3}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--quota", "lnog"], "--quota: got 'lnog'; known: long (did"),
        (["--variable", "tune=calm"], "--variable: got 'tune'; a variable of texts; known: locale, template, tone"),
        (["--variable", "tone=loud"], "got 'none of texts passes the filters'; 12 of texts whose tone is not loud"),
    ],
)  # fmt: skip
def test_what_leaves_nothing_or_is_unknown_is_one_line(
    words: list[str], message: str, letters: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(letters), "--to", "conll", *words]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert [path.name for path in letters.parent.iterdir()] == ["letters"]


def test_documents_of_a_value_go_on(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "pages", [small_document(number) for number in range(4)])
    lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text().splitlines()]
    for line in lines:
        line["variables"] = {"paid": line["id"] % 2 == 0}
    (folder / "documents.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    out = tmp_path / "out"
    assert main(["export", str(folder), "--to", "donut", "--out", str(out), "--variable", "paid=true"]) == 0
    metadata: list[dict[str, Any]] = [
        json.loads(line) for path in out.rglob("metadata.jsonl") for line in path.read_text().splitlines()
    ]
    assert {Path(one["file_name"]).stem.split("-")[0] for one in metadata} == {"000000", "000002"}
