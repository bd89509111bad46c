"""A Parquet file of texts: a row each, written by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from pathlib import Path

from synth.folder.parquet_table import write_parquet
from synth.text.formats.rows import row_columns, row_of
from synth.text.read import TextDataSet


def write_texts_parquet(texts: TextDataSet, path: Path) -> None:
    """The columns of `row_columns`, `tokens`, `tags` and `spans` as lists. SynthError without pyarrow."""
    columns = row_columns(texts)
    write_parquet(path, columns, (row_of(sample, columns) for sample in texts.checked()))
