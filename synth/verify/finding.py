"""What a check found: a number against its limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check's number against its limit."""

    check: str
    measured: float
    limit: float
    passed: bool
    detail: str = ""
