"""A table as CSV: UTF-8, a head line, commas, quotes where a cell needs them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from synth.core.json_lines import compact


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write the rows as they come. A list or an object is a JSON text; what a row has not is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: object) -> object:
    return compact(value) if isinstance(value, bool | list | tuple | Mapping) else value
