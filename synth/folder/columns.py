"""The columns of a data set's table, in one notation: for the head of its card, and for Parquet files.

`{"id": "int64", "words": [{"text": "string", "quad": ["float64"]}], "label": Classes(("good", "bad"))}`: a name of a
type, a list of one kind, a mapping of named members, or classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

JSON = "json"
"""The type of values whose keys differ from sample to sample; `datasets` reads it from release 4.7 on."""

IMAGE = "image"
"""The type of pictures: in Parquet the bytes of a file and its path."""


@dataclass(frozen=True, slots=True)
class Classes:
    """A type whose values are these names, or their numbers from 0."""

    names: tuple[str, ...]


Kind: TypeAlias = "str | Classes | list[Kind] | Mapping[str, Kind]"
Columns: TypeAlias = Mapping[str, Kind]
NONE: Columns = {}
"""What is said of files whose columns their reader finds out by itself."""


def loading(files: str | list[str] | Mapping[str, str], columns: Columns = NONE) -> dict[str, object]:
    """What the head of a card says to `datasets.load_dataset(folder)`: its files, and the columns in them.

    Files of several splits are given by the name of each.
    """
    splits = files if isinstance(files, Mapping) else {"train": files}
    data_files = [{"split": name, "path": path} for name, path in splits.items()]
    stated = {"dataset_info": {"features": features(columns)}} if columns else {}
    return {"configs": [{"config_name": "default", "data_files": data_files}], **stated}


def features(columns: Columns) -> list[dict[str, Any]]:
    """The columns as `datasets.Features` states them in YAML."""
    return [{"name": name, **_named(kind)} for name, kind in columns.items()]


def _named(kind: Kind) -> dict[str, Any]:
    if isinstance(kind, list):
        return {"list": _within(kind[0])}
    if isinstance(kind, Mapping):
        return {"struct": features(kind)}
    return {"dtype": _within(kind)}


def _within(kind: Kind) -> Any:
    """A kind as the element of a list."""
    if isinstance(kind, Classes):
        return {"class_label": {"names": {str(number): name for number, name in enumerate(kind.names)}}}
    if isinstance(kind, Mapping):
        return features(kind)
    return {"list": _within(kind[0])} if isinstance(kind, list) else kind
