"""The page on quality lists every check, as the table has it."""

from __future__ import annotations

from pathlib import Path

from synth.quality.table import CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"


def test_the_page_lists_every_check() -> None:
    rows = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `") and line.count("|") == 4
    ]
    assert rows == [f"| `{name}` | {check.asks} | {check.limits} |" for name, check in CHECKS.items()]
