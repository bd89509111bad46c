"""What a comparison says in the card and the metadata of the synthetic data set."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from synth.evidence.figures import Cell, Compared, Figure, Table
from synth.evidence.table import CHECKS
from synth.folder.card import table
from synth.folder.evidence import Evidence
from synth.report.svg import number_text

PROPERTIES: Mapping[str, str] = {
    "usefulness": "dataUseCases",
    "fidelity": "dataLimitations",
    "diversity": "dataLimitations",
    "privacy": "personalSensitiveInformation",
    "fairness": "dataBiases",
}
"""Section -> the property of Croissant's responsible-AI vocabulary that its answers belong to."""

ANALYSIS = "dataAnnotationAnalysis"
"""The property of what an annotator reads back."""


def evidence_of(compared: Compared) -> Evidence:
    """The section of the card, and a sentence for each answer. Of paths only the names are stated."""
    statements: dict[str, list[str]] = {}
    for section in compared.sections:
        for one in section.verdicts:
            name = ANALYSIS if one.check == "read_back" else PROPERTIES[section.key]
            statements.setdefault(name, []).append(f"{one.words} ({one.check}: {one.state})")
    return Evidence("\n\n".join(_section(compared)), statements)


def _section(compared: Compared) -> Iterator[str]:
    sets = ", ".join(f"{number_text(one.records)} {one.role} {one.kind}" for one in compared.sets)
    yield "## Compared with real data"
    yield f"`{_command(compared.command)}`: {sets}. Intervals are those of 95 %; n is what a figure was worked out of."
    rows = [(CHECKS[one.check].asks, one.state, one.words) for one in compared.verdicts]
    yield table(("question", "answer", "in words"), rows)
    for one in (found for section in compared.sections for found in section.tables if found.in_card):
        yield f"### {one.title}"
        yield table(tuple(one.columns.values()), _rows(one))
        if one.note:
            yield one.note
    left_out = [line for section in compared.sections for line in section.left_out]
    if left_out:
        yield f"Not measured: {'; '.join(left_out)}."


def _rows(of: Table) -> Iterator[tuple[str, ...]]:
    for row in of.rows:
        yield tuple(_cell(row.get(key)) for key in of.columns)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Figure):
        return f"{cell.text}, n {number_text(cell.n)}"
    return "–" if cell is None else number_text(cell) if isinstance(cell, int) else cell


def _command(command: str) -> str:
    """With the names of files and folders in place of their paths, which may say more than the data's owner wants."""
    return shlex.join(_shortened(word) for word in shlex.split(command))


def _shortened(word: str) -> str:
    key, equals, value = word.partition("=")
    return f"{key}={PurePath(value).name}" if equals and PurePath(value).name else word
