"""Law of every kind: memory does not grow with the samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kinds.children import peak_kib, peak_kib_of_merge, quick_start
from tests.kinds.subjects import place

TRIED: Mapping[str, tuple[int, int, Mapping[str, Any]]] = {
    "tone": (40, 2048, {"seconds": 4.0}),
    "text": (400, 2048, {"max_tries": 1, "balance": [], "quotas": {}}),
    "image": (60, 2048, {"quotas": {}}),
    "document": (24, 10240, {"balance": [], "quotas": {}}),
    "packet": (60, 4096, {"contradictions": {}}),
}
"""Kind -> samples of the smaller data set, the most growth in KiB that counts as none, and leaves that make samples
larger or quicker.

Of three times as many more, each would be seen if it left 60 kB (a sound or its FFT), 2 kB (a text), 12 kB (a picture)
or 150 kB (a page; up to a hundred documents its report and Typst's cache still grow).
"""

SLOW = ("image", "document", "packet")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in TRIED])
def test_four_times_the_samples_need_no_more_memory(name: str, tmp_path: Path) -> None:
    placed, (count, most_kib, changes) = place(name, tmp_path / "scene"), TRIED[name]
    smaller = _peak_kib(peak_kib, placed, tmp_path / "smaller", changes, count)
    larger = _peak_kib(peak_kib, placed, tmp_path / "larger", changes, 4 * count)
    assert larger - smaller < most_kib


@pytest.mark.parametrize("name", ["tone", "text"])
def test_a_merge_of_four_times_the_samples_needs_no_more_memory(name: str, tmp_path: Path) -> None:
    placed, (count, most_kib, changes) = place(name, tmp_path / "scene"), TRIED[name]
    peaks = []
    for number in (count, 4 * count):
        shards = [tmp_path / f"{number}-{index}" for index in range(2)]
        for index, shard in enumerate(shards):
            placed.make(shard, changes, count=number, shard={"index": index, "count": 2})
        peaks.append(_peak_kib(peak_kib_of_merge, shards, tmp_path / str(number)))
    assert peaks[1] - peaks[0] < most_kib


def _peak_kib(work: Callable[..., None], *given: Any) -> int:
    """Of a process of its own that does nothing else."""
    context = quick_start()
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    peak = ours.recv()
    process.join()
    return peak
