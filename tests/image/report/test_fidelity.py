"""The page's section on layout fidelity, its notes, and objects of which only a measured box is known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.outcome import Note
from synth.image.fidelity.fidelity import write_fidelity
from synth.image.options.judges import DetectorOptions
from synth.image.report.fidelity import read_fidelity
from synth.image.report.page import write_report
from synth.image.report.sheet import contact_sheet
from tests.image.fidelity.read_back_data_set import SCENE, write_read_backs
from tests.image.verify.street import seen

CAR, *OTHERS = seen()
AWAY = [CAR._replace(box=Box(30.4, 38.2, 79.6, 80.0), score=0.6), *OTHERS]
OPTIONS = DetectorOptions(model="owner/some-detector", policy="relabel")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three samples: kept at once, kept at the second draft, given up; with fidelity.json."""
    path = tmp_path_factory.mktemp("fidelity") / "d"
    notes = (Note("prompt_cut", "left out: <b>a van</b>"),)
    write_read_backs(path, [[seen()], [[], AWAY], [None, []]], options=OPTIONS, notes=notes)
    write_fidelity(path, OPTIONS, None, SCENE, "cpu")
    return path


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return write_report(folder).read_text(encoding="utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table behind a heading."""
    table = page[page.index(heading) :].split("</table>")[0]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in table.split("<tr")[1:]]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_table_shows_all_drafts_beside_kept_ones(folder, page):
    record = json.loads((folder / "fidelity.json").read_text())
    found = {row[0].split()[0]: row[1:] for row in rows(page, 'id="h-fidelity"')}
    car = record["drafts"]["classes"]["car"]
    assert found["car"] == [
        str(car["planned"]), *(f"{car[key]:.3f}" for key in ("ap", "ap50", "ar")),
        *(f"{record['kept']['classes']['car'][key]:.3f}" for key in ("ap", "ap50")),
    ]  # fmt: skip
    assert found["traffic"] == ["0", "–", "–", "–", "–", "–"]
    assert record["drafts"]["ap"] < record["kept"]["ap"]
    assert found["mean"][1] == f"{record['drafts']['ap']:.3f}"
    assert "Yield: 40.0 % of 5 drafts were kept. Refused: missed 2 (40.0 %), not_finite 1 (20.0 %)." in page
    assert "1 of them had no picture to read" in page
    assert 'href="#h-fidelity"' in page


def test_with_real_pictures_the_oracle_and_the_ratio_stand_beside_them(folder, tmp_path):
    record = json.loads((folder / "fidelity.json").read_text())
    record |= {
        "oracle": record["kept"],
        "most_real": 200,
        "ratio": 0.5,
        "ratios": {"car": 0.25, "truck": None, "traffic light": None},
    }
    (tmp_path / "fidelity.json").write_text(json.dumps(record))
    view = read_fidelity(tmp_path)
    assert view is not None
    assert view.real == 2
    assert [row.name for row in view.rows] == ["car", "truck", "traffic light", "mean of the classes"]
    assert [(row.name, row.oracle, row.ratio) for row in view.rows][::3] == [
        ("car", record["kept"]["classes"]["car"]["ap"], 0.25), ("mean of the classes", record["kept"]["ap"], 0.5),
    ]  # fmt: skip
    assert view.rows[0].categories == ("car", "van")
    assert view.rows[2].categories == ()


def test_a_data_set_without_fidelity_has_no_such_section(tmp_path, folder):
    assert read_fidelity(tmp_path) is None
    (tmp_path / "fidelity.json").write_text("{")
    with pytest.raises(DataError, match=r"fidelity\.json"):
        read_fidelity(tmp_path)


def test_notes_are_counted_by_kind_and_escaped(page):
    assert rows(page, "Notes <small>")[1:] == [["prompt_cut", "2", "left out: &lt;b&gt;a van&lt;/b&gt;"]]


def test_an_object_without_a_mask_is_drawn_as_its_box(folder, page, tmp_path):
    assert page.count('<path class="m d"') == 1
    assert '<path class="m d" fill-rule="evenodd" d="M30 38h50v42h-50z"/>' in page
    details = json.loads(re.findall(r'id="details">(.*?)</script>', page, re.DOTALL)[0])
    moved = details["pictures"][1]["labels"][0]
    assert moved["visibility"] is moved["truncation"] is None
    assert contact_sheet(folder, tmp_path / "sheet.png", rows=1, cols=2).is_file()
