"""FUNSD, CORD, SROIE and Donut read back here: the words, fields, links and boxes of the data set."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.data.export import export_data_set
from synth.document.formats.receipt_keys import cord_key
from synth.document.labels import DocumentLabels
from tests.document.formats.document_data_set import box_of, make_document_data_set, relabelled
from tests.small_document import small_document

PAGES = [(0, 0, 2), (0, 1, 2), (7, 0, 1)]
"""(document, page from 0, pages of the document)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_document_data_set(tmp_path / "papers")


def labels_of(document: int, pages: int) -> DocumentLabels:
    return small_document(document, pages).draft.labels


def on(labels: DocumentLabels, page: int, words: Any = None) -> list[int]:
    """Ids of the words of one page."""
    ids = range(len(labels.words)) if words is None else words
    return [word for word in ids if labels.words[word].outline.page == page]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(("document", "page", "pages"), PAGES)
def test_funsd_holds_every_word_once_and_every_link(folder: Path, document: int, page: int, pages: int) -> None:
    out = export_data_set(folder, "funsd") / "training_data"
    labels, name = labels_of(document, pages), f"{document:06d}-{page + 1}"
    form = read_json(out / f"annotations/{name}.json")["form"]
    assert [entity["id"] for entity in form] == list(range(len(form)))
    words = [(word["text"], word["box"]) for entity in form for word in entity["words"]]
    assert sorted(words) == sorted((labels.words[word].text, box_of(labels, [word])) for word in on(labels, page))
    pairs = {tuple(pair) for entity in form for pair in entity["linking"]}
    assert all([form[q]["label"], form[a]["label"]] == ["question", "answer"] for q, a in pairs)
    assert {(form[q]["text"], form[a]["text"]) for q, a in pairs} == {
        (labels.text_of(link.question), labels.fields[link.field].text)
        for link in labels.links
        if on(labels, page, link.question)
    }
    assert all(pair in form[end]["linking"] for entity in form for pair in entity["linking"] for end in pair)
    assert (pixels(out / f"images/{name}.png") == small_document(document, pages).draft.images[page]).all()


def test_funsd_answers_are_the_fields_and_headers_the_titles(folder: Path) -> None:
    form = read_json(export_data_set(folder, "funsd") / "training_data/annotations/000000-1.json")["form"]
    labels = labels_of(0, 2)
    said = {label: [entity["text"] for entity in form if entity["label"] == label] for label in ("answer", "header")}
    fields = [labels.text_of(on(labels, 0, field.words)) for field in labels.fields]
    assert Counter(said["answer"]) == Counter(fields)
    assert said["header"] == ["INVOICE", "Items"]
    (address,) = [entity for entity in form if entity["text"] == "12 Long Street, Springfield"]
    assert address["box"] == [20, 60, 110, 98]
    others = [entity["text"] for entity in form if entity["label"] == "other"]
    assert {"Example Ltd", "Item", "Price", "PAID 2024", "* a <note> & more", "Page 1 of 2"} <= set(others)


def test_funsd_gives_a_word_of_two_fields_to_the_larger(tmp_path: Path) -> None:
    made = small_document(1, pages=1)
    labels = made.draft.labels
    inner = labels.fields[2]._replace(key="address.city", text="Springfield", words=labels.fields[2].words[-2:])
    both = relabelled(made, fields=(inner, *labels.fields), links=())
    out = export_data_set(make_document_data_set(tmp_path / "both", [both]), "funsd")
    form = read_json(out / "training_data/annotations/000001-1.json")["form"]
    assert [entity["text"] for entity in form if "field" in entity["text"]] == ["12 Long Street, Springfield"]


def test_funsd_has_no_link_over_a_page_break(tmp_path: Path) -> None:
    made = small_document(0)
    labels = made.draft.labels
    last = labels.fields[0]._replace(words=tuple(on(labels, 1)[-1:]))
    document = relabelled(made, fields=(last,), links=(labels.links[0]._replace(field=0),))
    out = export_data_set(make_document_data_set(tmp_path / "far", [document]), "funsd") / "training_data/annotations"
    forms = [read_json(out / f"000000-{number}.json")["form"] for number in (1, 2)]
    assert [entity["linking"] for form in forms for entity in form if entity["linking"]] == []
    assert [entity["text"] for entity in forms[0] if entity["label"] == "question"] == ["No."]
    assert [entity["text"] for entity in forms[1] if entity["label"] == "answer"] == ["2"]


@pytest.mark.parametrize(("document", "page", "pages"), PAGES)
def test_cord_holds_every_word_once(folder: Path, document: int, page: int, pages: int) -> None:
    out = export_data_set(folder, "cord") / "train"
    labels, name = labels_of(document, pages), f"{document:06d}-{page + 1}"
    record = read_json(out / f"json/{name}.json")
    held = [word["quad"] for line in record["valid_line"] for word in line["words"]]
    held += [quad for group in record["dontcare"] for quad in group]
    corners = [[quad[f"{axis}{corner}"] for corner in range(1, 5) for axis in "xy"] for quad in held]
    wanted = [np.round(labels.words[word].outline.quad).astype(int).reshape(-1).tolist() for word in on(labels, page)]
    assert sorted(corners) == sorted(wanted)
    assert record["meta"]["image_size"] == {"width": 320, "height": 400}
    assert (out / f"image/{name}.png").is_file()


