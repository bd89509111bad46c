"""What the checks measured on the drafts of a data set, and how many drafts they refused."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class CheckNumbers:
    """How often a check gave a verdict, and the range of what it measured against its limit."""

    limit: float
    number: int = 0
    least: float = math.inf
    most: float = -math.inf

    def add(self, measured: float) -> None:
        self.number += 1
        self.least, self.most = min(self.least, measured), max(self.most, measured)


@dataclass(slots=True, kw_only=True)
class Verdicts:
    """Name of a check -> its numbers: `passed` over the `written` samples, `refusals` over the drafts it refused."""

    written: int = 0
    passed: dict[str, CheckNumbers] = field(default_factory=dict)
    refusals: dict[str, CheckNumbers] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Drafts that verification refused."""
        return sum(numbers.number for numbers in self.refusals.values())

    @property
    def drafts(self) -> int:
        """All drafts that were judged."""
        return self.written + self.refused

    @property
    def yield_share(self) -> float:
        """Written samples / all drafts, 0-1; 0 where there was no draft."""
        return self.written / max(self.drafts, 1)

    def count_passed(self, checks: Iterable[Mapping[str, Any]]) -> None:
        """Count one sample and the checks of its record."""
        self.written += 1
        for check in checks:
            _count(self.passed, check)

    def count_refused(self, rejections: Iterable[Mapping[str, Any]]) -> None:
        """Count the lines of rejected.jsonl."""
        for rejection in rejections:
            _count(self.refusals, rejection)


def _count(numbers: dict[str, CheckNumbers], record: Mapping[str, Any]) -> None:
    numbers.setdefault(record["check"], CheckNumbers(limit=record["limit"])).add(record["measured"])
