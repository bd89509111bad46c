"""A finished data set of any kind as a lazy sequence of its samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from synth.audio.read import SPEECH
from synth.core.errors import DataError
from synth.core.paths import expanded
from synth.data.kinds import KINDS
from synth.document.read import DOCUMENTS
from synth.folder.finished import FolderKind, found_kind
from synth.image.read import PICTURES
from synth.packet.read import PACKETS
from synth.text.read import TEXTS
from synth.video.read import VIDEOS

if TYPE_CHECKING:
    from synth.image.torch_pictures import TorchPictures

S = TypeVar("S", covariant=True)
_MOST_LISTED = 8


class Indexed(Protocol[S]):
    """The samples of a folder by their places from 0; what it reads it does not keep."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> S: ...


class Samples(Sequence[S], Generic[S]):
    """The samples of a finished data set in file order, each read when it is asked for; nothing is kept of them.

    A slice is such a sequence too. It travels between processes. DataError at a sample that is malformed.
    """

    def __init__(self, folder: Path, kind: FolderKind, indexed: Indexed[S], places: range | None = None) -> None:
        """`places`: which of the folder's samples; None: all of them."""
        self.folder, self.kind = folder, kind
        self._indexed, self._places = indexed, places

    def __len__(self) -> int:
        return len(self._indexed) if self._places is None else len(self._places)

    @overload
    def __getitem__(self, place: int) -> S: ...

    @overload
    def __getitem__(self, place: slice) -> Samples[S]: ...

    def __getitem__(self, place: int | slice) -> S | Samples[S]:
        if isinstance(place, slice):
            return Samples(self.folder, self.kind, self._indexed, self._all[place])
        if self._places is None and place >= 0:  # without counting them all
            return self._indexed[place]
        return self._indexed[self._all[place]]

    def __repr__(self) -> str:
        return f"<{len(self)} {self.kind.plural} in {self.folder}>"

    def torch(self) -> TorchPictures:
        """The pictures as a torch `Dataset` of (image, target) for detection. DataError for other kinds."""
        if self.kind != PICTURES:
            raise DataError(str(self.folder), f"a data set of {self.kind.plural}", "a data set of pictures")
        from synth.image.torch_pictures import TorchPictures

        return TorchPictures(self)

    @property
    def _all(self) -> range:
        return range(len(self._indexed)) if self._places is None else self._places


def load(folder: str | Path) -> Samples[Any]:
    """The data set in `folder`, whatever its kind. DataError where there is no finished one."""
    path = expanded(folder)
    kind = found_kind(path, KINDS)
    if kind is None:
        found = sorted(entry.name for entry in path.glob("*"))[:_MOST_LISTED]
        files = ", ".join(one.file for one in KINDS)
        raise DataError(str(path), found, f"a finished data set, with one of {files}")
    return Samples(path, kind, _INDEXED[kind](path))


def _texts(folder: Path) -> Indexed[Any]:
    from synth.text.sample import IndexedTexts

    return IndexedTexts(folder)


def _documents(folder: Path) -> Indexed[Any]:
    from synth.document.sample import IndexedDocuments

    return IndexedDocuments(folder)


def _pictures(folder: Path) -> Indexed[Any]:
    from synth.image.indexed import IndexedPictures

    return IndexedPictures(folder)


def _videos(folder: Path) -> Indexed[Any]:
    from synth.video.sample import IndexedVideos

    return IndexedVideos(folder)


def _packets(folder: Path) -> Indexed[Any]:
    from synth.packet.sample import IndexedPackets

    return IndexedPackets(folder)


def _speech(folder: Path) -> Indexed[Any]:
    from synth.audio.sample import IndexedSpeech

    return IndexedSpeech(folder)


_INDEXED: Mapping[FolderKind, Callable[[Path], Indexed[Any]]] = {
    PACKETS: _packets,
    TEXTS: _texts,
    DOCUMENTS: _documents,
    PICTURES: _pictures,
    VIDEOS: _videos,
    SPEECH: _speech,
}
