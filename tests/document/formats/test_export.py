"""Exports of documents, whatever the format: which data sets they take, what they refuse, the same bytes again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.cli import main
from synth.core.errors import DataError, OutputError, SynthError
from synth.data.export import export_data_set
from synth.document.formats.field_keys import nested
from synth.document.formats.page import every_page
from synth.document.formats.table import DOCUMENT_FORMATS
from synth.document.labels import PageOutline
from synth.document.read import open_documents
from tests.document.encode.fake_documents import batch_of_one
from tests.document.formats.document_data_set import make_document_data_set, relabelled
from tests.small_document import small_document
from tests.text.report.text_data_set import make_text_data_set

FORMATS = sorted(DOCUMENT_FORMATS)
FILES = ("csv", "parquet")
"""The formats that are one file; the others are folders."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_document_data_set(tmp_path / "papers")


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [file for file in sorted(path.rglob("*")) if file.is_file()]
    return {str(file.relative_to(path)): file.read_bytes() for file in files}


def rewritten(folder: Path, number: int, **changes: Any) -> Path:
    """The data set with other values in one line."""
    path = folder / "documents.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[number] |= changes
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("to", FORMATS)
def test_again_gives_the_same_bytes_and_other_content_is_kept(folder: Path, tmp_path: Path, to: str) -> None:
    first = export_data_set(folder, to, tmp_path / "one")
    second = export_data_set(folder, to, tmp_path / "two")
    before = content(first)
    assert before == content(second) != {}
    assert export_data_set(folder, to, first) == first
    inner = second if to in FILES else next(path for path in second.rglob("*") if path.is_file())
    inner.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"two: got 'another file or folder'; a name that is free"):
        export_data_set(folder, to, second)
    assert inner.read_bytes() == b"mine"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("to", FORMATS)
def test_the_export_is_beside_the_folder(folder: Path, to: str) -> None:
    assert export_data_set(folder, to) == folder.with_name(f"papers{'.' if to in FILES else '-'}{to}")


@pytest.mark.parametrize("to", sorted(set(FORMATS) - set(FILES)))
def test_jpeg_pages_are_taken(tmp_path: Path, to: str) -> None:
    folder = make_document_data_set(tmp_path / "scans", [small_document(7, profile="scan")])
    pictures = {file.suffix for file in export_data_set(folder, to).rglob("*0*.*") if file.suffix in (".png", ".jpg")}
    assert pictures == {".jpg" if to in ("donut", "hocr", "sroie") else ".png"}


@pytest.mark.parametrize("to", sorted(set(FORMATS) - set(FILES)))
def test_texts_are_refused_with_the_kind_that_is_needed(tmp_path: Path, to: str) -> None:
    folder = make_text_data_set(tmp_path / "letters")
    message = r"letters: got 'a data set of texts'; a finished data set of documents, with documents\.jsonl"
    with pytest.raises(DataError, match=message):
        export_data_set(folder, to)


def test_documents_are_refused_by_a_format_of_texts(folder: Path) -> None:
    message = r"papers: got 'a data set of documents'; a finished data set of texts, with text\.jsonl"
    with pytest.raises(DataError, match=message):
        export_data_set(folder, "conll")


