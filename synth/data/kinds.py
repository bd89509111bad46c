"""The kinds of finished data sets, each as its wing names it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.audio.read import SPEECH
from synth.audio.recordings import has_sound
from synth.core.errors import DataError, Unquoted
from synth.document.read import DOCUMENTS
from synth.folder.finished import FolderKind, found_kind
from synth.image.read import ANNOTATIONS, PICTURES
from synth.packet.read import PACKETS
from synth.text.read import TEXTS
from synth.video.file.found import has_videos
from synth.video.read import VIDEOS

KINDS: tuple[FolderKind, ...] = (PACKETS, TEXTS, DOCUMENTS, VIDEOS, PICTURES, SPEECH)
"""Packets first: their folders hold the data sets of their members too."""


_TAKEN: Mapping[FolderKind, str] = {
    SPEECH: "synth annotate with=speech, check, explain, export and load",
    VIDEOS: "synth annotate with=cuts, check, explain, export and load",
}
"""Sets that are neither pictures, documents nor texts -> what takes them."""


def refuse_unread(data: Path) -> None:
    """DataError where data are sound, videos or packets, for what takes pictures, documents and texts alone: it says
    what they are, and what takes them.
    """
    if not data.is_dir():
        return
    ours = found_kind(data, KINDS)
    if ours == PACKETS:
        files = " or ".join(str(data / one) for one in (TEXTS.file, ANNOTATIONS) if (data / one).is_file())
        needed = f"members of one kind, such as {files}; synth explain, export and load take packets"
        raise DataError(str(data), Unquoted("a data set of packets"), needed)
    if ours is not None and ours in _TAKEN:
        takers = f"{_TAKEN[ours]} take {ours.plural}"
        raise DataError(str(data), Unquoted(f"a data set of {ours.plural}"), f"pictures, documents or texts; {takers}")


def refuse_mere_files(data: Path) -> None:
    """As `refuse_unread`, of a folder of recordings or videos without labels."""
    for held, has, how in (("recordings", has_sound, "with=speech"), ("videos", has_videos, "with=cuts")):
        if has(data):
            needed = f"pictures, documents or texts; synth annotate {how} labels {held}"
            raise DataError(str(data), Unquoted(f"a folder of {held}"), needed)


def refuse_other_kind(folder: Path, wanted: FolderKind) -> None:
    """DataError where the folder holds a data set of another kind than the wanted one."""
    found = found_kind(folder, (wanted, *KINDS))
    if found not in (None, wanted):
        allowed = f"a finished data set of {wanted.plural}, with {wanted.file}"
        raise DataError(str(folder), f"a data set of {found.plural}", allowed)
