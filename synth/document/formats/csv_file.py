"""A CSV file of documents: a row each, with a column for each key of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.document.formats.field_keys import OWN_TEXT, nested
from synth.document.formats.page import pages_of
from synth.document.read import DocumentDataSet, DocumentSample
from synth.folder.csv_table import write_csv

FIELD = "field."
"""How the column of a field begins: `field.seller.name`."""

_COLUMNS = ("id", "template", "locale", "profile", "pages", "text")


def write_documents_csv(documents: DocumentDataSet, path: Path) -> None:
    """`pages` are the pictures' paths, `text` the words in reading order. Of a field its normalised value; rows of a
    table (`items.0.amount`) are one column with a JSON text. The columns are those that any document has. What no
    picture shows is left out.
    """
    keys = {key: None for sample in documents.checked() for key in _fields(sample)}
    rows = (_row(sample) for sample in documents.checked())
    write_csv(path, [*_COLUMNS, *sorted(keys)], rows)


def _row(sample: DocumentSample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "template": sample.template,
        "locale": sample.locale,
        "profile": sample.profile,
        "pages": [page["file"] for page in sample.pages],
        "text": sample.labels.text_of(_shown(sample)),
        **_fields(sample),
    }


def _shown(sample: DocumentSample) -> list[int]:
    """The ids of the words that a picture shows, in reading order."""
    return sorted(word for page in pages_of(sample) for word in page.words)


def _fields(sample: DocumentSample) -> dict[str, Any]:
    shown = set(_shown(sample))
    fields = (field for field in sample.labels.fields if shown.intersection(field.words))
    return dict(_flat(nested((field.key, field.value) for field in fields), FIELD))


def _flat(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Dotted key and value of every leaf; a list is a leaf."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix.removesuffix(".") if name == OWN_TEXT else f"{prefix}{name}", value