def test_cord_lines_are_fields_with_their_captions(folder: Path) -> None:
    record = read_json(export_data_set(folder, "cord") / "train/json/000000-1.json")
    lines = [
        (
            line["category"],
            " ".join(word["text"] for word in line["words"] if word["is_key"]),
            " ".join(word["text"] for word in line["words"] if not word["is_key"]),
        )
        for line in record["valid_line"]
    ]
    assert ("total.total_price", "Total :", "14.50") in lines
    assert ("menu.nm", "", "Pens") in lines
    assert [text for category, _, text in lines if category == "etc.address"] == ["12 Long", "Street, Spring-", "field"]
    assert record["gt_parse"]["menu"][1:] == [{"unitprice": "3.00"}, {"nm": "Paper", "unitprice": "9.50"}]
    assert record["gt_parse"]["total"] == {"total_price": "14.50"}
    groups = {line["words"][0]["text"]: line["group_id"] for line in record["valid_line"]}
    assert groups["Pens"] == groups["2.00"] != groups["3.00"]
    assert groups["12"] == groups["Street,"] == groups["field"]
    rows = {word["text"]: word["row_id"] for line in record["valid_line"] for word in line["words"]}
    assert rows["Pens"] == rows["2.00"] != rows["3.00"]
    assert rows["Paper"] == rows["9.50"]
    assert rows["12"] != rows["Street,"]


def test_cord_keeps_a_column_head_out_of_its_rows(tmp_path: Path) -> None:
    made = small_document(1, pages=1)
    labels = made.draft.labels
    head = labels.tables[0].cells[1].words
    prices = [n for n, field in enumerate(labels.fields) if field.key.endswith("price")]
    links = tuple(labels.links[0]._replace(question=head, field=number) for number in prices)
    linked = relabelled(made, links=links)
    out = export_data_set(make_document_data_set(tmp_path / "heads", [linked]), "cord")
    record = read_json(out / "train/json/000001-1.json")
    assert not [word for line in record["valid_line"] for word in line["words"] if word["is_key"]]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("items.3.amount", "menu.3.price"),
        ("items.0.quantity", "menu.0.cnt"),
        ("items.0.unit", "menu.0.unit"),
        ("taxes.0.rate", "taxes.0.rate"),
        ("tax", "sub_total.tax_price"),
        ("seller.name", "seller.name"),
        ("greeting", "etc.greeting"),
    ],
)
def test_cord_names_of_keys(key: str, name: str) -> None:
    assert cord_key(key) == name


@pytest.mark.parametrize(("document", "page", "pages"), PAGES)
def test_sroie_lines_hold_every_word_once(folder: Path, document: int, page: int, pages: int) -> None:
    out = export_data_set(folder, "sroie")
    labels, name = labels_of(document, pages), f"{document:06d}-{page + 1}"
    rows = [line.split(",", 8) for line in (out / f"box/{name}.txt").read_text(encoding="utf-8").splitlines()]
    lines = [line for line in labels.lines if line.outline.page == page]
    for row, line in zip(rows, lines, strict=True):
        quad = np.array(row[:8], int).reshape(4, 2)
        assert np.abs(quad - line.outline.quad).max() <= 0.5
        assert row[8].replace(" ", "") == "".join(labels.words[word].text for word in line.words)
    assert pixels(out / f"img/{name}.jpg").shape == (400, 320, 3)


def test_sroie_lines_are_as_printed_and_entities_are_the_known_keys(folder: Path) -> None:
    out = export_data_set(folder, "sroie")
    said = [line.split(",", 8)[8] for line in (out / "box/000000-1.txt").read_text(encoding="utf-8").splitlines()]
    assert {"Total: 14.50", "Street, Spring-", "مرحبا بكم", "* a <note> & more"} <= set(said)
    told = {"date": "3 May 2024", "address": "12 Long Street, Springfield", "total": "14.50"}
    assert read_json(out / "entities/000000-1.txt") == told
    assert read_json(out / "entities/000000-2.txt") == {}


def test_donut_lines_tell_the_fields_of_their_page(folder: Path) -> None:
    out = export_data_set(folder, "donut") / "train"
    lines = [json.loads(line) for line in (out / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["file_name"] for line in lines] == ["000000-1.png", "000000-2.png", "000007-1.png"]
    first, second, other = (json.loads(line["ground_truth"])["gt_parse"] for line in lines)
    for (document, page, pages), line in zip(PAGES, lines, strict=True):
        assert (pixels(out / line["file_name"]) == small_document(document, pages).draft.images[page]).all()
    assert first["number"] == "INV-0"
    assert other["number"] == "INV-7"
    assert first["address"] == "12 Long Street, Springfield"
    assert first["items"] == [{"name": "Pens", "price": "2.00"}, {"price": "3.00"}, {"name": "Paper", "price": "9.50"}]
    assert second == {"items": [{"name": "white, thick"}]}


def test_every_field_is_in_donut(folder: Path) -> None:
    out = export_data_set(folder, "donut") / "train"
    line = json.loads((out / "metadata.jsonl").read_text(encoding="utf-8").splitlines()[2])
    leaves = dict(_leaves(json.loads(line["ground_truth"])["gt_parse"]))
    assert leaves == {field.key: field.text for field in labels_of(7, 1).fields}


def _leaves(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(key, value)]
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for name, child in parts for leaf in _leaves(child, f"{key}.{name}" if key else str(name))]
