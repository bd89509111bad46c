"""The items in the order in which they are shown, on disk, so that a million of them take no memory.

The order is by expected gain: findings by their confidence, labels by their score, the lowest first; gold items lie
anywhere between them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from synth.core.canonical import encode
from synth.core.seeds import draws_for
from synth.quality.finding import Place
from synth.review.item import LABEL, Item, item_of

_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE items (
    number INTEGER PRIMARY KEY, rank REAL, "check" TEXT, category TEXT, sample INTEGER, alike TEXT, gold INTEGER,
    item TEXT
);
CREATE TABLE shut (number INTEGER PRIMARY KEY) WITHOUT ROWID;
"""
_INSERT = "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_INDEXES = """
CREATE INDEX of_ranks ON items (rank, number);
CREATE INDEX of_samples ON items (sample);
CREATE INDEX of_alike ON items (alike, rank, number);
"""


class Filter(NamedTuple):
    """Which items are asked for: of one check, of one class; empty for all."""

    check: str = ""
    category: str = ""


class Queue:
    """All items, and which of them are shut for the one who reviews: decided, or not theirs to decide."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = sqlite3.connect("")
        self._items.executescript(_TABLES)
        self._items.executemany(_INSERT, (_row(one, _rank(one)) for one in items))
        self._items.executescript(_INDEXES)
        self._shut, self._shut_alike = Counter[tuple[str, str]](), Counter[str]()
        self._count()

    def hide(self, gold: Iterable[Item]) -> None:
        """Put gold items anywhere between the others."""
        low, high = self._items.execute("SELECT coalesce(min(rank), 0), coalesce(max(rank), 0) FROM items").fetchone()
        for one in gold:
            rank = low + (high - low) * draws_for(0, one.number, "gold").random()
            self._items.execute(_INSERT, _row(one, rank))
        self._count()

    def _count(self) -> None:
        """Note how many items there are of each sort, so that no decision counts them again."""
        self._whole = Counter[tuple[str, str]]()
        sorts = self._items.execute('SELECT "check", category, count(*) FROM items GROUP BY 1, 2')
        for check, category, number in sorts:
            self._whole[check, category] = number
        query = "SELECT alike, count(*) FROM items WHERE NOT gold GROUP BY 1"
        self._alike = dict[str, int](self._items.execute(query).fetchall())

    def close(self) -> None:
        """Give the disk back."""
        self._items.close()

    def get(self, number: int) -> Item | None:
        """An item by its number; None for none."""
        row = self._items.execute("SELECT item FROM items WHERE number = ?", (number,)).fetchone()
        return item_of(json.loads(row[0])) if row else None

    def shut(self, number: int) -> None:
        """Show an item no more."""
        if self._items.execute("INSERT OR IGNORE INTO shut VALUES (?)", (number,)).rowcount:
            self._note_shut(number, 1)

    def open(self, number: int) -> None:
        """Show an item again."""
        if self._items.execute("DELETE FROM shut WHERE number = ?", (number,)).rowcount:
            self._note_shut(number, -1)

    def _note_shut(self, number: int, by: int) -> None:
        """Count an item that was shut (1) or opened (-1), so that no query counts a hundred thousand for each turn."""
        query = 'SELECT "check", category, alike, gold FROM items WHERE number = ?'
        check, category, alike, gold = self._items.execute(query, (number,)).fetchone()
        self._shut[check, category] += by
        self._shut_alike[alike] += 0 if gold else by

    def next(self, which: Filter, after: int | None = None) -> Item | None:
        """The first open item behind another one, or from the start where there is none behind it; None at the end."""
        rank = self._items.execute("SELECT rank FROM items WHERE number = ?", (after,)).fetchone() if after else None
        found = self._first(which, "AND (rank, number) > (?, ?)", rank[0], after) if rank else None
        return found or self._first(which, "")

    def alike(self, item: Item) -> Iterator[Item]:
        """Open items, without the item itself and without gold, that its answer may fit, in order."""
        query = (
            "SELECT item FROM items WHERE alike = ? AND number != ? AND NOT gold "
            "AND number NOT IN (SELECT number FROM shut) ORDER BY rank, number"
        )
        return (item_of(json.loads(row[0])) for row in self._items.execute(query, (item.alike, item.number)))

    def count_alike(self, item: Item) -> int:
        """How many `alike` yields."""
        open_ones = self._alike.get(item.alike, 0) - self._shut_alike[item.alike]
        shut = self._items.execute("SELECT 1 FROM shut WHERE number = ?", (item.number,)).fetchone() is not None
        return open_ones - (not item.is_gold and not shut)

    def of_sample(self, sample: int) -> list[int]:
        """Numbers of the items on a sample."""
        return [row[0] for row in self._items.execute("SELECT number FROM items WHERE sample = ?", (sample,))]

    def counts(self, which: Filter) -> tuple[int, int]:
        """(open, all) items that pass a filter."""
        whole, shut = (
            sum(
                number
                for (check, category), number in counts.items()
                if which.check in ("", check) and which.category in ("", category)
            )
            for counts in (self._whole, self._shut)
        )
        return whole - shut, whole

    def checks(self) -> dict[str, int]:
        """Check -> number of items, the most frequent first."""
        return _summed((check, number) for (check, _), number in self._whole.items())

    def categories(self) -> dict[str, int]:
        """Class -> number of items, the most frequent first."""
        return _summed((category, number) for (_, category), number in self._whole.items())

    def places(self) -> Iterator[Place]:
        """Those that items are on."""
        for row in self._items.execute("SELECT item FROM items"):
            place = item_of(json.loads(row[0])).place
            if place is not None:
                yield place

    def numbers(self) -> list[int]:
        """Those of all items."""
        return [row[0] for row in self._items.execute("SELECT number FROM items")]

    def gold(self) -> set[int]:
        """Numbers of the gold items."""
        return {row[0] for row in self._items.execute("SELECT number FROM items WHERE gold")}

    def _first(self, which: Filter, more: str, *values: object) -> Item | None:
        where, wanted = _where(which)
        query = (
            f"SELECT item FROM items WHERE {where} {more} "
            f"AND NOT EXISTS (SELECT 1 FROM shut WHERE shut.number = items.number) ORDER BY rank, number LIMIT 1"
        )
        row = self._items.execute(query, (*wanted, *values)).fetchone()
        return item_of(json.loads(row[0])) if row else None


def _where(which: Filter) -> tuple[str, list[str]]:
    named = [('"check"', which.check), ("category", which.category)]
    return " AND ".join(["1", *(f"{name} = ?" for name, value in named if value)]), [v for _, v in named if v]


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found = Counter[str]()
    for name, number in pairs:
        found[name] += number
    return dict(found.most_common())


def _rank(item: Item) -> float:
    """Lowest first."""
    if item.check == LABEL:
        return 2.0 if item.confidence is None else item.confidence
    return -(item.confidence or 0.0)


def _row(item: Item, rank: float) -> tuple[object, ...]:
    return (
        item.number, rank, item.check, item.category, item.sample, item.alike, item.is_gold, encode(item.record()),
    )  # fmt: skip
