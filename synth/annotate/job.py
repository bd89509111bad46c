"""What is to be annotated, whatever its kind: the data read once, the annotator loaded, nothing written yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from synth.annotate.model import Model
from synth.folder.batch import Batch
from synth.folder.data_folder import Layout


class Job(Protocol):
    """`unit` is what the samples are called, `count` how many there are, `digest` a sha256 of data and labels.

    `spec` is what the manifest says for readers of the kind; `left_out` are lines on what the reader left out.
    """

    unit: str
    count: int
    digest: str
    model: Model
    threshold: float
    layout: Layout
    spec: Mapping[str, object]
    left_out: Sequence[str]

    @property
    def report(self) -> Callable[[Path], Path] | None:
        """Writes the page about the finished folder; None where the kind has none about annotated sets."""
        ...

    def batches(self, places: Sequence[int]) -> Iterator[Batch]:
        """The samples at some places, in order, encoded; each batch holds consecutive ones."""
        ...


def runs(places: Sequence[int], most: int) -> Iterator[range]:
    """Ranges of consecutive places, of at most so many each."""
    at = 0
    while at < len(places):
        end = at + 1
        while end < len(places) and end - at < most and places[end] == places[at] + end - at:
            end += 1
        yield range(places[at], places[at] + end - at)
        at = end
