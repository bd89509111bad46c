"""`synth compare`: every measure of one kind of data, real beside synthetic."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from synth.core.errors import DataError
from synth.core.progress import Progress
from synth.data.kinds import refuse_unread
from synth.document.read import DOCUMENTS
from synth.evidence.figures import Compared
from synth.evidence.options import CompareConfig
from synth.folder.finished import found_kind
from synth.image.read import PICTURES
from synth.text.formats.labelled import text_file


def compare_sets(config: CompareConfig, progress: Progress, command: str) -> Compared:
    """Compare the sets. DataError for a set that cannot be read, is too small, or where their kinds differ."""
    start = time.monotonic()
    kinds = {name: _kind(path) for name, path in _sets(config).items()}
    for name, kind in kinds.items():
        if kind != kinds["real"]:
            raise DataError(f"{name}={_sets(config)[name]}", f"a set of {kind}", f"{kinds['real']}, as the real data")
    if kinds["real"] == "documents":
        from synth.evidence.documents.compare import compare_documents as compare
    elif kinds["real"] == "texts":
        from synth.evidence.texts.compare import compare_texts as compare
    else:
        from synth.evidence.pictures.compare import compare_pictures as compare
    return compare(config, progress, command, start)


def _sets(config: CompareConfig) -> Mapping[str, Path]:
    sets = {"real": config.real, "synthetic": config.synthetic}
    return sets if config.holdout is None else sets | {"holdout": config.holdout}


def _kind(data: Path) -> str:
    """`texts`, `documents` or `pictures`. DataError where there is nothing."""
    if not data.exists():
        raise DataError(str(data), "no such file or folder", "annotated pictures, documents of ours or labelled texts")
    refuse_unread(data)
    if found_kind(data, (DOCUMENTS,)) is not None:
        return "documents"
    if found_kind(data, (PICTURES,)) is None and text_file(data) is not None:
        return "texts"
    return "pictures"
