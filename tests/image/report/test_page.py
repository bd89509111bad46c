"""report.html: self-contained, reproducible, escaped, and true to the data set's files."""

from __future__ import annotations

import base64
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from synth.core.errors import DataError, PackError
from synth.folder.finished import spread_choice
from synth.image.report.page import write_report
from synth.report.embed import embed

from .conftest import REFERENCE
from .data_set import Recipe, make_data_set

EVIL = "<script>alert('x')</script>"


class Elements(HTMLParser):
    """Every element's name and attributes, and the text of the scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name in names]


def details(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="details">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_nothing_is_loaded_from_outside(page: str) -> None:
    elements = Elements(page)
    assert not elements.of("iframe", "object", "embed", "base", "form[action]")
    for attributes in elements.of("img"):
        assert str(attributes["src"]).startswith("data:image/png;base64,")
    for attributes in elements.of("a", "link"):
        assert str(attributes["href"]).startswith(("#", "data:"))
    assert not re.search(r"https?://|url\(|@import", page)


def test_only_the_pages_own_script_may_run(page: str) -> None:
    elements = Elements(page)
    assert len(elements.of("script")) == 2
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert "default-src 'none'" in page


def test_names_from_outside_stay_text(tmp_path: Path) -> None:
    recipe = Recipe(count=2, names=(EVIL, "b\"'&"), title=EVIL, prompt=EVIL)
    page = write_report(make_data_set(tmp_path / "evil", recipe), None).read_text(encoding="utf-8")
    assert len(Elements(page).of("script")) == 2
    assert EVIL not in page
    assert details(page)["names"]["1"] == EVIL
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page


def test_equal_data_sets_give_equal_pages_but_for_the_clock(tmp_path: Path, dots: Path) -> None:
    again = tmp_path / "dots"
    shutil.copytree(dots, again)
    manifest = json.loads((again / "manifest.json").read_text())
    manifest["run"] = {"finished_utc": "2001-01-01T00:00:00+00:00", "samples_made": 1, "wall_time_s": 99.0}
    manifest["versions"] = {"synth": "99"}
    manifest["config"] |= {"workers": 4, "out": "elsewhere", "device": "cuda"}
    (again / "manifest.json").write_text(json.dumps(manifest))
    one, other = (write_report(folder, REFERENCE).read_bytes().splitlines() for folder in (dots, again))
    differing = [line for line, twin in zip(one, other, strict=True) if line != twin]
    assert 1 <= len(differing) <= 2
    assert all(b" data-clock>" in line for line in differing)


def test_the_page_shows_what_the_files_hold(dots: Path, page: str) -> None:
    coco = json.loads((dots / "annotations.json").read_text())
    shown = details(page)
    labels = {label["id"]: label for picture in shown["pictures"] for label in picture["labels"]}
    assert len(labels) == len(coco["annotations"])
    for annotation in coco["annotations"]:
        assert labels[annotation["id"]]["area"] == annotation["area"]
        assert labels[annotation["id"]]["iou"] == annotation["iou"]
    assert page.count('<path class="m"') == len(coco["annotations"])
    overlapped = [one for one in coco["annotations"] if one["visibility"] < 1]
    assert page.count('<path class="f"') == len(overlapped) > 0
    uris = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    files = sorted((dots / "images").iterdir())
    assert [base64.b64decode(uri) for uri in uris] == [file.read_bytes() for file in files]


def test_keypoints_are_dots_that_a_switch_shows(tmp_path: Path, dots: Path, page: str) -> None:
    assert 'name="keypoints"' not in page
    posed = tmp_path / "posed"
    shutil.copytree(dots, posed)
    coco = json.loads((posed / "annotations.json").read_text())
    coco["annotations"][0] |= {"keypoints": [3.5, 4, 2, 5, 6.25, 1, 0, 0, 0, 7, 8, 2], "num_keypoints": 3}
    (posed / "annotations.json").write_text(json.dumps(coco))
    shown = write_report(posed, REFERENCE).read_text(encoding="utf-8")
    assert len([one for one in Elements(shown).of("input") if one.get("name") == "keypoints"]) == 1
    assert re.findall(r'<path class="(p[^"]*)" d="([^"]*)"/>', shown) == [("p", "M3.5 4h0M7 8h0"), ("p h", "M5 6.25h0")]


def test_headline_numbers(page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", page)
    for wanted in ("72.7 %", "3 of 11 drafts refused", "seed 3", "75 %, asked 75 %", "training data"):
        assert wanted in text
    quota = re.search(r"crowded</th>.*?</tr>", page)
    assert quota is not None
    assert re.findall(r">([^<>]+)</td>", quota[0]) == ["25 %", "2", "2", "2", "1, 5"]
    refused = re.search(r"</i>found</th>.*?</tr>", page)
    assert refused is not None
    assert re.findall(r">([^<>]+)</td>", refused[0]) == ["0.5", "0.8 to 0.88", "3", "27.3 %", "0.31 to 0.31"]


def test_a_large_data_set_shows_a_stated_part(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "many", Recipe(count=100, size=40, objects=2))
    page = write_report(folder, None).read_text(encoding="utf-8")
    shown = [picture["id"] for picture in details(page)["pictures"]]
    assert shown == spread_choice(100, 48)
    assert len(shown) == 48
    assert "48 of 100 pictures, evenly spread over the data set" in page


def test_a_data_set_without_readings_or_refusals(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "plain", Recipe(count=1, objects=1))
    lines = (folder / "annotations.json").read_text()
    (folder / "annotations.json").write_text(re.sub(r'"(iou|score)":[\d.]+,', "", lines))
    (folder / "rejected.jsonl").unlink()
    page = write_report(folder, {}).read_text(encoding="utf-8")
    assert "Mean IoU" not in page
    assert 'name="scores"' not in page
    assert "100.0 %" in page


@pytest.mark.parametrize("missing", ["manifest.json", "annotations.json", "samples.jsonl"])
def test_what_is_no_data_set_is_refused(tmp_path: Path, missing: str) -> None:
    folder = make_data_set(tmp_path / "part", Recipe(count=1))
    (folder / missing).unlink()
    with pytest.raises(DataError, match=rf"part: got \[.*; a finished data set of pictures, with {missing}"):
        write_report(folder, None)


def test_files_that_disagree_are_refused(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "short", Recipe(count=3))
    samples = folder / "samples.jsonl"
    samples.write_text("".join(samples.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(DataError, match=r"annotations\.json: got 2; annotations in the order of samples\.jsonl"):
        write_report(folder, None)


def test_a_picture_outside_the_folder_is_refused(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "out", Recipe(count=1))
    samples = folder / "samples.jsonl"
    samples.write_text(samples.read_text().replace("images/000000.png", "../secret.png"))
    with pytest.raises(DataError, match=r"got '\.\./secret\.png'; a picture inside the data set folder"):
        write_report(folder, None)


def test_a_bad_reference_names_its_place(dots: Path) -> None:
    with pytest.raises(PackError, match=r"reference\.dim\.area: got"):
        write_report(dots, {"dim": {"area": {"edges": [1], "density": []}}})


def test_dark_pictures_are_shown_stretched_and_the_page_says_so(page: str, dots: Path) -> None:
    dark = sum(embed(dots, f"images/{number:06d}.png").dark for number in range(8))
    assert 0 < dark < 8
    assert 'data-stretch="on"' in page
    assert f"{dark} dark picture{'s are' if dark > 1 else ' is'} shown with stretched contrast" in page
