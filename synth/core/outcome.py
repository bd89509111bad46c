"""The outcome of a sample: its checks with their numbers, its rejections, and its verified draft."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check's number against its limit, and whether it passed; `source`: which part of the input it is about."""

    check: str
    measured: float
    limit: float
    passed: bool
    detail: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check that passed, with its number: `measured` against `limit`."""

    check: str
    measured: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A draft that was not accepted: the check, the measured value, its limit, and the attempt (from 0).

    `final`: no further draft of this plan is to be made. `evidence` holds further keys of its line in rejected.jsonl.
    ValueError for one without a check's name, or whose numbers are not finite.
    """

    sample_id: int
    check: str
    measured: float
    limit: float
    attempt: int = 0
    detail: str = ""
    final: bool = False
    evidence: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The check, its number, its limit and what was there, for people."""
        return f"{self.check}: measured {self.measured:g}, limit {self.limit:g} {self.detail}".rstrip()

    def __post_init__(self) -> None:
        if not (self.check and math.isfinite(self.measured) and math.isfinite(self.limit)):
            raise ValueError(f"a rejection names a check and has numbers, got {self}")


def judged(verdicts: Iterable[Verdict], sample_id: int, attempt: int) -> tuple[CheckResult, ...] | Rejection:
    """The numbers of all checks of a draft, or its rejection by the first that failed, after which none is asked."""
    passed = list[CheckResult]()
    for verdict in verdicts:
        if not verdict.passed:
            return Rejection(
                sample_id=sample_id,
                check=verdict.check,
                measured=verdict.measured,
                limit=verdict.limit,
                attempt=attempt,
                detail=verdict.detail,
            )
        passed.append(CheckResult(check=verdict.check, measured=verdict.measured, limit=verdict.limit))
    return tuple(passed)


class Note(NamedTuple):
    """A remark on an accepted draft, such as a prompt that was cut."""

    kind: str
    text: str


class Outcome(NamedTuple, Generic[V]):
    """The result for a sample: its `verified` draft, None where every draft was rejected; and all its rejections."""

    sample_id: int
    verified: V | None
    rejections: tuple[Rejection, ...] = ()
