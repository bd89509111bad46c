"""The kinds of finished data sets, each as its wing names it."""

from __future__ import annotations

from pathlib import Path

from synth.audio.read import SPEECH
from synth.core.errors import DataError
from synth.document.read import DOCUMENTS
from synth.folder.finished import FolderKind, found_kind
from synth.image.read import PICTURES
from synth.packet.read import PACKETS
from synth.text.read import TEXTS
from synth.video.read import VIDEOS

KINDS: tuple[FolderKind, ...] = (PACKETS, TEXTS, DOCUMENTS, VIDEOS, PICTURES, SPEECH)
"""Packets first: their folders hold the data sets of their members too."""


def refuse_other_kind(folder: Path, wanted: FolderKind) -> None:
    """DataError where the folder holds a data set of another kind than the wanted one."""
    found = found_kind(folder, (wanted, *KINDS))
    if found not in (None, wanted):
        allowed = f"a finished data set of {wanted.plural}, with {wanted.file}"
        raise DataError(str(folder), f"a data set of {found.plural}", allowed)