def test_pictures_are_refused(tmp_path: Path) -> None:
    for name in ("manifest.json", "samples.jsonl", "annotations.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(DataError, match=r"got 'a data set of pictures'; a finished data set of documents"):
        export_data_set(tmp_path, "donut")


def test_the_command_says_it_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(folder), "--to", "conll"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("synth: ")
    assert said.count("\n") == 1
    assert main(["export", str(folder), "--to", "donut"]) == 0
    assert capsys.readouterr().out == f"look at   {folder.with_name('papers-donut')}\n"


def test_an_unfinished_data_set_is_refused(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"papers: got \['documents', .*documents, with manifest\.json"):
        export_data_set(folder, "hocr")


def test_an_unknown_format_names_the_nearest(folder: Path) -> None:
    with pytest.raises(SynthError, match=r"--to: got 'funds'; known: coco, .*did you mean 'funsd'\?"):
        export_data_set(folder, "funds")


def test_a_missing_picture_is_named(folder: Path) -> None:
    (folder / "documents/000000-2.png").unlink()
    with pytest.raises(DataError, match=r"000000-2\.png: got 'no such file'; the picture that .*documents\.jsonl:1"):
        export_data_set(folder, "funsd")


def test_a_picture_outside_the_folder_is_refused(folder: Path) -> None:
    page = {"file": "../secret.png", "width": 9, "height": 9}
    with pytest.raises(DataError, match=r"got '\.\./secret\.png'; a picture inside the data set folder"):
        export_data_set(rewritten(folder, 0, pages=[page, page]), "donut")


@pytest.mark.parametrize("link", ["documents/out.png", "elsewhere"])
@pytest.mark.parametrize("to", FORMATS)
def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, to: str, link: str) -> None:
    (tmp_path / "secrets").mkdir()
    secret = tmp_path / "secrets/out.png"
    (folder / "documents/000000-1.png").rename(secret)
    (folder / link).symlink_to(secret if link.endswith(".png") else secret.parent)
    lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    first, *others = lines[0]["pages"]
    file = link if link.endswith(".png") else f"{link}/out.png"
    with pytest.raises(DataError, match=rf"got '{file}'; a picture inside the data set folder, not a link out of it"):
        export_data_set(rewritten(folder, 0, pages=[{**first, "file": file}, *others]), to, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["papers", "secrets"]


def test_a_picture_that_is_another_file_is_refused(folder: Path) -> None:
    (folder / "documents/000000-1.png").write_text("root:x:0:0")
    with pytest.raises(DataError, match=r"000000-1\.png: got 'another kind of file'; a PNG or JPEG picture"):
        export_data_set(folder, "donut")
    page = {"file": "manifest.json", "width": 320, "height": 400}
    with pytest.raises(DataError, match=r"jsonl:1: got 'manifest\.json'; a picture with the ending \.png or \.jpg"):
        export_data_set(rewritten(folder, 0, pages=[page, {**page, "file": "croissant.json"}]), "hocr")


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "scans", [small_document(7, profile="scan")])
    (folder / "documents/000007-1.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(DataError, match=r"000007-1\.jpg: got .*; a PNG or JPEG picture"):
        export_data_set(folder, "funsd")
    assert [path.name for path in tmp_path.iterdir()] == ["scans"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"words": []}, r"documents\.jsonl:2: got 0; words 0 to -1"),
        (
            {"links": [{"question": {"text": "", "words": [0]}, "field": 99}]},
            r"documents\.jsonl:2: got 99; fields 0 to \d+",
        ),
        ({"lines": []}, r"documents\.jsonl:2: got 'word 0 in no line'; a line for every word"),
        ({"fields": [{"key": "a"}]}, r"documents\.jsonl:2: fields\.0\.text: got nothing; a value is needed"),
    ],
)
def test_a_malformed_line_is_named(folder: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(open_documents(rewritten(folder, 1, **changes)).checked())


def test_the_labels_are_read_as_they_were(folder: Path) -> None:
    for document, made in zip(open_documents(folder), (small_document(0), small_document(7, pages=1)), strict=True):
        labels, wanted = document.labels, made.draft.labels
        assert labels.pages == wanted.pages
        assert [word._replace(outline=None) for word in labels.words] == [  # type: ignore[arg-type]
            word._replace(outline=None)  # type: ignore[arg-type]
            for word in wanted.words
        ]
        assert [field[:5] for field in labels.fields] == [field[:5] for field in wanted.fields]
        assert labels.links == wanted.links
        for one, other in zip((*labels.words, *labels.regions), (*wanted.words, *wanted.regions), strict=True):
            assert one.outline.page == other.outline.page
            assert np.abs(one.outline.polygon - other.outline.polygon).max() <= 0.005


@pytest.mark.parametrize("hidden", [{"truncation": 1.0}, {"visibility": 0.0}], ids=["cut off", "under a finger"])
def test_a_word_that_the_picture_does_not_show_is_in_no_format(tmp_path: Path, hidden: dict[str, float]) -> None:
    whole = small_document(3, pages=1)
    labels = whole.draft.labels
    gone = labels.fields[0].words[0]
    words = (word._replace(**hidden) if n == gone else word for n, word in enumerate(labels.words))
    cut = relabelled(whole, words=tuple(words))
    folder = make_document_data_set(tmp_path / "cut", [cut])
    for to in sorted(set(FORMATS) - {"parquet"}):  # whose words have their visibility
        said = b"".join(
            data for name, data in content(export_data_set(folder, to)).items() if not name.endswith((".png", ".jpg"))
        )
        assert b"INV-3" not in said
        assert (b"14.50" in said) == (to != "pubtabnet")


def test_a_bent_word_has_the_box_of_its_whole_outline(tmp_path: Path) -> None:
    made = small_document(5, pages=1)
    bent = np.array([[60, 20], [81, 17], [102, 20], [102, 25], [102, 30], [81, 27], [60, 30], [60, 25]], np.float32)
    words = list(made.draft.labels.words)
    words[2] = words[2]._replace(outline=PageOutline(0, bent))
    folder = make_document_data_set(tmp_path / "bent", [relabelled(made, words=tuple(words))])
    (page,) = every_page(open_documents(folder))
    assert page.box([2]) == (60, 17, 102, 30)


def test_a_field_is_on_one_line_and_a_png_stays_as_it_is(tmp_path: Path) -> None:
    made = small_document(5, pages=1)
    fields = [field._replace(text=field.text.replace(", ", "\n")) for field in made.draft.labels.fields]
    folder = make_document_data_set(tmp_path / "lines", [relabelled(made, fields=tuple(fields))])
    assert b"12 Long Street Springfield" in (export_data_set(folder, "donut") / "train/metadata.jsonl").read_bytes()
    copied = export_data_set(folder, "cord") / "train/image/000005-1.png"
    assert copied.read_bytes() == (folder / "documents/000005-1.png").read_bytes()


def test_keys_become_nested_objects() -> None:
    pairs = [("a.b", "1"), ("rows.14.x", "2"), ("rows.9.x", "3"), ("rows.9.y.z", "4"), ("a.b", "again"), ("t", "5")]
    assert nested(pairs) == {"a": {"b": "1"}, "rows": [{"x": "3", "y": {"z": "4"}}, {"x": "2"}], "t": "5"}


def test_a_key_that_others_begin_with_keeps_its_text_whatever_the_order() -> None:
    pairs = [("total", "9"), ("total.net", "7"), ("total.tax.rate", "19"), ("total.tax", "2"), ("total", "9 again")]
    wanted = {"total": {"#text": "9", "net": "7", "tax": {"#text": "2", "rate": "19"}}}
    for number in range(5):
        assert nested([*pairs[number:4], *pairs[:number], *pairs[4:]]) == wanted


def test_the_page_on_formats_names_every_key_and_every_format() -> None:
    told = (Path(__file__).parents[3] / "docs/document_formats.md").read_text(encoding="utf-8")
    record = json.loads(batch_of_one(small_document(0), seed=1).parts["documents"][0])
    keys = set(record) - {"record", "variables", "style", "checks"}
    for name in ("pages", "pdf", "words", "lines", "fields", "links", "tables", "regions", "checkboxes", "graphics"):
        for one in record[name] if isinstance(record[name], list) else [record[name]]:
            keys |= set(one)
    keys |= {key for table in record["tables"] for cell in table["cells"] for key in cell}
    assert sorted(key for key in keys if f"`{key}`" not in told) == []
    assert set(re.findall(r"^### (\w+)$", told, re.MULTILINE)) == set(FORMATS)


@pytest.mark.parametrize("to", FORMATS)
def test_a_word_of_control_characters_is_refused(folder: Path, tmp_path: Path, to: str) -> None:
    lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[0]["words"][3]["text"] = "a\x00b\x1b[31m"
    with pytest.raises(DataError, match=r"jsonl:1: words\.3\.text: got 'a\\x00b\\x1b\[31m'; a text without control"):
        export_data_set(rewritten(folder, 0, words=lines[0]["words"]), to, tmp_path / "out")
    assert not (tmp_path / "out").exists()
