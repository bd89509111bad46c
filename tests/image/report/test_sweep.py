"""The comparison of several data sets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.image.report.sweep import differing, write_sweep

from .data_set import Recipe, make_data_set


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sweep")
    recipes = {"seed=1": Recipe(seed=1, count=4), "seed=2": Recipe(seed=2, count=4, objects=3)}
    return [make_data_set(folder / name, recipe) for name, recipe in recipes.items()]


def test_the_table_holds_the_files_numbers(pair: list[Path]) -> None:
    out = pair[0].parent
    page = write_sweep(pair, out).read_text(encoding="utf-8")
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
    assert "<code>seed=2</code>" in page
    assert page.count("<img") == 8


def test_the_page_is_reproducible_but_for_the_clock(pair: list[Path], tmp_path: Path) -> None:
    first = write_sweep(pair, pair[0].parent).read_text().splitlines()
    copies = [Path(shutil.copytree(folder, tmp_path / folder.name)) for folder in pair]
    for copy in copies:
        manifest = json.loads((copy / "manifest.json").read_text())
        manifest["run"]["wall_time_s"] = 1.0
        manifest["config"]["out"] = str(copy)
        (copy / "manifest.json").write_text(json.dumps(manifest))
    second = write_sweep(copies, tmp_path).read_text().splitlines()
    differing_lines = [line for line, twin in zip(first, second, strict=True) if line != twin]
    assert len(differing_lines) == 2
    assert all(" data-clock>" in line for line in differing_lines)


def test_only_what_differs_is_an_override() -> None:
    settings = [{"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "4"}]
    assert differing(settings) == [{"b": "2", "c": "3"}, {"b": "4"}]
    assert differing(settings[:1]) == [{}]


def test_no_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"sweep: got \[\]; at least one finished data set"):
        write_sweep([], tmp_path)
