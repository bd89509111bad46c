"""What a sweep compares of a data set of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.image.report.shown import shown_pictures
from synth.image.report.summary import summarise_pictures
from synth.report.sweep import ComparedSet, Headline, common_headlines

_MEANS: Mapping[str, str] = {
    "iou": "Mean IoU",
    "score": "Mean score",
    "count": "Objects a picture",
    "area": "Mean area px",
    "aspect": "Mean height / width",
    "neighbour": "Nearest neighbour px",
}
"""Measure or reading -> title of its column."""


def compared_pictures(folder: Path, most: int) -> ComparedSet:
    """Pictures written, yield, mean IoU and score, the means of the measures, and at most `most` thumbnails.

    DataError where the folder is no finished data set of pictures.
    """
    summary = summarise_pictures(folder, keep=most)
    means = (Headline(name=name, title=title, value=summary.mean(name)) for name, title in _MEANS.items())
    return ComparedSet(
        manifest=summary.manifest,
        headlines=(*common_headlines("Pictures", summary.verdicts), *means),
        shown=shown_pictures(folder, summary.kept, dict(summary.categories)),
        categories=tuple(key for key, _ in summary.categories),
    )
