"""What an annotator reads in a video: the cuts, and the shots between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from synth.annotate.model import Model

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import UInt8

Frames: TypeAlias = "Iterable[UInt8[np.ndarray, 'h w 3']]"
"""The frames of a video in order, RGB."""


class FoundCut(NamedTuple):
    """A shot begins at `frame`, which counts from 0; `score` 0 to 1."""

    frame: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAnnotator:
    """A model that reads videos; `threshold` is where it abstains below."""

    model: Model
    threshold: float = 0.5
    read: Callable[[Frames], Sequence[FoundCut]]


class FoundShot(NamedTuple):
    """Frames [start, end) without a cut."""

    start: int
    end: int
    score: float
    reason: str


def shots_of(cuts: Sequence[FoundCut], frames: int, threshold: float) -> Iterator[FoundShot]:
    """The shots between the cuts from `threshold` on. A shot is as sure as the less sure of its two cuts, and as it is
    that the best of the doubtful cuts within it is none.
    """
    sure = [cut.frame for cut in cuts if cut.score >= threshold]
    score_at = {cut.frame: cut.score for cut in cuts}
    for start, end in zip([0, *sure], [*sure, frames], strict=True):
        ends = [score_at.get(start, 1.0), score_at.get(end, 1.0)]
        inside = [1 - cut.score for cut in cuts if start < cut.frame < end]
        reason = f"{'the video begins' if not start else 'a cut'}, {'the video ends' if end == frames else 'a cut'}"
        yield FoundShot(start, end, min(ends + inside), reason)
