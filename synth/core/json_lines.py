"""Writes JSON on one line: files of one object, and JSON Lines. Keys stay in the order in which they are given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from synth.core.canonical import LINE_BREAKS


def compact(value: object) -> str:
    """JSON on one line, in Unicode. Characters at which some readers break lines are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in LINE_BREAKS.items():
        text = text.replace(character, escape)
    return text


def write_json(path: Path, value: object) -> None:
    """Write one JSON file of one line."""
    path.write_text(compact(value) + "\n", encoding="utf-8", newline="\n")


def write_lines(path: Path, records: Iterable[Mapping[str, object]]) -> int:
    """Write the records as they come; returns how many there were."""
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(compact(record) + "\n")
            number += 1
    return number
