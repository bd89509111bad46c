"""A Parquet file of documents, pictures inside: a row each, written by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synth.document.encode.columns import DOCUMENT_COLUMNS
from synth.document.read import DocumentDataSet, DocumentSample
from synth.folder.columns import IMAGE, Columns
from synth.folder.parquet_table import write_parquet

_COLUMNS: Columns = {
    "images": [IMAGE],
    **{name: kind for name, kind in DOCUMENT_COLUMNS.items() if name not in ("pages", "pdf")},
}


def write_documents_parquet(documents: DocumentDataSet, path: Path) -> None:
    """`images` are the pages' pictures; the other columns are the keys of documents.jsonl, all words with their
    visibility. SynthError without pyarrow.
    """
    write_parquet(path, _COLUMNS, map(_row, documents.checked()))


def _row(sample: DocumentSample) -> dict[str, Any]:
    images = [{"bytes": picture.read_bytes(), "path": picture.name} for picture in sample.pictures]
    return {**{name: sample.record.get(name) for name in _COLUMNS}, "images": images}
