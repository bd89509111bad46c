"""The comparison of a sweep: numbers of every kind as the files state them, one page, the same bytes again."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.data.sweep import compare_data_sets
from synth.report.sweep import differing
from tests.document.report.document_data_set import documents, make_document_data_set
from tests.image.report.data_set import Recipe, make_data_set
from tests.text.report.text_data_set import make_text_data_set, records


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sweep")
    recipes = {"seed=1": Recipe(seed=1, count=4), "seed=2": Recipe(seed=2, count=4, objects=3)}
    return [make_data_set(folder / name, recipe) for name, recipe in recipes.items()]


def test_the_table_holds_the_files_numbers(pair: list[Path]) -> None:
    out = pair[0].parent
    page = compare_data_sets(pair, out).read_text(encoding="utf-8")
    rows = json.loads((out / "sweep.json").read_text())["data_sets"]
    assert [row["folder"] for row in rows] == ["seed=1", "seed=2"]
    assert [row["overrides"] for row in rows] == [{"seed": "1"}, {"seed": "2"}]
    for row, folder in zip(rows, pair, strict=True):
        annotations = json.loads((folder / "annotations.json").read_text())["annotations"]
        manifest = json.loads((folder / "manifest.json").read_text())
        assert row["written"] == manifest["written"] == 4
        assert row["yield"] == pytest.approx(manifest["yield"], abs=1e-6)
        assert row["count"] == len(annotations) / 4
        for key in ("area", "iou", "score"):
            assert row[key] == pytest.approx(sum(one[key] for one in annotations) / len(annotations), abs=1e-5)
    with (out / "sweep.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [(row["folder"], row["override.seed"]) for row in table] == [("seed=1", "1"), ("seed=2", "2")]
    assert [[float(line[key]) for key in ("written", "count", "iou")] for line in table] == [
        [row[key] for key in ("written", "count", "iou")] for row in rows
    ]
    assert "<code>seed=2</code>" in page
    assert page.count("<img") == 8


def test_the_page_is_reproducible_but_for_the_clock(pair: list[Path], tmp_path: Path) -> None:
    first = compare_data_sets(pair, pair[0].parent).read_text().splitlines()
    copies = [Path(shutil.copytree(folder, tmp_path / folder.name)) for folder in pair]
    for copy in copies:
        manifest = json.loads((copy / "manifest.json").read_text())
        manifest["run"]["wall_time_s"] = 1.0
        manifest["config"]["out"] = str(copy)
        (copy / "manifest.json").write_text(json.dumps(manifest))
    second = compare_data_sets(copies, tmp_path).read_text().splitlines()
    differing_lines = [line for line, twin in zip(first, second, strict=True) if line != twin]
    assert len(differing_lines) == 2
    assert all(" data-clock>" in line for line in differing_lines)


def test_only_what_differs_is_an_override() -> None:
    settings = [{"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "4"}]
    assert differing(settings) == [{"b": "2", "c": "3"}, {"b": "4"}]
    assert differing(settings[:1]) == [{}]


def test_no_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"sweep: got \[\]; at least one finished data set"):
        compare_data_sets([], tmp_path)


def test_texts_are_compared_by_their_spans_and_lengths(tmp_path: Path) -> None:
    folders = [make_text_data_set(tmp_path / f"count={count}", records(count)) for count in (4, 8)]
    page = compare_data_sets(folders, tmp_path).read_text(encoding="utf-8")
    rows = json.loads((tmp_path / "sweep.json").read_text())["data_sets"]
    assert [row["overrides"] for row in rows] == [{"count": "4"}, {"count": "8"}]
    for row, count in zip(rows, (4, 8), strict=True):
        written = records(count)
        assert row["written"] == count
        assert row["yield"] == pytest.approx(count / (count + 2), abs=1e-6)
        assert row["spans"] == pytest.approx(sum(len(one["spans"]) for one in written) / count)
        assert row["characters"] == pytest.approx(sum(len(one["text"]) for one in written) / count)
        assert row["tokens"] is None
    assert '<th class="n">Texts</th><th class="n">Yield</th><th class="n">Characters a text</th>' in page
    assert "<img" not in page
    assert page.startswith('<!doctype html>\n<html lang="en">')


def test_documents_are_compared_by_their_words_and_pages(tmp_path: Path) -> None:
    folders = [make_document_data_set(tmp_path / str(pages), documents(2, pages)) for pages in (1, 3)]
    page = compare_data_sets(folders, tmp_path).read_text(encoding="utf-8")
    rows = json.loads((tmp_path / "sweep.json").read_text())["data_sets"]
    for row, folder, pages in zip(rows, folders, (1, 3), strict=True):
        lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text().splitlines()]
        assert (row["written"], row["pages"], row["yield"]) == (2, pages, 0.5)
        assert row["words"] == pytest.approx(sum(len(line["words"]) for line in lines) / (2 * pages), abs=1e-6)
        assert row["fields"] == pytest.approx(sum(len(line["fields"]) for line in lines) / 2)
    assert '<th class="n">Documents</th><th class="n">Yield</th><th class="n">Words a page</th>' in page


def test_kinds_that_differ_share_the_columns_of_one_name(tmp_path: Path) -> None:
    folders = [make_text_data_set(tmp_path / "letters"), make_data_set(tmp_path / "dots", Recipe(count=2))]
    page = compare_data_sets(folders, tmp_path).read_text(encoding="utf-8")
    text, picture = json.loads((tmp_path / "sweep.json").read_text())["data_sets"]
    with (tmp_path / "sweep.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["iou"] == ""  # a text has none
    assert '<th class="n">Texts / Pictures</th><th class="n">Yield</th>' in page
    assert text.keys() & picture.keys() == {"folder", "overrides", "written", "yield"}
    assert page.count("<img") == 2


def test_a_folder_of_no_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        DataError, match=r"empty: got \[\]; a finished data set, with one of packet\.jsonl, text\.jsonl, documents"
    ):
        compare_data_sets([tmp_path / "empty"], tmp_path)
    assert not (tmp_path / "sweep.json").exists()
