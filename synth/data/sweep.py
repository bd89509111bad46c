"""The comparison of a sweep's data sets, whatever their kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.audio.read import SPEECH
from synth.audio.report.compare import compared_speech
from synth.core.errors import DataError
from synth.data.kinds import KINDS
from synth.document.read import DOCUMENTS
from synth.document.report.compare import compared_documents
from synth.folder.finished import FolderKind, found_kind
from synth.image.read import PICTURES
from synth.image.report.compare import compared_pictures
from synth.report.sweep import Summariser, write_sweep
from synth.text.read import TEXTS
from synth.text.report.compare import compared_texts

SUMMARISERS: Mapping[FolderKind, Summariser] = {
    TEXTS: compared_texts,
    DOCUMENTS: compared_documents,
    PICTURES: compared_pictures,
    SPEECH: compared_speech,
}


def compare_data_sets(folders: Sequence[Path], out: Path) -> Path:
    """Write sweep.html, sweep.csv and sweep.json of finished data sets into `out`; returns the page's path.

    DataError without folders, or where one is no finished data set of any kind.
    """
    return write_sweep([(folder, SUMMARISERS[_kind_of(folder)]) for folder in folders], out)


def _kind_of(folder: Path) -> FolderKind:
    kind = found_kind(folder, KINDS)
    if kind is None:
        found = sorted(entry.name for entry in folder.glob("*"))[:8]
        files = ", ".join(one.file for one in KINDS)
        raise DataError(str(folder), found, f"a finished data set, with one of {files}")
    return kind
