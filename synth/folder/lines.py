"""What every kind writes of checks and refused drafts: the lines of rejected.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterable

from synth.core.canonical import canonical
from synth.core.outcome import CheckResult, Rejection


def checks_record(checks: Iterable[CheckResult]) -> list[dict[str, object]]:
    """The checks that a sample passed, with their numbers."""
    return [{"check": c.check, "measured": c.measured, "limit": c.limit} for c in checks]


def rejection_lines(rejections: Iterable[Rejection], given_up: bool) -> tuple[str, ...]:
    """The refused drafts of one sample in order of attempts; `given_up`: it is not in the data set."""
    refused = sorted(rejections, key=lambda rejection: rejection.attempt)
    last = len(refused) - 1
    return tuple(rejection_line(r, given_up and number == last) for number, r in enumerate(refused))


def rejection_line(rejection: Rejection, given_up: bool) -> str:
    """One refused draft; `given_up` marks the last one of a sample that is not in the data set."""
    return canonical(
        {
            "id": rejection.sample_id,
            "attempt": rejection.attempt,
            "check": rejection.check,
            "measured": rejection.measured,
            "limit": rejection.limit,
            "detail": rejection.detail,
            "given_up": given_up,
        }
        | dict(rejection.evidence)
    )


def rejections_in(lines: bytes) -> tuple[Rejection, ...]:
    """The inverse of `rejection_lines`, newlines included; numbers are rounded as they stand there."""
    return tuple(map(_rejection, lines.splitlines()))


def _rejection(line: bytes) -> Rejection:
    record = json.loads(line)
    record.pop("given_up")
    names = ("attempt", "check", "measured", "limit", "detail")
    known = {"sample_id": record.pop("id")} | {name: record.pop(name) for name in names}
    return Rejection(**known, evidence=record)
