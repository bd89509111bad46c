"""Refusals by group: of whom the checks of a run that made a set of ours refused how many drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.core.json_stream import iter_jsonl
from synth.data.kinds import KINDS
from synth.evidence.figures import Table
from synth.evidence.intervals import share
from synth.folder.finished import found_kind, open_finished

LEAST_DRAFTS, MOST_VALUES = 10, 60
"""Drafts of a group, below which nothing is said of it; values of a variable from which it is a name or a number."""


def refusal_tables(folder: Path) -> list[Table]:
    """A table for each variable of a finished data set of ours; none for other sets, and where nothing was refused."""
    kind = found_kind(folder, KINDS) if folder.is_dir() else None
    if kind is None:
        return []
    finished = open_finished(folder, kind)
    refused = Counter(line["id"] for line in finished.rejections())
    drafts: dict[str, dict[str, list[int]]] = {}
    for record in iter_jsonl(finished.path):
        for name, value in _variables(record):
            counts = drafts.setdefault(name, {}).setdefault(value, [0, 0])
            counts[0] += refused[record.get("id")]
            counts[1] += 1
    if not refused:
        return []
    return [_table(name, values) for name, values in sorted(drafts.items()) if 1 < len(values) <= MOST_VALUES]


def _variables(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    plan = record.get("plan")
    stated = {**(plan.get("variables") or {})} if isinstance(plan, dict) else {**record.get("attributes", {})}
    for name, value in {"locale": record.get("locale"), **stated}.items():
        if isinstance(value, str | bool | int):
            yield name, str(value)


def _table(name: str, values: Mapping[str, list[int]]) -> Table:
    return Table(
        key=f"refused_{name}",
        title=f"Refused drafts by {name}",
        columns={"value": name, "drafts": "Drafts", "refused": "Refused"},
        rows=[
            {"value": value, "drafts": refused + kept, "refused": share(refused, refused + kept)}
            for value, (refused, kept) in sorted(values.items())
            if refused + kept >= LEAST_DRAFTS
        ],
        note=(
            "Of samples that were kept in the end. Who is refused more often is drawn again more "
            "often, and looks more alike."
        ),
    )
