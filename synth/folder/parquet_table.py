"""A table as Parquet, written by pyarrow (the extra `parquet`), with what `datasets` needs to show its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, SynthError
from synth.core.json_lines import compact
from synth.folder.columns import IMAGE, JSON, Classes, Columns, Kind

ROWS_A_GROUP = 1000
"""Rows that are in memory at once, and of a row group of the file."""


def write_parquet(path: Path, columns: Columns, rows: Iterable[Mapping[str, object]]) -> None:
    """Write the rows as they come; a value of type `json` is given as what it means and written as a text.

    SynthError without pyarrow, DataError for a value that is not of its column's type.
    """
    arrow, parquet = _part("pyarrow"), _part("pyarrow.parquet")
    features = {name: _feature(kind) for name, kind in columns.items()}
    schema = arrow.schema(
        [arrow.field(name, _type(kind, arrow)) for name, kind in columns.items()],
        metadata={"huggingface": compact({"info": {"features": features}})},
    )
    waiting = iter(rows)
    with parquet.ParquetWriter(path, schema) as file:
        while some := list(islice(waiting, ROWS_A_GROUP)):
            arrays = [_array(some, name, kind, arrow) for name, kind in columns.items()]
            file.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _part(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise SynthError("export --to parquet", str(error), "pyarrow: pip install 'synth[parquet]'") from error


def _array(rows: list[Mapping[str, object]], name: str, kind: Kind, arrow: Any) -> Any:
    values = [_plain(row.get(name), kind) for row in rows]
    try:
        return arrow.array(values, _type(kind, arrow))
    except (arrow.ArrowException, OverflowError, TypeError, ValueError) as error:
        raise DataError(f"column {name}", str(error), "values of one type, as the data set's card says") from None


def _plain(value: Any, kind: Kind) -> Any:
    """A value with the JSON texts that Parquet holds in the place of free keys."""
    if value is None:
        return None
    if kind == JSON:
        return compact(value)
    if isinstance(kind, list) and isinstance(value, list | tuple):
        return [_plain(one, kind[0]) for one in value]
    if isinstance(kind, Mapping) and isinstance(value, Mapping):
        return {name: _plain(value.get(name), inner) for name, inner in kind.items()}
    return value


def _type(kind: Kind, arrow: Any) -> Any:
    if isinstance(kind, list):
        return arrow.list_(_type(kind[0], arrow))
    if isinstance(kind, Mapping):
        return arrow.struct([arrow.field(name, _type(inner, arrow)) for name, inner in kind.items()])
    if kind == IMAGE:
        return arrow.struct([arrow.field("bytes", arrow.binary()), arrow.field("path", arrow.string())])
    if isinstance(kind, Classes):
        return arrow.int64()
    return {"int64": arrow.int64(), "float64": arrow.float64(), "bool": arrow.bool_()}.get(kind, arrow.string())


def _feature(kind: Kind) -> object:
    """A kind as `datasets.Features` are stated in a file's metadata."""
    if isinstance(kind, list):
        return {"feature": _feature(kind[0]), "_type": "List"}
    if isinstance(kind, Mapping):
        return {name: _feature(inner) for name, inner in kind.items()}
    if kind == IMAGE:
        return {"_type": "Image"}
    if isinstance(kind, Classes):
        return {"names": list(kind.names), "_type": "ClassLabel"}
    return {"dtype": "string" if kind == JSON else kind, "_type": "Value"}
