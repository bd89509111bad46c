"""What a sweep compares of a data set of texts."""

from __future__ import annotations

from pathlib import Path

from synth.report.sweep import ComparedSet, Headline, common_headlines, mean_headlines
from synth.text.report.summary import summarise_texts


def compared_texts(folder: Path, most: int) -> ComparedSet:
    """Texts written, yield, means of the measures, and distinct-2; no thumbnails, whatever `most` is.

    DataError where the folder is no finished data set of texts.
    """
    summary = summarise_texts(folder, keep=0)
    variety = Headline(
        name="distinct_2", title="Different two-word runs", value=summary.variety.distinct()[2], share=True
    )
    return ComparedSet(
        manifest=summary.manifest,
        headlines=(*common_headlines("Texts", summary.verdicts), *mean_headlines(summary.measures), variety),
    )
