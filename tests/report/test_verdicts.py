"""Verdicts counted: what was refused, the range of what was measured, the yield."""

from __future__ import annotations

from synth.report.facts import yield_tile
from synth.report.sections import check_rows
from synth.report.verdicts import Verdicts


def test_written_and_refused_drafts_make_the_yield() -> None:
    verdicts = Verdicts()
    for measured in (0.9, 0.7, 0.8):
        verdicts.count_passed([{"check": "ink", "measured": measured, "limit": 0.5}])
    verdicts.count_refused([{"check": "ink", "measured": 0.25, "limit": 0.5, "id": 4}])
    assert (verdicts.written, verdicts.refused, verdicts.drafts, verdicts.yield_share) == (3, 1, 4, 0.75)
    (row,) = check_rows(verdicts)
    assert (row.name, row.limit, row.passed, row.refused, row.refused_share) == ("ink", "0.5", "0.7 to 0.9", 1, 25.0)
    assert (row.refused_range, yield_tile(verdicts).value) == ("0.25 to 0.25", "75.0 %")
    assert yield_tile(verdicts).note == "1 of 4 drafts refused"


def test_no_draft_is_no_yield() -> None:
    assert (Verdicts().drafts, Verdicts().yield_share, check_rows(Verdicts())) == (0, 0.0, [])
