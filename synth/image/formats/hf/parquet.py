"""Parquet as Hugging Face's `datasets` reads it: data/SPLIT-00000.parquet with the pictures' bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, SynthError
from synth.core.labels import Category
from synth.image.formats.carries import Losses
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.distinct import Distinct
from synth.image.formats.format import PictureFormat
from synth.image.formats.found_pictures import SPLIT_FOLDERS
from synth.image.formats.hf.card import card_text, columns_of, info_of
from synth.image.formats.hf.folder import ALL, WHOLE
from synth.image.formats.picture_files import looked_at, picture_bytes, unpacked
from synth.image.formats.rows import (
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

GROUP_BYTES, FILE_BYTES = 1 << 25, 1 << 29
"""Of the pictures of a row group, which is what a reader holds, and of a file."""

LARGEST_GROUP = 1 << 32
"""Bytes of a row group once it is unpacked, as the file states them."""

_ROWS_AT_ONCE = 8


def write_parquet(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write data/, categories.json and README.md. SynthError without pyarrow."""
    arrow, parquet = _part_of_pyarrow("pyarrow"), _part_of_pyarrow("pyarrow.parquet")
    (path / "data").mkdir(parents=True)
    schema = arrow.schema([(name, _arrow_type(arrow, kind)) for name, kind in columns_of(stream.categories).items()])
    schema = schema.with_metadata({"huggingface": json.dumps(info_of(stream.categories))})
    names = [category.name for category in sorted(stream.categories, key=lambda one: one.id)]
    files = dict[str, _Files]()
    try:
        for picture in stream.pictures:
            split = picture.split or WHOLE
            if split not in files:
                files[split] = _Files(path / "data", split, schema, arrow, parquet)
            image = {"bytes": picture_bytes(picture, losses), "path": picture.name}
            row = row_of(picture, stream.categories)
            row["objects"]["category"] = [names.index(name) for name in row["objects"]["category"]]
            files[split].add({"image": image, **row})
    finally:
        for one in files.values():
            one.close()
    write_categories(path, stream.name, stream.categories)
    patterns = {split: f"data/{split}-*.parquet" for split in files}
    card = card_text(stream.name, patterns, losses.pictures)
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


class _Files:
    """The files of a split: rows are held until they fill a group, a file goes on until it is large enough."""

    def __init__(self, folder: Path, split: str, schema: Any, arrow: Any, parquet: Any) -> None:
        self._folder, self._split, self._schema = folder, split, schema
        self._arrow, self._parquet = arrow, parquet
        self._rows: list[dict[str, Any]] = []
        self._group_bytes = self._file_bytes = self._number = 0
        self._writer: Any = None

    def add(self, row: dict[str, Any]) -> None:
        """Add a row; write the group that it fills."""
        self._rows.append(row)
        self._group_bytes += len(row["image"]["bytes"])
        if self._group_bytes >= GROUP_BYTES:
            self._write_group()
        if self._file_bytes >= FILE_BYTES:
            self.close()

    def close(self) -> None:
        """Write what is held, and end the file."""
        if self._rows:
            self._write_group()
        if self._writer is not None:
            self._writer.close()
            self._writer, self._file_bytes, self._number = None, 0, self._number + 1

    def _write_group(self) -> None:
        if self._writer is None:
            file = self._folder / f"{self._split}-{self._number:05d}.parquet"
            self._writer = self._parquet.ParquetWriter(file, self._schema)
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._file_bytes += self._group_bytes
        self._rows, self._group_bytes = [], 0


def _arrow_type(arrow: Any, kind: Any) -> Any:
    if kind == "image":
        return arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    if isinstance(kind, str):
        return arrow.type_for_alias(kind)
    if "list" in kind:
        return arrow.list_(_arrow_type(arrow, kind["list"]))
    if "struct" in kind:
        return arrow.struct([(name, _arrow_type(arrow, one)) for name, one in kind["struct"].items()])
    return arrow.int64()


def detect(data: Path) -> bool:
    """Whether there are Parquet files in the folder or in its data/."""
    return bool(_files_of(data))


def _files_of(data: Path) -> list[Path]:
    if data.is_file():
        return [data] if data.suffix == ".parquet" else []
    return [path for path in sorted(data.glob("data/*.parquet")) or sorted(data.glob("*.parquet")) if path.is_file()]


def read_parquet(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read Parquet files with the pictures' bytes in `image`. SynthError without pyarrow."""
    parquet = _part_of_pyarrow("pyarrow.parquet")
    files = _files_of(data)
    if not files:
        raise DataError(str(data), "no Parquet file", "a folder with data/*.parquet")
    folder = data if data.is_dir() else data.parent
    categories = read_categories(folder) or numbered_categories(_rows(files, parquet, ["objects"]))
    dropped = dropped or Counting()
    return PictureStream(
        name=folder.resolve().name,
        categories=categories,
        pictures=_pictures(files, parquet, categories, dropped),
        tally=dropped.tally,
    )


def _rows(files: Sequence[Path], parquet: Any, columns: list[str] | None = None) -> Iterator[tuple[str, Row]]:
    """The rows of the files. DataError for a file that is broken or unpacks to too much."""
    arrow = _part_of_pyarrow("pyarrow")
    for path in files:
        try:
            with parquet.ParquetFile(path) as file:
                _check_size(file.metadata, path)
                number = 0
                for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                    for row in batch.to_pylist():
                        number += 1
                        yield f"{path}: row {number}", row
        except (arrow.ArrowException, OSError, ValueError) as error:
            raise DataError(str(path), str(error), "a Parquet file is needed") from error


def _check_size(metadata: Any, path: Path) -> None:
    for number in range(metadata.num_row_groups):
        size = metadata.row_group(number).total_byte_size
        if size > LARGEST_GROUP:
            raise DataError(f"{path}: row group {number}", size, f"at most {LARGEST_GROUP} bytes")


def _pictures(
    files: Sequence[Path], parquet: Any, categories: Sequence[Category], dropped: Counting
) -> Iterator[AnnotatedImage]:
    number, labels, seen = 0, 0, Distinct()
    splits = {path: SPLIT_FOLDERS.get(path.name.split("-")[0].removesuffix(".parquet"), "") for path in files}
    is_split = len(set(splits.values())) > 1
    with unpacked() as room:
        for file in files:
            for where, row in _rows([file], parquet):
                number += 1
                image = row.get("image")
                data, name = (image.get("bytes"), image.get("path")) if isinstance(image, dict) else (None, None)
                if not isinstance(data, bytes):
                    raise DataError(f"{where}: image", type(data).__name__, "the bytes of a picture")
                path = room / "picture"
                path.write_bytes(data)
                bare = {key: value for key, value in row.items() if key != "image"}
                split = splits[file] if is_split else ""
                named = name if isinstance(name, str) and name else f"{number:06d}.png"
                picture = looked_at(bare_picture(bare, path, named, split, number, where), dropped)
                if picture is None:
                    continue
                seen.claim(picture.id, f"{where}: image_id")
                annotations = tuple(picture_of_row(bare, picture, categories, labels, where, dropped))
                labels += len(annotations)
                yield replace(picture, annotations=annotations)


def _part_of_pyarrow(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise SynthError("Parquet", str(error), "pyarrow: pip install 'synth[parquet]'") from error


FORMATS = {
    "hf-parquet": PictureFormat(
        title="Hugging Face Parquet: the pictures' bytes beside their labels",
        carries=ALL,
        suffix="-parquet",
        write=write_parquet,
        detect=detect,
        read=read_parquet,
    )
}
