"""What a sweep compares of a data set of documents."""

from __future__ import annotations

from pathlib import Path

from synth.document.report.summary import summarise_documents
from synth.report.sweep import ComparedSet, common_headlines, mean_headlines


def compared_documents(folder: Path, most: int) -> ComparedSet:
    """Documents written, yield and the means of the measures; no thumbnails, whatever `most` is.

    DataError where the folder is no finished data set of documents.
    """
    summary = summarise_documents(folder, keep=0)
    headlines = (*common_headlines("Documents", summary.verdicts), *mean_headlines(summary.measures))
    return ComparedSet(manifest=summary.manifest, headlines=headlines)
