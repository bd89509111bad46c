"""A split of a picture set: read once to know it, and again with the part of each picture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from synth.core.errors import DataError, suggest
from synth.data.split.gather import Assigned, Gathered, Split
from synth.data.split.groups import digest
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.stream import PictureStream


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What must not be divided: `of` gives the keys of a picture, `said` says in words what they are."""

    said: str
    of: Callable[[AnnotatedImage], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureParts:
    """The part of each picture, and the names (digests, without ending) that pictures of two former parts have."""

    assigned: Assigned
    repeated: frozenset[bytes]

    def placed(self, stream: PictureStream) -> PictureStream:
        """The same pictures, each in its part; a repeated name gets that of the former part before it."""
        return replace(stream, pictures=map(self._placed, stream.pictures))

    def _placed(self, picture: AnnotatedImage) -> AnnotatedImage:
        name = picture.name
        if picture.split and digest(_stem(picture)) in self.repeated:
            pure = PurePosixPath(name)
            name = pure.with_name(f"{picture.split}-{pure.name}").as_posix()
        return replace(picture, name=name, split=self.assigned.part_of(_full_name(picture)))


def split_pictures(stream: PictureStream, split: Split, where: str, ties: Ties | None = None) -> PictureParts:
    """Read a stream for its split; it is read again to be written.

    Never divided are equal picture files, pictures with equal values of the keys that `split.by` names, and what
    `ties` hold together: these see to `split.by` themselves. DataError for a picture without such a key, and where
    groups leave a part empty.
    """
    ties = ties or Ties(said=", ".join(f"equal {key}" for key in split.by), of=lambda picture: _keys(picture, split.by))
    gathered, stems, repeated = Gathered("pictures"), set[bytes](), set[bytes]()
    replaced = 0
    for picture in stream.pictures:
        replaced += bool(picture.split)
        file = f"file {_sha256(picture.path)}"
        classes = (one.category for one in picture.annotations)
        gathered.add(_full_name(picture), (file, *ties.of(picture)), classes, picture.extra)
        stem = digest(_stem(picture))
        (repeated if stem in stems else stems).add(stem)
    assigned = gathered.assigned(split, where, ", ".join(filter(None, ["equal files", ties.said])))
    if replaced:
        line = f"note      the parts that {replaced} pictures were in are replaced"
        assigned = replace(assigned, lines=(*assigned.lines, line))
    return PictureParts(assigned=assigned, repeated=frozenset(repeated))


def _keys(picture: AnnotatedImage, by: Iterable[str]) -> Iterator[str]:
    for key in by:
        if key not in picture.extra:
            allowed = f"--by {key} needs the key in every picture; {suggest(key, picture.extra)}"
            raise DataError(f"picture {picture.file_name}: {key}", "nothing", allowed)
        yield f"{key}={picture.extra[key]}"


def _full_name(picture: AnnotatedImage) -> str:
    return f"{picture.split}/{picture.name}"


def _stem(picture: AnnotatedImage) -> str:
    return PurePosixPath(picture.name).with_suffix("").as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
