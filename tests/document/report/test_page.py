"""report.html of documents: self-contained, reproducible, escaped, and true to the data set's files."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.document.labels import PageSize, moved
from synth.document.report.overlay import LAYERS, overlay_svg
from synth.document.report.page import write_document_report
from synth.document.report.pages import MOST_BYTES, MOST_HEIGHT_PX, MOST_PAGES, MOST_WIDTH_PX
from synth.document.report.summary import summarise_documents
from tests.small_document import SIZE, small_document

from .document_data_set import SPEC, documents, make_document_data_set

EVIL = "<script>alert('x')</script>\"&amp;"


class Page(HTMLParser):
    """Elements as (tag, attributes), and for each overlay its shapes as (layer, tag, attributes)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.overlays: list[list[tuple[str, str, dict[str, str | None]]]] = []
        self._layer = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.found.append((tag, attributes))
        if tag == "svg" and attributes.get("class") == "overlay":
            self.overlays.append([])
        elif tag == "g" and attributes.get("class") in dict(LAYERS):
            self._layer = str(attributes["class"])
        elif tag in ("polygon", "path", "circle") and self.overlays:
            self.overlays[-1].append((self._layer, tag, attributes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_document_data_set(tmp_path_factory.mktemp("documents") / "invoice")
    write_document_report(made)
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def rewrite(folder: Path, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "documents.jsonl").write_text(text, encoding="utf-8")


def rows(page: str, name: str) -> list[str]:
    """The cells of a table's row, or of a bar, that begins with this name."""
    found = re.search(rf">{name}</(?:th|span)>(.*?)</(?:tr|li)>", page)
    assert found is not None, name
    return [cell for cell in re.findall(r">([^<>]+)<", found[1]) if cell.strip()]


def details(page: str) -> list[dict[str, Any]]:
    """What the enlarged view lists, page by page."""
    found = re.search(r'<script type="application/json" id="details">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def of_layer(shapes: list[tuple[str, str, dict[str, str | None]]], layer: str) -> list[dict[str, str | None]]:
    return [attributes for name, tag, attributes in shapes if name == layer and tag == "polygon"]


def test_every_label_of_a_page_is_drawn_where_it_is(folder: Path, page: str) -> None:
    overlays = Page(page).overlays
    pages = [(record, number) for record in lines(folder) for number in range(len(record["pages"]))]
    assert len(overlays) == len(pages) == 16
    for shapes, (record, number) in zip(overlays, pages, strict=True):
        for layer in ("words", "lines", "regions", "checkboxes", "graphics"):
            on_page = [one for one in record[layer] if one["page"] == number]
            drawn = [[float(value) for value in str(one["points"]).split()] for one in of_layer(shapes, layer)]
            assert len(drawn) == len(on_page)
            for points, one in zip(drawn, on_page, strict=True):
                assert points == pytest.approx(one.get("polygon", one["quad"]), abs=0.26)
        assert [one["data-t"] for one in of_layer(shapes, "words")] == [
            word["text"] for word in record["words"] if word["page"] == number
        ]


def test_cells_fields_and_links_of_a_page(folder: Path, page: str) -> None:
    first, second = Page(page).overlays[:2]
    record = lines(folder)[0]
    cells = [part for cell in record["tables"][0]["cells"] for part in cell["quads"]]
    assert len(of_layer(first, "tables")) == 1 + sum(part["page"] == 0 for part in cells)
    assert len(of_layer(second, "tables")) == 1 + sum(part["page"] == 1 for part in cells)
    told = [one["data-t"] for one in of_layer(first, "tables") if one.get("data-t")]
    assert "row 0, column 1, column span 2" in told
    assert "row 1, column 0, row span 2" in told
    assert [one["data-t"] for one in of_layer(second, "fields")] == ["items.2.name: Paper white, thick"]
    assert [tag for layer, tag, _ in first if layer == "links" and tag == "path"] == ["path"] * 3


def test_what_the_enlarged_view_lists(folder: Path, page: str) -> None:
    first, second, *_ = details(page)
    assert first["name"] == "000000-1"
    assert first["told"] == ["plain", "en_US", "clean", "tone formal", "total 14.5", "rare"]
    assert first["fields"][1] == [1, "date", "3 May 2024", "2024-05-03", "date", "Date:"]
    assert [row[1] for row in second["fields"]] == ["items.2.name"]
    assert first["facts"][0] == "46 words, 26 lines, 14 regions, 2 check boxes, 3 graphics"
    assert details(page)[2]["facts"][1] == "Severity: noise 0.4, rotation 0.2"


def test_the_order_is_that_of_the_lines(folder: Path, page: str) -> None:
    record = lines(folder)[0]
    (path,) = [one for layer, tag, one in Page(page).overlays[0] if layer == "order" and tag == "path"]
    steps = [tuple(map(float, step.split())) for step in str(path["d"])[1:].split("L")]
    ends = [sorted({line["words"][0], line["words"][-1]}) for line in record["lines"] if line["page"] == 0]
    quads = np.array([record["words"][word]["quad"] for words in ends for word in words])
    wanted = quads.reshape(-1, 4, 2).mean(axis=1)
    np.testing.assert_allclose(steps, wanted, atol=0.51)


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    read = Page(page)
    assert not [tag for tag, _ in read.found if tag in ("iframe", "object", "base", "embed")]
    assert all(str(one["src"]).startswith("data:image/jpeg;base64,") for tag, one in read.found if tag == "img")
    assert not [name for _, attributes in read.found for name in attributes if name.startswith("on")]
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|url\(|@import", page)


def test_what_comes_from_outside_stays_text(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "evil", documents(1), name=EVIL)
    (record,) = lines(folder)
    record["words"][0]["text"] = record["fields"][0]["key"] = record["fields"][0]["value"] = EVIL
    record["template"] = record["locale"] = record["variables"]["tone"] = EVIL
    record["regions"][0]["category"] = record["graphics"][0]["kind"] = record["checkboxes"][0]["key"] = EVIL
    rewrite(folder, [record])
    page = write_document_report(folder).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    read = Page(page)
    assert [tag for tag, _ in read.found].count("script") == 2
    assert of_layer(read.overlays[0], "words")[0]["data-t"] == EVIL
    assert details(page)[0]["fields"][0][1] == EVIL


def test_equal_data_sets_give_equal_pages_but_for_the_clock(tmp_path: Path, folder: Path) -> None:
    again = tmp_path / "invoice"
    shutil.copytree(folder, again)
    manifest = json.loads((again / "manifest.json").read_text())
    manifest["run"] = {"finished_utc": "2001-01-01T00:00:00+00:00", "samples_made": 1, "wall_time_s": 99.0}
    (again / "manifest.json").write_text(json.dumps(manifest))
    write_document_report(again)
    one, other = ((which / "report.html").read_bytes().split(b"\n") for which in (folder, again))
    differing = [line for line, twin in zip(one, other, strict=True) if line != twin]
    assert len(differing) == 1
    assert b" data-clock>" in differing[0]


def test_numbers_of_the_whole_data_set(page: str) -> None:
    assert rows(page, "plain") == ["8", "100 %"]
    assert rows(page, "spare") == ["0", "0 %"]
    assert rows(page, "clean") == ["4", "50 %, asked 50 %"]
    assert rows(page, "formal") == ["8", "100 %, asked 75 %"]
    assert rows(page, "14.5") == ["8", "100 %"]
    assert rows(page, "Title") == ["8", "6 %"]
    assert rows(page, "Table") == ["16", "11 %"]
    assert rows(page, "stamp") == ["8", "33 %"]
    assert rows(page, "rare") == ["25 %", "2", "2", "2", "1, 5"]
    assert rows(page, "stray_ink") == ["0.001", "–", "2", "20.0 %", "0.25 to 0.5"]
    assert rows(page, "ink_in_quad") == ["0.9", "0.988 to 0.988", "0", "–", "–"]
    assert "8 of 10 drafts were accepted." in page
    for label, value, note in (
        ("Documents", "8", "seed 3"),
        ("Pages", "16", "2 a document"),
        ("Words", "472", "29.5 a page, 8 by hand"),
        ("Yield", "80.0 %", "2 of 10 drafts refused"),
    ):
        assert f"<dt>{label}</dt><dd>{value}<small>{note}</small></dd>" in page


def test_skew_and_truncation_are_measured(tmp_path: Path) -> None:
    """A page turned by 3 degrees and moved half out of its picture."""
    turn = np.radians(3)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    document = small_document(0, 1)
    labels = moved(document.draft.labels, (lambda points: points @ matrix - [SIZE.width / 2, 0],), (PageSize(*SIZE),))
    turned = replace(document, draft=replace(document.draft, labels=labels))
    summary = summarise_documents(make_document_data_set(tmp_path / "turned", [turned]), keep=1)
    assert summary.measures["skew"].mean == pytest.approx(3, abs=0.05)
    cut = [word.truncation for word in labels.words if word.truncation]
    assert summary.measures["truncation"].number == len(cut) > 5
    assert summary.measures["truncation"].mean == pytest.approx(np.mean(cut), abs=1e-3)


@pytest.mark.parametrize(("count", "pages", "shown"), [(30, 2, 24), (5, 7, 24), (1, 40, 24), (3, 1, 3)])
def test_a_large_data_set_shows_a_stated_part(tmp_path: Path, count: int, pages: int, shown: int) -> None:
    folder = make_document_data_set(tmp_path / "many", documents(count, pages))
    page = write_document_report(folder).read_text(encoding="utf-8")
    names = [one["name"] for one in details(page)]
    assert len(names) == len(set(names)) == shown <= MOST_PAGES
    assert names[0] == "000000-1"
    if shown < count * pages:
        assert f"{shown} of {count * pages} pages, evenly spread over the data set" in page


def test_a_noisy_page_is_embedded_small(tmp_path: Path) -> None:
    document = small_document(0, 1)
    noise = np.random.default_rng(0).integers(0, 256, (1754, 1240, 3), np.uint8)
    labels = replace(document.draft.labels, pages=(PageSize(1240, 1754),))
    draft = replace(document.draft, images=(noise,), labels=labels)
    folder = make_document_data_set(tmp_path / "noise", [replace(document, draft=draft)])
    page = write_document_report(folder).read_text(encoding="utf-8")
    found = re.search(r"data:image/jpeg;base64,([^\"]+)", page)
    assert found is not None
    content = base64.b64decode(found[1])
    assert len(content) < 2.5 * MOST_BYTES  # noise alone is what no quality makes small
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.width <= MOST_WIDTH_PX
        assert picture.height <= MOST_HEIGHT_PX
        assert picture.width / picture.height == pytest.approx(1240 / 1754, rel=0.01)


def test_bent_outlines_are_drawn_bent() -> None:
    quad, bent = [0, 0, 40, 0, 40, 10, 0, 10], [0, 0, 20, 3, 40, 0, 40, 5, 40, 10, 20, 13, 0, 10, 0, 5]
    word = {"text": "a", "page": 0, "quad": quad, "polygon": bent}
    svg = str(overlay_svg({"pages": [{"width": 50, "height": 20}], "words": [word]}, 0, {}))
    assert 'points="0 0 20 3 40 0 40 5 40 10 20 13 0 10 0 5"' in svg


def test_memory_does_not_grow_with_the_data_set(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "long", documents(1))
    (line,) = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    peaks = []
    for count in (50, 500):
        (folder / "documents.jsonl").write_text((line + "\n") * count, encoding="utf-8")
        tracemalloc.start()
        assert summarise_documents(folder, keep=4).documents == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_a_data_set_without_a_thing(tmp_path: Path) -> None:
    """A blank page, nothing refused, a scene that says nothing."""
    spec = {"kind": "document", "templates": {"plain": {"file": "plain.typ"}}}
    folder = make_document_data_set(tmp_path / "blank", documents(1, 1), spec=spec)
    (folder / "rejected.jsonl").unlink()
    (record,) = lines(folder)
    empty = {name: record[name] for name in ("id", "pages")} | {"words": []}
    rewrite(folder, [empty])
    page = write_document_report(folder).read_text(encoding="utf-8")
    assert "100.0 %" in page
    assert "This scene has no checks." in page
    assert details(page)[0]["fields"] == []


def test_a_folder_that_is_no_such_data_set_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(DataError, match=r"a finished data set of documents, with manifest\.json"):
        write_document_report(tmp_path)
    shutil.copyfile(folder / "manifest.json", tmp_path / "manifest.json")
    with pytest.raises(DataError, match=r"a finished data set of documents, with documents\.jsonl"):
        write_document_report(tmp_path)
    (tmp_path / "documents.jsonl").write_text('{"id": 1, "pages": []}\n')
    with pytest.raises(DataError, match=r"documents.jsonl:1: got .*; a document with words"):
        write_document_report(tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_the_scene_of_these_tests_is_one() -> None:
    from synth.document.scene.schema import DocumentScene

    assert DocumentScene.model_validate(SPEC).kind == "document"
