"""The card of a data set for Hugging Face's `datasets`: its files, and the types of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from synth.core.labels import Category
from synth.image.formats.coco.format import most_points

Type = str | Mapping[str, Any]
"""A column's type as `datasets` writes it in a card: `int64`, `image`, {"list": type}, {"struct": {name: type}}."""


def columns_of(categories: Sequence[Category]) -> dict[str, Type]:
    """Name -> type of the columns of a row (`rows.row_of`), after the picture itself."""
    names = {str(at): one.name for at, one in enumerate(sorted(categories, key=lambda one: one.id))}
    objects: dict[str, Type] = {
        "id": "int64",
        "bbox": {"list": "float64"},
        "category": {"class_label": {"names": names}},
        "category_id": "int64",
        "area": "float64",
        "iscrowd": "int64",
        "segmentation": "string",
        "attributes": "string",
        "extra": "string",
    }
    if most_points(tuple(categories)):
        objects["keypoints"] = {"list": "float64"}
    return {
        "image": "image",
        "image_id": "int64",
        "width": "int64",
        "height": "int64",
        "text": "string",
        "extra": "string",
        "objects": {"struct": {name: {"list": kind} for name, kind in objects.items()}},
    }


def card_text(name: str, files: Mapping[str, str], pictures: int) -> str:
    """README.md; `files` is split -> pattern of its files. The types of columns stand in Parquet files themselves."""
    head = {
        "pretty_name": name,
        "task_categories": ["object-detection"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": path} for split, path in files.items()],
            }
        ],
    }
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n# {name}\n\n"
        f"{pictures} annotated pictures. `bbox` is x, y, width, height in px; "
        "`segmentation` is COCO's, as a JSON text.\n"
    )


def info_of(categories: Sequence[Category]) -> dict[str, Any]:
    """The types as `datasets` keeps them in the metadata of a Parquet file."""
    return {"info": {"features": {name: _feature(kind) for name, kind in columns_of(categories).items()}}}


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
