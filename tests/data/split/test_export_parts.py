"""Splits of texts and documents through `synth export`: each part whole in its format, nothing shared between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from tests.document.formats.document_data_set import make_document_data_set
from tests.small_document import small_document
from tests.text.report.text_data_set import make_text_data_set, record_of


def letters(count: int, people: int) -> list[dict[str, Any]]:
    """Texts with a person each, of whom there are `people`; ids do not say which."""
    made = []
    for number in range(count):
        person = number * 7 % people
        parts = ["Dear ", (f"Anna {'Lee' * (person + 1)}", "PERSON"), f", no. {number} of ",
                 ("Springfield", "CITY"), ". Bye ", ("Anna", "PERSON")]  # fmt: skip
        kind = ("note", "letter")[number % 2]
        made.append(record_of(number, parts, attributes={"tone": kind}, label=kind, locale="en_US", template=kind))
    return made


def export(folder: Path, *words: str) -> Path:
    out = folder.parent / "out"
    assert main(["export", str(folder), "--out", str(out), "--split", "0.5,0.25,0.25", *words]) == 0
    return out


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_texts_go_to_the_parts_exactly_and_no_person_is_in_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = export(make_text_data_set(tmp_path / "letters", letters(40, 20)), "--to", "doccano")
    parts = {path.stem: rows(path) for path in out.iterdir()}
    assert {name: len(found) for name, found in parts.items()} == {"train": 20, "val": 10, "test": 10}
    people = {name: {one["text"][5 : one["text"].index(",")] for one in found} for name, found in parts.items()}
    assert sum(map(len, people.values())) == 20
    assert len(set[str]().union(*people.values())) == 20
    said = capsys.readouterr().out.splitlines()
    assert "split     train 20, val 10, test 10 of 40 texts (seed 0)" in said
    assert any(
        line.endswith(
            "tied are equal texts, equal values of people and things, equal phrases as far as their groups stay small"
        )
        for line in said
    )
    assert [line.split()[1:] for line in said if line.startswith("PERSON")] == [["20", "10", "10"]]


def requests(count: int, openings: int) -> list[dict[str, Any]]:
    """Texts of a common line and one of `openings` different ones, each with a person of its own."""
    made = []
    for number in range(count):
        opening = f"About the {'very ' * (number * 7 % openings)}good matter."
        name = f"Anna {'Lee' * (number + 1)}"
        parts = [f"{opening}\n", (name, "PERSON"), f"{'!' * number}\nWith the kindest regards"]
        made.append(record_of(number, parts, template="request"))
    return made


def test_phrases_are_kept_apart_unless_nearly_every_text_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = export(make_text_data_set(tmp_path / "requests", requests(80, 40)), "--to", "doccano")
    parts = {path.stem: rows(path) for path in out.iterdir()}
    assert {name: len(found) for name, found in parts.items()} == {"train": 40, "val": 20, "test": 20}
    openings = [{one["text"].partition("\n")[0] for one in found} for found in parts.values()]
    assert sum(map(len, openings)) == 40
    said = capsys.readouterr().out.splitlines()
    assert "apart     skeletons: each occurs once; 100 % of val's, 100 % of test's do not occur in train" in said
    phrases = "apart     phrases: 40 of the 41 that several have; 90 % of val's, 90 % of test's do not occur in train"
    assert phrases in said


def test_texts_of_few_skeletons_are_split_between_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        record_of(n, [f"Case {'x' * (n % 4 + 1)} of ", (f"Anna Lee{n}", "PERSON")], template="t") for n in range(40)
    ]
    out = export(make_text_data_set(tmp_path / "cases", records), "--to", "doccano")
    kinds = [{one["text"].split()[1] for one in rows(path)} for path in out.iterdir()]
    assert sum(map(len, kinds)) == 4
    assert any(line.startswith("apart     skeletons: 4 of the 4 ") for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(("to", "name"), [("conll", "val.conll"), ("prodigy", "val.jsonl"), ("hf", "val.jsonl")])
def test_each_part_is_a_file_of_the_format(to: str, name: str, tmp_path: Path) -> None:
    out = export(make_text_data_set(tmp_path / "letters", letters(16, 16)), "--to", to)
    endings = {path.name for path in out.iterdir()} - {"README.md"}
    assert endings == {name.replace("val", part) for part in ("train", "val", "test")}
    if to == "hf":
        card = (out / "README.md").read_text(encoding="utf-8")
        assert all(f"split: {part}\n" in card and f"path: {part}.jsonl" in card for part in ("train", "val", "test"))
        assert "16 synthetic texts" in card


@pytest.mark.parametrize(
    ("by", "counts"),
    [("template", (20, 20)), ("skeleton", (20, 20)), ("tone", (20, 20))],
)
def test_by_names_what_is_not_divided(by: str, counts: tuple[int, int], tmp_path: Path) -> None:
    data = make_text_data_set(tmp_path / "letters", letters(40, 40))
    assert main(["export", str(data), "--to", "doccano", "--split", "0.5,0.5", "--by", by]) == 0
    found = [rows(tmp_path / f"letters-doccano/{part}.jsonl") for part in ("train", "val")]
    assert tuple(map(len, found)) == counts
    if by != "skeleton":
        templates = [{one["template"] for one in part} for part in found]
        assert not templates[0] & templates[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--by", "PERSN"], "--by: got 'PERSN'; known: "),
        (["--by", "CITY"], "24 texts in 1 group that must not be divided'; at least 2 groups, one for each part; tied"),
        (["--min-area", "5"], "export: got filters of objects for texts; --variable and --quota; the others"),
    ],
)  # fmt: skip
def test_what_cannot_be_split_so_is_refused_in_one_line(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_text_data_set(tmp_path / "letters", letters(24, 12))
    assert main(["export", str(data), "--to", "conll", "--split", "0.5,0.5", *words]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def documents(folder: Path, people: int) -> Path:
    """Twelve documents of two pages, no page like another; every `people`th has the same names and addresses."""
    data = make_document_data_set(folder, [small_document(number) for number in range(12)])
    lines, images = rows(data / "documents.jsonl"), list[dict[str, Any]]()
    for line in lines:
        for page in line["pages"]:
            with (data / page["file"]).open("ab") as file:
                file.write(b"%d" % len(images))
            images.append({"id": len(images), "document": line["id"], "file_name": Path(page["file"]).name,
                           "width": page["width"], "height": page["height"]})  # fmt: skip
        for field in line["fields"]:
            field["value"] += f" of {line['id'] % people}"
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (data / "documents.jsonl").write_text(text, encoding="utf-8")
    record = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "Text"}]}
    (data / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    return data


def test_documents_go_to_parts_of_the_format_and_no_value_is_in_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = export(documents(tmp_path / "forms", 6), "--to", "funsd")
    found = {
        part: {int(path.name[:6]) % 6 for path in (out / part).rglob("*.json")} for part in ("train", "val", "test")
    }
    assert [len(found[part]) for part in ("train", "val", "test")] == [3, 2, 1]
    assert len(set[int]().union(*found.values())) == 6
    said = capsys.readouterr().out.splitlines()
    assert "split     train 6, val 4, test 2 of 12 documents (seed 0)" in said
    assert "note      asked were 6, 3, 3: groups are not divided, this is the nearest" in said


@pytest.mark.parametrize("command", ["export", "convert"])
def test_pages_as_pictures_stay_with_their_document_and_its_values(command: str, tmp_path: Path) -> None:
    data, out = documents(tmp_path / "forms", 6), tmp_path / "out"
    assert main([command, str(data), "--to", "coco", "--split", "0.5,0.25,0.25", "--out", str(out)]) == 0
    images = json.loads((out / "annotations.json").read_text(encoding="utf-8"))["images"]
    parts: dict[int, set[str]] = {}
    for image in images:
        parts.setdefault(image["document"] % 6, set()).add(image["split"])
    assert len(images) == 24
    assert all(len(found) == 1 for found in parts.values())


def test_documents_that_share_a_value_are_one_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = documents(tmp_path / "forms", 1)
    for to in ("donut", "yolo"):
        assert main(["export", str(data), "--to", to, "--split", "0.5,0.5"]) == 2
        assert "in 1 group that must not be divided" in capsys.readouterr().err
