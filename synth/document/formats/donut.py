"""Donut (Kim et al. 2022): pictures, and metadata.jsonl with what each of them says as nested JSON."""

from __future__ import annotations

from pathlib import Path

from synth.core.json_lines import compact, write_lines
from synth.document.formats.field_keys import nested
from synth.document.formats.page import Page, every_page
from synth.document.formats.page_pictures import put_picture
from synth.document.read import DocumentDataSet


def write_donut(documents: DocumentDataSet, path: Path) -> None:
    """The folder `train`: the pictures, and a line for each in metadata.jsonl with its own fields, as printed."""
    folder = path / "train"
    folder.mkdir(parents=True)
    write_lines(folder / "metadata.jsonl", (_line(page, folder) for page in every_page(documents)))


def _line(page: Page, folder: Path) -> dict[str, object]:
    put_picture(page.picture, folder / page.picture.name)
    parse = nested((field.key, field.text) for field in page.fields)
    return {"file_name": page.picture.name, "ground_truth": compact({"gt_parse": parse})}
