"""Word lists from a table: a row is an entry, tab-separated, its columns named by the first line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from synth.core.errors import SpecError, Unquoted
from synth.core.plain_file import plain_text
from synth.core.seeds import Draws
from synth.text.grammar.phrases import NamedWordRecord, WordList

LARGEST_TABLE = 4 * 1024 * 1024
FIRST_COLUMNS = ["list", "name", "weight"]
_COLUMN = re.compile("[a-z][a-z0-9_]*")


class TableList:
    """The rows of one list; they are taken apart on the first draw, so that a large table costs little to open.

    An entry is a text, or, in a table with further columns, a record of its name and these.
    """

    def __init__(self, rows: str, columns: list[str]) -> None:
        self._rows, self._columns = rows, columns

    @cached_property
    def _entries(self) -> WordList:
        rows = [row.split("\t") for row in self._rows.splitlines()]
        weights = [float(row[2]) for row in rows]
        if not self._columns:
            return WordList([row[1] for row in rows], weights)
        names = ["name", *self._columns]
        return WordList([NamedWordRecord(dict(zip(names, [row[1], *row[3:]], strict=True))) for row in rows], weights)

    def draw(self, draws: Draws) -> object:
        """One entry, by weight."""
        return self._entries.draw(draws)

    def draw_many(self, draws: Draws, number: int) -> list[object]:
        """Different entries, by weight. Raises RefusedError where there are too few."""
        return self._entries.draw_many(draws, number)


def read_word_table(path: Path) -> Iterator[tuple[str, TableList]]:
    """The lists of a table by name; the rows of a list stand together. Raises SpecError with file and line."""
    text = plain_text(path, SpecError, "a table of words is needed", most=LARGEST_TABLE).replace("\r\n", "\n")
    head, _, rows = text.partition("\n")
    columns = head.split("\t")
    if columns[:3] != FIRST_COLUMNS or len({*columns}) < len(columns) or not all(map(_COLUMN.fullmatch, columns)):
        raise SpecError(f"{path}:1", head, "columns list, name, weight, and others with names of their own, are needed")
    row = rf"\t[^\t\n]*\S[^\t\n]*\t(?=[0-9.]*[1-9])[0-9]{{1,9}}(?:\.[0-9]+)?(?:\t[^\t\n]*){{{len(columns) - 3}}}\n"
    block = re.compile(rf"([A-Za-z]\w*){row}(?:\1{row})*")
    if not rows.endswith("\n"):
        rows += "\n"
    at, seen = 0, set()
    while at < len(rows):
        found = block.match(rows, at)
        line = f"{path}:{rows.count(chr(10), 0, at) + 2}"
        if found is None:
            got = rows[at : rows.index("\n", at)]
            raise SpecError(line, got, f"{len(columns)} columns with a name and a weight above 0 are needed")
        if found[1] in seen:
            raise SpecError(line, Unquoted(found[1]), "the rows of a list stand together")
        seen.add(found[1])
        yield found[1], TableList(found[0], columns[3:])
        at = found.end()
