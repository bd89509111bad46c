"""Law of every kind: memory does not grow with the samples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kinds.children import peak_kib, quick_start
from tests.kinds.subjects import Placed, place

MOST_GROWTH_KIB = 2048

TRIED: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "tone": (40, {"seconds": 4.0}),
    "text": (400, {"max_tries": 1, "balance": [], "quotas": {}}),
    "image": (60, {"quotas": {}}),
    "document": (12, {"balance": [], "quotas": {}}),
}
"""Kind -> samples of the smaller data set, and leaves that make its samples larger or quicker.

Three times as many more: if each left 3 kB (a text), 60 kB (a sound), 12 kB (a picture) or a page, it would be seen.
"""

SLOW = ("image", "document")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in TRIED])
def test_four_times_the_samples_need_no_more_memory(name: str, tmp_path: Path) -> None:
    placed, (count, changes) = place(name, tmp_path / "scene"), TRIED[name]
    smaller = _peak_kib(placed, tmp_path / "smaller", changes, count)
    larger = _peak_kib(placed, tmp_path / "larger", changes, 4 * count)
    assert larger - smaller < MOST_GROWTH_KIB


def _peak_kib(placed: Placed, out: Path, changes: Mapping[str, Any], count: int) -> int:
    """Of a process of its own that makes nothing else."""
    context = quick_start()
    ours, theirs = context.Pipe()
    process = context.Process(target=peak_kib, args=(placed, out, changes, count, theirs))
    process.start()
    theirs.close()
    peak = ours.recv()
    process.join()
    return peak
