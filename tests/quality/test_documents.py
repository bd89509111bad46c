"""Checks of documents: silent on clean ones, and each finds what it is for when that is done to a document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from synth.quality.check import check_data_sets
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text

SIDE_WH = (300, 200)
Record = dict[str, Any]


def document(folder: Path, number: int) -> Record:
    """An invoice of two rows and a total, drawn in black."""
    amounts = (10 + number, 25)
    rows = [
        [("Invoice", ""), (f"{number + 10:02d}/04/2024", "date")],
        [("Paper", "items.0.name"), (f"{amounts[0]}.50", "items.0.amount")],
        [("Ink", "items.1.name"), (f"{amounts[1]}.00", "items.1.amount")],
        [("Total", ""), (f"{sum(amounts)}.50", "total")],
    ]
    page = Image.new("RGB", SIDE_WH, "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(16)
    words, fields = list[Record](), list[Record]()
    for line, row in enumerate(rows):
        for column, (text, key) in enumerate(row):
            x, y = 20 + 140 * column, 20 + 40 * line
            pen.text((x, y), text, "black", font)
            x0, y0, x1, y1 = pen.textbbox((x, y), text, font)
            quad = [float(side) for side in (x0, y0, x1, y0, x1, y1, x0, y1)]
            words.append({"id": len(words), "text": text, "page": 0, "line": line, "quad": quad})
            if key:
                value = f"USD {text}" if key.endswith(("amount", "total")) else text
                kind = "money" if value != text else "date" if key == "date" else "name"
                value = f"2024-04-{number + 10:02d}" if kind == "date" else value
                where = [{"page": 0, "quad": quad}]
                one = {"key": key, "text": text, "value": value, "type": kind, "words": [len(words) - 1]}
                fields.append(one | {"quads": where})
    page.save(folder / f"documents/{number:06d}-1.png")
    cells = [
        {"row": n // 2, "column": n % 2, "row_span": 1, "column_span": 1, "header": False, "words": [2 + n],
         "quads": [{"page": 0, "quad": words[2 + n]["quad"]}]}
        for n in range(4)
    ]  # fmt: skip
    return {
        "id": number, "words": words, "fields": fields, "lines": [],
        "pages": [{"file": f"documents/{number:06d}-1.png", "width": SIDE_WH[0], "height": SIDE_WH[1]}],
        "tables": [{"rows": 2, "columns": 2, "cells": cells, "quads": [{"page": 0, "quad": words[2]["quad"]}]}],
    }  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    write(folder, [document(folder, number) for number in range(12)])
    return folder


def write(folder: Path, records: list[Record]) -> None:
    (folder / "documents.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))


def changed(folder: Path, change: Callable[[Record], object]) -> Path:
    records = [json.loads(line) for line in (folder / "documents.jsonl").read_text().splitlines()]
    change(records[7])
    write(folder, records)
    return folder


def found(folder: Path) -> list[tuple[str, str]]:
    return [(one.check, one.where) for one in check_data_sets([folder]).findings]


def test_clean_documents_have_no_finding(data: Path) -> None:
    assert found(data) == []


def all_amounts(record: Record) -> None:
    """Another amount, in the field and in the word that it is printed by."""
    record["fields"][2] |= {"text": "91.50", "value": "USD 91.50"}
    record["words"][3]["text"] = "91.50"


SABOTAGE: dict[str, tuple[Callable[[Record], object], str]] = {
    "dangling_word": (lambda one: one["fields"][0].update(words=[99]), "fields[0]"),
    "word_outside_page": (lambda one: one["words"][1].update(quad=[290, 0, 330, 0, 330, 9, 290, 9]), "words[1]"),
    "field_text": (lambda one: one["fields"][1].update(text="Papers", value="Papers"), "fields[1]"),
    "field_value": (lambda one: one["fields"][0].update(value="2024-05-17"), "fields[0]"),
    "sum": (all_amounts, "fields[5]"),
    "table_span": (lambda one: one["tables"][0]["cells"][1].update(column=0), "tables[0]"),
    "blank_word": (lambda one: one["words"][0].update(quad=[20, 2, 70, 2, 70, 14, 20, 14]), "words[0]"),
    "unlabelled_ink": (lambda one: one["words"].pop(), "pages[0]"),
    "missing_file": (lambda one: one["pages"][0].update(file="documents/no.png"), "pages[0]"),
    "unreadable_file": (lambda one: one["pages"][0].update(width=301), "pages[0]"),
}


@pytest.mark.parametrize("check", SABOTAGE)
def test_what_a_check_is_for_is_found(check: str, data: Path) -> None:
    change, at = SABOTAGE[check]
    assert (check, f"documents.jsonl:8: {at}") in found(changed(data, change))


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [
        ({"net": "20", "tax": "3", "total": "20", "card": "20"}, 0),
        ({"net": "20", "tax": "3", "coupon": "-2", "total": "18", "card": "18"}, 0),
        ({"net": "20", "tax": "3", "total": "24", "card": "24"}, 2),
    ],
)
def test_prices_that_hold_the_tax_add_up_too(amounts: dict[str, str], wrong: int, data: Path) -> None:
    def of(amounts: dict[str, str]) -> list[Record]:
        return [
            {"key": key, "text": text, "value": f"USD {text}", "type": "money", "words": [], "quads": []}
            for key, text in amounts.items()
        ]

    records = [json.loads(line) for line in (data / "documents.jsonl").read_text().splitlines()]
    for number, one in enumerate(records):
        one["fields"] = of({"net": str(20 + number), "tax": "3", "total": str(23 + number), "card": str(23 + number)})
    records[7]["fields"] = of(amounts)
    write(data, records)
    assert [one.check for one in check_data_sets([data], only=["sum"]).findings] == ["sum"] * wrong


@pytest.mark.parametrize("check", ["field_text"])
def test_the_suggested_edits_mend_the_documents(check: str, data: Path, tmp_path: Path) -> None:
    changed(data, lambda one: one["fields"][1].update(text="Papers"))
    patch = tmp_path / "patch.jsonl"
    patch.write_text(patch_text(check_data_sets([data], only=[check]).findings))
    assert found(apply_patch(data, patch, tmp_path / "mended").path) == []


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("31.12.2024", "2024-12-31", "date"), ("12/31/24", "2024-12-31", "date"),
        ("31 déc. 2024", "2024-12-31", "date"), ("令和6年12月31日", "2024-12-31", "date"),
        ("٣١/١٢/٢٠٢٤", "2024-12-31", "date"), ("1,23,456.50", "INR 123456.50", "money"),
        ("1.234,5", "EUR 1234.50", "money"), ("¥1,234", "JPY 1234", "money"), ("(12.00)", "USD -12.00", "money"),
        ("4:05 pm", "16:05", "time"), ("****3950", "4242424242423950", "code"), ("ANNA WEISS", "Anna Weiss", "name"),
        ("+44 (0)131 496 0671", "+441314960671", "phone"), ("0131 496 0671", "+441314960671", "phone"),
        ("602.711.0032 x185", "6027110032", "phone"),
    ],
)  # fmt: skip
def test_forms_of_a_value_are_no_contradiction(text: str, value: str, kind: str, data: Path) -> None:
    changed(data, lambda one: one["fields"][1].update(text=text, value=value, type=kind))
    changed(data, lambda one: one["words"][2].update(text=text))
    assert found(data) == []


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("31.12.2024", "2024-12-30", "date"), ("12/31/24", "2025-12-31", "date"), ("1,234.50", "USD 1243.50", "money"),
        ("12.00", "USD 120.00", "money"), ("4:05 pm", "16:50", "time"), ("AB-123", "AB-124", "code"),
        ("0131 496 0671", "+441314960672", "phone"), ("7.75%", "7.57", "percent"),
    ],
)  # fmt: skip
def test_other_values_are(text: str, value: str, kind: str, data: Path) -> None:
    changed(data, lambda one: one["fields"][1].update(text=text, value=value, type=kind))
    changed(data, lambda one: one["words"][2].update(text=text))
    assert found(data) == [("field_value", "documents.jsonl:8: fields[1]")]
