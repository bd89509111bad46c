"""The card of a data set for Hugging Face's `datasets`: its files, and the types of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from synth.core.labels import Category

Type = str | Mapping[str, Any]
"""A column's type as `datasets` writes it in a card: `int64`, `image`, {"list": type}, {"struct": {name: type}}."""


def columns_of(categories: Sequence[Category]) -> dict[str, Type]:
    """Name -> type of the columns of a row (`rows.row_of`), after the picture itself."""
    names = {str(at): one.name for at, one in enumerate(sorted(categories, key=lambda one: one.id))}
    objects: dict[str, Type] = {
        "id": "int64",
        "bbox": {"list": "float64"},
        "category": {"class_label": {"names": names}},
        "area": "float64",
        "iscrowd": "int64",
        "segmentation": "string",
        "keypoints": {"list": "float64"},
        "score": "float64",
        "attributes": "string",
        "extra": "string",
    }
    return {
        "image": "image",
        "image_id": "int64",
        "width": "int64",
        "height": "int64",
        "captions": {"list": "string"},
        "extra": "string",
        "objects": {"struct": {name: {"list": kind} for name, kind in objects.items()}},
    }


def card_text(name: str, categories: Sequence[Category], files: Mapping[str, str], pictures: int) -> str:
    """README.md; `files` is split -> pattern of its files."""
    head = {
        "pretty_name": name,
        "task_categories": ["object-detection"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": path} for split, path in files.items()],
            }
        ],
        "dataset_info": {"features": [_entry(*column) for column in columns_of(categories).items()]},
    }
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n# {name}\n\n"
        f"{pictures} annotated pictures. `bbox` is x, y, width, height in px; `category` numbers the names above; "
        "`segmentation` is COCO's, as a JSON text.\n"
    )


def info_of(categories: Sequence[Category]) -> dict[str, Any]:
    """The types as `datasets` keeps them in the metadata of a Parquet file."""
    return {"info": {"features": {name: _feature(kind) for name, kind in columns_of(categories).items()}}}


def _entry(name: str, kind: Type) -> dict[str, Any]:
    if isinstance(kind, str):
        return {"name": name, "dtype": kind}
    if "struct" in kind:
        return {"name": name, "struct": _entries(kind["struct"].items())}
    return {"name": name, **kind} if "list" in kind else {"name": name, "dtype": kind}


def _entries(columns: Iterable[tuple[str, Type]]) -> list[dict[str, Any]]:
    return [_entry(name, kind) for name, kind in columns]


def _feature(kind: Type) -> dict[str, Any]:
    if kind == "image":
        return {"_type": "Image"}
    if isinstance(kind, str):
        return {"dtype": kind, "_type": "Value"}
    if "list" in kind:
        return {"feature": _feature(kind["list"]), "_type": "List"}
    if "struct" in kind:
        return {name: _feature(one) for name, one in kind["struct"].items()}
    return {"names": [*kind["class_label"]["names"].values()], "_type": "ClassLabel"}
