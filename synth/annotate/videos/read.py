"""Videos to annotate: a set of ours, or a folder of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.canonical import canonical_exact
from synth.core.errors import DataError
from synth.core.json_stream import iter_members
from synth.core.labels import Category
from synth.core.plain_file import plain_bytes
from synth.folder.finished import found_kind
from synth.folder.held_files import LARGEST_FILE
from synth.video.file.found import MEDIA_TYPES, video_files
from synth.video.file.mp4 import rate_of
from synth.video.read import ANNOTATIONS, VIDEOS, VideoSample, open_videos


class Source(NamedTuple):
    """A video and what is known of it: its line of video.jsonl, its entries of annotations.json; of a mere file nothing
    but the name that it had."""

    path: Path
    name: str
    record: Mapping[str, Any]
    images: tuple[Mapping[str, Any], ...] = ()
    annotations: tuple[Mapping[str, Any], ...] = ()

    def data(self) -> bytes:
        """The bytes of the file. DataError where it is missing or too large."""
        return plain_bytes(self.path, DataError, "a video", most=LARGEST_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first look at videos says; `digest` is a sha256 of names, sizes and labels."""

    videos: int
    digest: str
    categories: tuple[Category, ...]


def survey(data: Path) -> Survey:
    """Look at every video once. DataError where there is none, or one that cannot be opened."""
    digest, videos = sha256(), 0
    for source in sources(data):
        videos += 1
        look_at(source)
        labels = [source.record, source.images, source.annotations]
        digest.update(canonical_exact([source.name, source.path.stat().st_size, labels]).encode())
    if not videos:
        raise DataError(
            str(data), "no video", f"a folder with {VIDEOS.file}, or with files {', '.join(sorted(MEDIA_TYPES))}"
        )
    named = open_videos(data).categories() if _is_ours(data) else {}
    return Survey(
        videos=videos,
        digest=digest.hexdigest(),
        categories=tuple(Category(id=number, name=name) for number, name in named.items()),
    )


def look_at(source: Source) -> float:
    """Frames a second of a video. DataError for a file that is none."""
    try:
        return rate_of(source.data())
    except ValueError as error:
        raise DataError(str(source.path), str(error), "a video that FFmpeg reads") from None


def sources(data: Path) -> Iterator[Source]:
    """The videos of a set of ours in its order, or those in a folder and below by name."""
    if not _is_ours(data):
        yield from (Source(path, name, {}) for name, path in video_files(data))
        return
    videos = open_videos(data)
    images = _Entries(videos.finished.part(ANNOTATIONS), "images")
    annotations = _Entries(videos.finished.part(ANNOTATIONS), "annotations")
    for video in videos:
        yield Source(video.file, _name(video), video.record, images.of(video.id), annotations.of(video.id))


def _is_ours(data: Path) -> bool:
    return found_kind(data, (VIDEOS,)) is not None


def _name(video: VideoSample) -> str:
    return Path(video.record["file"]).name


class _Entries:
    """The entries of one list of annotations.json, video by video in file order."""

    def __init__(self, path: Path, key: str) -> None:
        self._found = (value for name, value in iter_members(path) if name == key)
        self._next = next(self._found, None)

    def of(self, video_id: int) -> tuple[Mapping[str, Any], ...]:
        """Those of the next video; each video is asked for once, in the order of the file."""
        own: list[Mapping[str, Any]] = []
        while self._next is not None and self._next.get("video_id") == video_id:
            own.append(self._next)
            self._next = next(self._found, None)
        return tuple(own)
