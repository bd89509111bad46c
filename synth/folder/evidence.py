"""What a comparison with real data found of a data set, in its card and its metadata.

A folder remembers it in `.synth`, so that a run that finishes the folder again with the same label files leaves it in
place; where these have changed it no longer holds, and goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from synth.core.errors import DataError
from synth.core.strict_json import read_object
from synth.folder.responsible import Statements
from synth.folder.stated import Stated, checked

KEPT = "compared.json"
"""Inside STATE."""

MARK = "Compared with real data: "
"""How each of its sentences in the metadata begins."""

BEGIN, END = "<!-- synth compare: begin -->", "<!-- synth compare: end -->"
"""Lines around its section of the card."""

LARGEST_KEPT = 1 << 22
"""Bytes."""


class Evidence(NamedTuple):
    """`section`: of the card, in Markdown, from its heading on. `statements`: property of the responsible-AI vocabulary
    that holds a list -> sentences.
    """

    section: str
    statements: Statements


class _Kept(Stated):
    files: dict[str, str]
    section: Annotated[str, Field(min_length=1)]
    statements: dict[str, list[str]]


def kept_text(evidence: Evidence, digests: Mapping[str, str]) -> str:
    """KEPT as text; `digests`: label file -> sha256."""
    return json.dumps({"files": dict(digests), **evidence._asdict()}, sort_keys=True) + "\n"


def kept_evidence(state: Path, digests: Mapping[str, str]) -> Evidence | None:
    """What the folder with this STATE remembers of label files with these sha256; None where there is nothing, or where
    they were other ones. DataError for a damaged file.
    """
    path = state / KEPT
    if not path.is_file():
        return None
    record = read_object(path, DataError, "what `synth compare` left", most=LARGEST_KEPT)
    checked(_Kept, record, str(path))
    return Evidence(record["section"], record["statements"]) if record["files"] == digests else None


def with_section(card: str, section: str) -> str:
    """A card with the section at its end, in the place of an earlier one."""
    head, begin, rest = card.partition(f"\n{BEGIN}\n")
    if begin:
        card = head + rest.partition(f"{END}\n")[2]
    return f"{card}\n{BEGIN}\n{section.strip()}\n{END}\n"


def with_statements(croissant: str, statements: Statements) -> str:
    """croissant.json with the sentences at the end of their properties, in the place of earlier ones."""
    record = json.loads(croissant)
    for name in [key for key, value in record.items() if key.startswith("rai:") and isinstance(value, list)]:
        record[name] = _without_ours(record[name])
    for name, sentences in statements.items():
        record[f"rai:{name}"] = [*record.get(f"rai:{name}", ()), *(MARK + one for one in sentences)]
    return json.dumps({key: value for key, value in record.items() if value != []}, sort_keys=True, indent=2) + "\n"


def _without_ours(sentences: Sequence[str]) -> list[str]:
    return [one for one in sentences if not one.startswith(MARK)]
