"""What a sweep compares of a data set of sound."""

from __future__ import annotations

from pathlib import Path

from synth.audio.report.summary import summarise_speech
from synth.report.sweep import ComparedSet, common_headlines, mean_headlines


def compared_speech(folder: Path, most: int) -> ComparedSet:
    """Utterances written, yield and means of the measures; no thumbnails, whatever `most` is.

    DataError where the folder is no finished data set of sound.
    """
    summary = summarise_speech(folder, keep=0)
    headlines = (*common_headlines("Utterances", summary.verdicts), *mean_headlines(summary.measures))
    return ComparedSet(manifest=summary.manifest, headlines=headlines)
