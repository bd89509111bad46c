"""Retry-After: seconds, dates, and everything else that servers send."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.text.rewrite.retry_after import retry_after_s

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 2 ", 2.0),
        ("999999999", 999999999.0),
        ("Thu, 15 Jan 2026 12:00:04 GMT", 4.0),
        ("Thu, 15 Jan 2026 12:00:04", 4.0),
        ("Thu, 15 Jan 2026 14:00:04 +0200", 4.0),
        ("Thu, 15 Jan 1970 12:00:04 GMT", 0.0),
        *((odd, None) for odd in (None, "", "-1", "1.5", "1e9", "inf", "nan", "soon", "²", "２", "9" * 41, "0x10")),
        *((odd, None) for odd in ("Thu", "15 Jan", "Thu, 99 Jan 2026 12:00:04 GMT", "Thu, 15 Jan 99999 12:00:04 GMT")),
        ("Thu, 15 Jan 2026 12:00:04 +9999999999", None),
    ],
)
def test_what_servers_send(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@given(st.integers(0, 10**7))
def test_a_number_and_the_date_of_the_same_wait_agree(wait: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=wait), usegmt=True)
    assert retry_after_s(str(wait), NOW) == retry_after_s(date, NOW) == wait


PIECES = st.sampled_from(
    ["Thu, ", "15 ", "Jan ", "2026 ", "12:00:04", " GMT", " +0000", "-", "9", "99999", ":", " ", "é"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=9).map("".join)))
def test_any_text_is_a_wait_or_none(header: str) -> None:
    seconds = retry_after_s(header, NOW)
    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))
