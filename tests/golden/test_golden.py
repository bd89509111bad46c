"""Small data sets are what they were, on every processor; and the tables of a refactor's oracle find what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.room import hashes_of
from tests.golden.stable import CASES, SIDE, facts_of, stored_facts
from tests.golden.table import compare

NEAR = 1e-3
"""Between means of labels or of what a network read, here and where stable.json was made."""

LEVELS = 1
"""Between grey levels of 255."""


NEEDS_TORCH = "nuclei"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == NEEDS_TORCH else ()) for name in CASES]
)
def test_a_small_data_set_is_what_it_was(name: str, tmp_path: Path) -> None:
    """`python -m tests.golden stable` stores what is meant to change."""
    before, now = stored_facts()[name], facts_of(name, tmp_path)
    assert now.keys() == before.keys()
    assert now.get("hashes") == before.get("hashes")
    assert now["numbers"] == pytest.approx(before["numbers"], abs=NEAR)
    rows = zip(before.get("picture", ()), now.get("picture", ()), strict=True)
    apart = [abs(one - other) for row, again in rows for one, other in zip(row, again, strict=True)]
    assert max(apart, default=0) <= LEVELS
    assert len(apart) == (SIDE * SIDE if CASES[name].near else 0)


def test_a_comparison_names_what_differs_is_missing_or_new() -> None:
    before = {"scene/a/x": "1", "scene/a/y": "2", "scene/b/x": "3"}
    after = {"scene/a/x": "1", "scene/a/y": "9", "scene/c/x": "3"}
    assert compare(before, after) == ["differs  scene/a/y", "missing  scene/b/x", "new      scene/c/x"]
    assert compare(before, before) == []


def test_hashes_leave_out_the_clock_and_the_state_of_a_run(tmp_path: Path) -> None:
    for name in (".synth/journal", ".hydra/config.yaml", "manifest.json", "images/0.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    page = tmp_path / "report.html"
    page.write_text("<p>a</p>\n<p data-clock>10:00</p>\n")
    first = hashes_of(tmp_path)
    page.write_text("<p>a</p>\n<p data-clock>11:00</p>\n")
    assert hashes_of(tmp_path) == first
    assert sorted(first) == ["images/0.png", "report.html"]
