"""The kinds of finished data sets that can be exported, and the file by which each is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.errors import DataError

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
