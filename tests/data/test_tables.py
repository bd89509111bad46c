"""CSV and Parquet: the labels as other readers read them, the columns that any sample has."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.core.errors import DataError, SynthError
from synth.data.export import export_data_set
from synth.folder.parquet_table import write_parquet
from tests.document.formats.document_data_set import make_document_data_set
from tests.text.report.text_data_set import make_text_data_set, record_of, records

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

MIXED = [
    record_of(0, ("a, \"b\"\n;c",)),
    record_of(1, (("Anna", "PERSON"), " sings"), labels={"mood": "joy", "stars": 5}, locale="en_US"),
    record_of(2, ("x",), labels={"mood": ["joy", "calm"]}, label="late", template="t"),
]  # fmt: skip


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
@pytest.mark.parametrize("to", ["csv", "parquet", "hf"])
def test_the_columns_are_those_that_any_text_has(tmp_path: Path, order: tuple[int, ...], to: str) -> None:
    path = export_data_set(make_text_data_set(tmp_path / "texts", [MIXED[number] for number in order]), to)
    if to == "csv":
        found: list[dict[str, Any]] = list(csv_rows(path))
        moods: list[object] = ["", '["joy"]', '["joy","calm"]']
        empty: object = ""
    else:
        lines = path / "train.jsonl"
        found = (
            parquet.read_table(path).to_pylist()
            if to == "parquet"
            else [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
        )
        moods, empty = [None, ["joy"], ["joy", "calm"]], None
    found.sort(key=lambda row: int(row["id"]))
    assert [list(row) for row in found] == [list(found[0])] * 3
    assert list(found[0])[6:] == ["label", "locale", "template", "label_mood", "label_stars"]
    assert [row["label_mood"] for row in found] == moods
    assert [row["label_stars"] for row in found] == [empty, "5", empty]
    assert [row["label"] for row in found] == [empty, empty, "late"]
    assert [row["text"] for row in found] == [record["text"] for record in MIXED]


def test_texts_in_csv_hold_their_spans(tmp_path: Path) -> None:
    path = export_data_set(make_text_data_set(tmp_path / "texts"), "csv")
    for row, record in zip(csv_rows(path), records(8), strict=True):
        spans = json.loads(row["spans"])
        assert [{**span, "attributes": {}} for span in spans] == [
            {**span, "attributes": {}} for span in record["spans"]
        ]
        assert all(row["text"][span["start"] : span["end"]] == span["value"] for span in spans)


def test_parts_of_speech_of_a_later_text_have_a_column_in_conll(tmp_path: Path) -> None:
    sung = record_of(1, (("Anna", "PERSON"), " sings"), tokens=[[0, 4], [5, 10]], tags=["B-PERSON", "O"])
    folder = make_text_data_set(tmp_path / "texts", [{**sung, "id": 0}, {**sung, "pos": ["PROPN", "VERB"]}])
    text = export_data_set(folder, "conll").read_text(encoding="utf-8")
    assert text == "Anna _ B-PERSON\nsings _ O\n\nAnna PROPN B-PERSON\nsings VERB O\n\n"


def test_documents_in_csv_have_a_column_for_every_field(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "papers")
    documents = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = csv_rows(export_data_set(folder, "csv"))
    assert {f"field.{field['key']}" for field in documents[0]["fields"] if "." not in field["key"]} <= rows[0].keys()
    for row, document in zip(rows, documents, strict=True):
        assert json.loads(row["pages"]) == [page["file"] for page in document["pages"]]
        for field in document["fields"]:
            if not any(part.isdecimal() for part in field["key"].split(".")):
                assert row[f"field.{field['key']}"] == field["value"]


def test_documents_in_parquet_hold_their_pictures(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "papers")
    documents = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    for row, document in zip(
        parquet.read_table(export_data_set(folder, "parquet")).to_pylist(), documents, strict=True
    ):
        assert [image["bytes"] for image in row["images"]] == [
            (folder / page["file"]).read_bytes() for page in document["pages"]
        ]
        assert [word["text"] for word in row["words"]] == [word["text"] for word in document["words"]]
        assert json.loads(row["record"]) == document["record"]


def test_a_value_of_another_type_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column a: got .*; values of one type, as the data set's card says"):
        write_parquet(tmp_path / "x", {"a": "int64"}, [{"a": "b"}])


def test_without_pyarrow_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_text_data_set(tmp_path / "texts")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["export", str(folder), "--to", "parquet"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("synth: export --to parquet: got ")
    assert said.endswith("; pyarrow: pip install 'synth[parquet]'\n")
    assert [path.name for path in tmp_path.iterdir()] == ["texts"]
    with pytest.raises(SynthError):
        export_data_set(folder, "parquet")
