"""WebDataset: tar files of pairs KEY.png and KEY.json, in the order of the pictures, and categories.json beside them.

The key is the picture's number; its name stands in the JSON, whose other keys are those of `rows`.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from synth.core.canonical import canonical
from synth.core.errors import DataError, Unquoted
from synth.core.labels import Category
from synth.core.plain_file import check_plain, decoded
from synth.core.strict_json import parse_json
from synth.image.formats.carries import Losses
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.distinct import Distinct
from synth.image.formats.format import PictureFormat
from synth.image.formats.found_pictures import SPLIT_FOLDERS
from synth.image.formats.hf.folder import ALL, WHOLE
from synth.image.formats.picture_files import ENDINGS, looked_at, picture_bytes, unpacked
from synth.image.formats.rows import (
    CATEGORIES,
    Row,
    bare_picture,
    numbered_categories,
    picture_of_row,
    read_categories,
    row_of,
    write_categories,
)
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting

SHARD_BYTES = 1 << 29
"""Of the pictures in a tar file."""

LARGEST_MEMBER = 1 << 30


def write_webdataset(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write SPLIT-000000.tar ... and categories.json; the same pictures give the same bytes."""
    path.mkdir()
    shards = dict[str, _Shards]()
    try:
        for number, picture in enumerate(stream.pictures):
            split = picture.split or WHOLE
            if split not in shards:
                shards[split] = _Shards(path, split)
            row = {"file_name": picture.name, **row_of(picture, stream.categories)}
            data, ending = picture_bytes(picture, losses), PurePosixPath(picture.name).suffix.lower() or ".png"
            shards[split].add({f"{number:09d}{ending}": data, f"{number:09d}.json": canonical(row).encode()})
    finally:
        for one in shards.values():
            one.close()
    write_categories(path, stream.name, stream.categories)


class _Shards:
    """The tar files of a split; the next one begins when one is large enough."""

    def __init__(self, folder: Path, split: str) -> None:
        self._folder, self._split = folder, split
        self._number = self._bytes = 0
        self._tar: tarfile.TarFile | None = None

    def add(self, members: dict[str, bytes]) -> None:
        """Add the files of a picture."""
        if self._tar is None:
            path = self._folder / f"{self._split}-{self._number:06d}.tar"
            self._tar = tarfile.open(path, "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 - closed by `close`
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o644
            self._tar.addfile(member, io.BytesIO(data))
            self._bytes += len(data)
        self._tar.members.clear()  # pyright: ignore[reportAttributeAccessIssue] - untyped; it grows with every member
        if self._bytes >= SHARD_BYTES:
            self.close()

    def close(self) -> None:
        """End the file."""
        if self._tar is not None:
            self._tar.close()
            self._tar, self._bytes, self._number = None, 0, self._number + 1


def detect(data: Path) -> bool:
    """Whether there are tar files beside a categories.json, or whether this is one of them."""
    return bool(_files_of(data)) and (_folder_of(data) / CATEGORIES).is_file()


def _folder_of(data: Path) -> Path:
    return data.absolute().parent if data.is_file() else data


def _files_of(data: Path) -> list[Path]:
    if data.is_file():
        return [data] if data.suffix == ".tar" else []
    return [path for path in sorted(data.glob("*.tar")) if path.is_file()]


def read_webdataset(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read tar files of pairs of a picture and a JSON with `objects`, as `rows` has them."""
    files = _files_of(data)
    if not files:
        raise DataError(str(data), "no tar file", "a folder with *.tar and categories.json")
    categories = read_categories(_folder_of(data)) or numbered_categories(
        (where, row) for where, row, _ in _samples(files)
    )
    dropped = dropped or Counting()
    return PictureStream(
        name=_folder_of(data).resolve().name,
        categories=categories,
        pictures=_pictures(files, categories, dropped),
        tally=dropped.tally,
    )


def _pictures(files: Sequence[Path], categories: Sequence[Category], dropped: Counting) -> Iterator[AnnotatedImage]:
    number, labels, seen = 0, 0, Distinct()
    splits = {path: SPLIT_FOLDERS.get(path.name.split("-")[0], "") for path in files}
    is_split = len(set(splits.values())) > 1
    with unpacked() as room:
        for file in files:
            for where, row, (ending, data) in _samples([file]):
                number += 1
                path = room / f"picture{ending}"
                path.write_bytes(data)
                name = row.get("file_name")
                named = name if isinstance(name, str) and name else f"{number:06d}{ending}"
                picture = looked_at(
                    bare_picture(row, path, named, splits[file] if is_split else "", number, where), dropped
                )
                if picture is None:
                    continue
                seen.claim(picture.id, f"{where}: image_id")
                annotations = tuple(picture_of_row(row, picture, categories, labels, where, dropped))
                labels += len(annotations)
                yield replace(picture, annotations=annotations)


def _samples(files: Sequence[Path]) -> Iterator[tuple[str, Row, tuple[str, bytes]]]:
    """(place, JSON, (ending, bytes of the picture)) of each key. DataError for a pair that is not whole."""
    for path in files:
        held = dict[str, bytes]()
        key = None
        for name, data in _ended(_members(path)):
            own, _, ending = PurePosixPath(name).name.partition(".")
            own = str(PurePosixPath(name).parent / own)
            if own != key and held:
                yield _sample(path, str(key), held)
                held = {}
            key = own
            held[f".{ending.lower()}"] = data


def _ended(members: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The members, then one without a name, which ends the last key."""
    yield from members
    yield "", b""


def _sample(path: Path, key: str, held: dict[str, bytes]) -> tuple[str, Row, tuple[str, bytes]]:
    where = f"{path}: {key}"
    picture = next(((ending, data) for ending, data in held.items() if ending in ENDINGS), None)
    if picture is None or ".json" not in held:
        raise DataError(where, sorted(held), "a picture and a .json of the same key")
    row: Any = parse_json(decoded(held[".json"], where, DataError), where, DataError)
    if not isinstance(row, dict):
        raise DataError(where, row, "an object with objects")
    return where, row, picture


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the plain files of a tar file, in its order."""
    check_plain(path, DataError, "a tar file is needed")
    try:
        with tarfile.open(path, "r:") as tar:
            while (member := tar.next()) is not None:
                tar.members.clear()  # pyright: ignore[reportAttributeAccessIssue] - as above
                if not member.isfile():
                    continue
                if member.size > LARGEST_MEMBER:
                    got = Unquoted(f"{member.size} bytes")
                    raise DataError(f"{path}: {member.name}", got, f"at most {LARGEST_MEMBER} bytes")
                file = tar.extractfile(member)
                if file is not None:
                    yield member.name, file.read()
    except (tarfile.TarError, EOFError) as error:
        raise DataError(str(path), str(error), "a tar file is needed") from error


FORMATS = {
    "webdataset": PictureFormat(
        title="WebDataset: tar files of pictures and JSON",
        carries=ALL,
        suffix="-webdataset",
        write=write_webdataset,
        detect=detect,
        read=read_webdataset,
    )
}
