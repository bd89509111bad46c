"""What a data set is: texts with spans, documents, recordings, or pictures."""

from __future__ import annotations

from pathlib import Path

from synth.audio.read import SPEECH
from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.data.kinds import KINDS, refuse_unread
from synth.document.read import DOCUMENTS
from synth.folder.finished import found_kind
from synth.text.read import TEXTS
from synth.video.read import VIDEOS


def is_texts(data: Path) -> bool:
    """Whether a folder or file holds texts with spans. DataError where there is nothing, or sound, videos or
    packets."""
    if not data.exists():
        raise DataError(str(data), "no such file or folder", "annotated pictures, or texts with spans")
    if data.is_dir():
        refuse_unread(data)
        return found_kind(data, (TEXTS,)) is not None
    return data.suffix == ".jsonl" and "text" in next(iter_jsonl(data), {})


def is_documents(data: Path) -> bool:
    """Whether a folder holds documents of ours: pages with words, fields and tables."""
    return data.is_dir() and found_kind(data, (DOCUMENTS,)) is not None


def is_recordings(data: Path) -> bool:
    """Whether a folder holds a set of sound as ours are: recordings with words and turns."""
    return data.is_dir() and found_kind(data, KINDS) == SPEECH


def is_videos(data: Path) -> bool:
    """Whether a folder holds a set of videos of ours: tracks, segments and events, and boxes of every frame."""
    return data.is_dir() and found_kind(data, KINDS) == VIDEOS
