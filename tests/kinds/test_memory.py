"""Law of every kind: memory does not grow with the samples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kinds.children import peak_kib, quick_start
from tests.kinds.subjects import Placed, place

TRIED: Mapping[str, tuple[int, int, Mapping[str, Any]]] = {
    "tone": (40, 2048, {"seconds": 4.0}),
    "text": (400, 2048, {"max_tries": 1, "balance": [], "quotas": {}}),
    "image": (60, 2048, {"quotas": {}}),
    "document": (24, 10240, {"balance": [], "quotas": {}}),
}
"""Kind -> samples of the smaller data set, the most growth in KiB that counts as none, and leaves that make samples
larger or quicker.

Of three times as many more, each would be seen if it left 60 kB (a sound or its FFT), 2 kB (a text), 12 kB (a picture)
or 150 kB (a page; up to a hundred documents its report and Typst's cache still grow).
"""

SLOW = ("image", "document")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in TRIED])
def test_four_times_the_samples_need_no_more_memory(name: str, tmp_path: Path) -> None:
    placed, (count, most_kib, changes) = place(name, tmp_path / "scene"), TRIED[name]
    smaller = _peak_kib(placed, tmp_path / "smaller", changes, count)
    larger = _peak_kib(placed, tmp_path / "larger", changes, 4 * count)
    assert larger - smaller < most_kib


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
