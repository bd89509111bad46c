"""Inflected forms of English words from lemminflect's table."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

Table = Mapping[tuple[str, str], tuple[str, ...]]
"""(lemma, n v a r) -> its other forms."""


def read_inflections(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(lemma, n v a r) -> its other forms, in their first spelling; verbs: past, participle, gerund, third person."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    kinds = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
    return {(row[0], kinds[row[1]]): tuple(form.split("/")[0] for form in row[2:]) for row in rows}


def forms_of(lemma: str, pos: str, table: Table) -> tuple[str, ...]:
    """The lemma, then: a plural; or third person, past, participle, gerund; or comparative, superlative."""
    found = table.get((lemma, pos), ())
    if pos == "n":
        return (lemma, found[0] if found else "")
    if pos == "v":
        return (lemma, found[3], found[0], found[1] or found[0], found[2]) if len(found) == 4 else ()
    return (lemma, *(form for form in found if form))
