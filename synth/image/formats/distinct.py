"""Ids that may stand only once, in memory that does not grow with them."""

from __future__ import annotations

import sqlite3

from synth.core.errors import DataError


class Distinct:
    """Remembers whole numbers on disk: in a file of SQLite's own, which goes with this object."""

    def __init__(self) -> None:
        self._claimed = sqlite3.connect("")
        self._claimed.execute("CREATE TABLE claimed (number INTEGER PRIMARY KEY)")

    def claim(self, number: int, where: str) -> None:
        """DataError, at `where`, for a number that was claimed before."""
        try:
            self._claimed.execute("INSERT INTO claimed VALUES (?)", (number,))
        except sqlite3.IntegrityError:
            raise DataError(where, number, "ids that differ") from None
