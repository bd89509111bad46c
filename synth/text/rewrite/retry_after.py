"""The header by which a server says when to come back."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 40
"""Characters that are looked at; a date has 29."""


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """The wait of a Retry-After header in seconds, a number or a date (RFC 9110, 10.2.3); None for anything else."""
    value = (header or "").strip()
    if len(value) > LONGEST or not value.isascii():
        return None
    if value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None
