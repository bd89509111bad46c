"""What describes a folder of documents: the card's numbers, its example, Croissant, the manifest."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest

from synth.core.outcome import Outcome
from synth.document.encode.batch import encode_documents
from synth.document.labels import REGIONS
from synth.folder.totals import Totals
from tests.small_document import small_document

from .fake_documents import FACTS, open_it, rejections, run

COUNT = 12
KEPT = [sample_id for sample_id in range(COUNT) if sample_id != 10]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Totals]:
    path = tmp_path_factory.mktemp("card") / "out"
    return path, run(path, COUNT)


@pytest.fixture(scope="module")
def out(made: tuple[Path, Totals]) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def totals(made: tuple[Path, Totals]) -> Totals:
    return made[1]


@pytest.fixture(scope="module")
def card(out: Path) -> str:
    return (out / "README.md").read_text(encoding="utf-8")


def rows(card: str) -> dict[str, str]:
    """The last cell of each table row by its last but one."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in card.splitlines() if line[:1] == "|"]
    return {row[-2]: row[-1] for row in cells}


def test_the_totals_count_what_was_written(totals):
    labels = [small_document(sample, 1 + sample % 3).draft.labels for sample in KEPT]
    assert (totals.written, totals.given_up, totals.drafts) == (11, 1, 15)
    assert totals.rejected == {"text_ink_outside": 4}
    counted = {name: sum(len(getattr(one, name)) for one in labels) for name in ("pages", "words", "fields")}
    assert totals.group("labels") == {**counted, "tables": 11}
    assert sum(totals.group("regions").values()) == sum(len(one.regions) for one in labels)
    assert set(totals.group("regions")) == set(REGIONS)
    assert totals.group("profiles") == {"clean": 6, "scan": 3, "photo": 2}
    sources = {"templates": {"plain": 11}, "locales": {"en_US": 11}, "quotas": {"rare": 3}}
    assert {name: totals.group(name) for name in sources} == sources


def test_a_data_set_in_which_every_document_is_given_up_has_a_card_and_zeros(tmp_path):
    given_up = [Outcome(sample_id=number, verified=None, rejections=rejections(number)) for number in range(2)]
    with open_it(tmp_path / "out", 2) as folder:
        folder.write(encode_documents(given_up, seed=0))
        folder.finish(FACTS)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "| words | 0 |" in card
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["written"], manifest["pages"], manifest["regions"]) == (0, 0, {})
    assert json.loads((tmp_path / "out" / "annotations.json").read_text())["images"] == []


def test_the_card_says_the_numbers(card, totals):
    said = rows(card)
    numbers = {"documents": 11, **totals.group("labels")}
    assert {name: said[name] for name in numbers} == {name: str(number) for name, number in numbers.items()}
    assert (said["drafts judged"], said["yield (accepted / judged)"], said["samples given up"]) == ("15", "0.733", "1")
    assert {name: said[name] for name in REGIONS} == {name: str(totals.group("regions")[name]) for name in REGIONS}
    assert (said["clean"], said["scan"], said["photo"], said["plain"], said["en_US"]) == ("6", "3", "2", "11", "11")
    assert "| quota | share | asked | planned | got | members |" in card
    assert "| rare | 0.2 | 2.4 | 3 | 3 | 0, 4, 8 |" in card
    assert said["text_ink_outside"] == "4"
    assert card.startswith("---\nlicense: cc0-1.0\nlanguage:\n- en\n")
    assert card.endswith("## Licence\n\nCC0-1.0\n")


def test_every_file_of_the_card_is_there_and_its_example_runs(card, out, monkeypatch):
    for name in re.findall(r"^\| `([^`]+\.[a-z]+)` \|", card.partition("## Labels")[0], re.MULTILINE):
        assert (out / name).is_file()
    (code,) = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    monkeypatch.chdir(out)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    assert "date 2024-05-03 ['3', 'May', '2024'] {'page': 0, 'quad': [176.0, 44.0," in printed.getvalue()
    assert printed.getvalue().count("<table><thead>") == 11


def test_every_key_of_the_first_line_is_explained(card, out):
    with (out / "documents.jsonl").open(encoding="utf-8") as file:
        record = json.loads(next(file))
    explained = {name for row in re.findall(r"^\| (`.+`) \|", card, re.MULTILINE) for name in re.findall(r"\w+", row)}
    assert record.keys() - explained == set()


def test_the_manifest_counts(out, totals):
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["regions"] == totals.group("regions")
    assert {name: manifest[name] for name in totals.group("labels")} == totals.group("labels")
    assert manifest["yield"] == 11 / 15
    assert set(manifest["files"]) == {
        "annotations.json",
        "documents.jsonl",
        "rejected.jsonl",
        "README.md",
        "guidelines.md",
    }


def test_croissant_names_every_file_with_its_digest(out):
    record = json.loads((out / "croissant.json").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    named = {item["contentUrl"]: item["sha256"] for item in record["distribution"] if item["@type"] == "cr:FileObject"}
    assert named == manifest["files"]
    sources = {item["@id"] for item in record["distribution"]}
    for table in record["recordSet"]:
        assert all(field["source"]["fileObject"]["@id"] in sources for field in table["field"])
    sets = [item["includes"] for item in record["distribution"] if item["@type"] == "cr:FileSet"]
    found = {file for pattern in sets for file in out.glob(pattern)}
    assert found == set((out / "documents").iterdir())
