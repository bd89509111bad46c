"""A CSV file of texts: a row each."""

from __future__ import annotations

from pathlib import Path

from synth.folder.csv_table import write_csv
from synth.text.formats.rows import row_columns, row_of
from synth.text.read import TextDataSet


def write_texts_csv(texts: TextDataSet, path: Path) -> None:
    """The columns of `row_columns`; `tokens`, `tags`, `spans` and lists of labels are JSON texts."""
    columns = row_columns(texts)
    write_csv(path, list(columns), (row_of(sample, columns) for sample in texts.checked()))
