"""The kinds of finished data sets that can be exported, and the file by which each is known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl

KINDS: Mapping[str, str] = {"texts": "text.jsonl", "documents": "documents.jsonl", "pictures": "samples.jsonl"}
"""Kind -> the file that only its data sets have."""


def labels_file(folder: Path, kind: str) -> Path:
    """The file that holds the labels; DataError where the folder is no finished data set of this kind."""
    for name in ("manifest.json", KINDS[kind]):
        if not (folder / name).is_file():
            others = [other for other, file in KINDS.items() if other != kind and (folder / file).is_file()]
            got = f"a data set of {others[0]}" if others else sorted(entry.name for entry in folder.glob("*"))[:8]
            raise DataError(str(folder), got, f"a finished data set of {kind}, with {name}")
    return folder / KINDS[kind]


def read_manifest(folder: Path) -> dict[str, Any]:
    """manifest.json; DataError where the folder is not a finished data set."""
    path = _part(folder, "manifest.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(str(path), str(error), "a JSON object") from error


def spread_choice(number: int, most: int) -> list[int]:
    """At most `most` of range(number), evenly spread from the first on."""
    shown = min(number, most)
    return [index * number // shown for index in range(shown)]


def iter_rejections(folder: Path) -> Iterator[dict[str, Any]]:
    """Lines of rejected.jsonl; none where there is no such file."""
    path = folder / "rejected.jsonl"
    return iter_jsonl(path) if path.is_file() else iter(())


def _part(folder: Path, name: str) -> Path:
    """The path of a file that every finished data set has; DataError where it is missing."""
    if not (folder / name).is_file():
        found = sorted(entry.name for entry in folder.glob("*"))[:8]
        raise DataError(str(folder), found, f"a finished data set, with {name}")
    return folder / name
