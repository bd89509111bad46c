"""CORD v2 (Park et al. 2019): a JSON file of labelled lines and the parse for each page, beside a PNG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from synth.core.json_lines import write_json
from synth.document.formats.field_keys import nested
from synth.document.formats.page import Page, ShownField, corners_px, every_page
from synth.document.formats.page_pictures import put_picture
from synth.document.formats.receipt_keys import cord_key
from synth.document.read import DocumentDataSet

_CORNERS = ("x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4")


def write_cord(documents: DocumentDataSet, path: Path) -> None:
    """The folder `train` with `json` and `image`, one of each a page."""
    texts, images = path / "train/json", path / "train/image"
    texts.mkdir(parents=True)
    images.mkdir()
    for number, page in enumerate(every_page(documents)):
        put_picture(page.picture, images / f"{page.name}.png")
        write_json(texts / f"{page.name}.json", _record(page, number))


def _record(page: Page, image_id: int) -> dict[str, object]:
    """A page as in CORD: words of fields and of their captions in `valid_line`, all other words in `dontcare`."""
    lines = sorted(_valid_lines(page), key=lambda line: min(line[1]))
    parse = nested((cord_key(field.key), field.text) for field in page.fields)
    used = {word for _, words in lines for word in words}
    others = [word for word in page.words if word not in used]
    width, height = page.size
    return {
        "gt_parse": parse,
        "meta": {
            "version": "2.0.0",
            "split": "train",
            "image_id": image_id,
            "image_size": {"width": width, "height": height},
        },
        "valid_line": [line for line, _ in lines],
        "roi": {},
        "repeating_symbol": [],
        "dontcare": [[_quad(page, word)] for word in others],
    }


def _valid_lines(page: Page) -> Iterator[tuple[dict[str, object], tuple[int, ...]]]:
    """(line, its words): each field's words, and before them its caption's, one entry for each printed line.

    A field that holds others has their words. Rows of a list are groups, every other key is a group of its own.
    """
    captions, groups, used = _captions(page), _groups(page), set[int]()
    row_of = _rows(page)
    for field in sorted(page.fields, key=lambda field: -len(field.words)):
        keys = [word for word in captions.get(field.number, ()) if word not in used]
        words = keys + [word for word in field.words if word not in used]
        used.update(words)
        for _, run in groupby(words, key=page.labels.line_of.__getitem__):
            ids = tuple(run)
            yield (
                {
                    "words": [
                        {
                            "quad": _quad(page, word),
                            "is_key": int(word in keys),
                            "row_id": row_of[word],
                            "text": page.labels.words[word].text,
                        }
                        for word in ids
                    ],
                    "category": _category(field),
                    "group_id": groups[_group(field)],
                    "sub_group_id": 0,
                },
                ids,
            )


def _rows(page: Page) -> dict[int, int]:
    """Word -> number of its row on the page: a table's row, else the printed line."""
    labels = page.labels
    keys: dict[int, tuple[int, ...]] = {word: (labels.line_of[word],) for word in page.words}
    for number, table in enumerate(labels.tables):
        keys |= {word: (number, cell.row) for cell in table.cells for word in (*cell.words, *cell.repeated)}
    rows = {key: number for number, key in enumerate(dict.fromkeys(keys[word] for word in page.words))}
    return {word: rows[keys[word]] for word in page.words}


def _captions(page: Page) -> dict[int, tuple[int, ...]]:
    """Field -> the words of its caption, where the caption is of no other field (as a column's head would be)."""
    fields = {field.number for field in page.fields}
    links = [link for link in page.labels.links if link.field in fields]
    answers = Counter(link.question for link in links)
    return {link.field: page.shown(link.question) for link in links if answers[link.question] == 1}


def _groups(page: Page) -> dict[str, int]:
    names = dict.fromkeys(_group(field) for field in page.fields)
    return {name: number for number, name in enumerate(names)}


def _group(field: ShownField) -> str:
    """A row's key without its column, else the key itself."""
    row, _, _ = field.key.rpartition(".")
    return row if row.rpartition(".")[2].isdecimal() else field.key


def _category(field: ShownField) -> str:
    return ".".join(part for part in cord_key(field.key).split(".") if not part.isdecimal())


def _quad(page: Page, word: int) -> dict[str, int]:
    return dict(zip(_CORNERS, corners_px(page.labels.words[word].outline), strict=True))
