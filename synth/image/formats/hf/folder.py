"""Hugging Face's imagefolder: SPLIT/ with pictures and metadata.jsonl, and a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from synth.core.errors import DataError
from synth.core.json_lines import compact
from synth.core.json_stream import iter_jsonl
from synth.core.labels import Category
from synth.image.formats.carries import Carries, Losses
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.distinct import Distinct
from synth.image.formats.format import PictureFormat
from synth.image.formats.found_pictures import SPLIT_FOLDERS, find_picture
from synth.image.formats.hf.card import card_text
from synth.image.formats.picture_files import looked_at, put_picture
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

METADATA, WHOLE = "metadata.jsonl", "train"
"""`WHOLE` is the folder of a set that is not split: `datasets` calls it so."""


def write_folder(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write SPLIT/ with pictures and metadata.jsonl, categories.json and README.md."""
    path.mkdir()
    splits = dict[str, None]()
    for picture in stream.pictures:
        split = picture.split or WHOLE
        splits[split] = None
        put_picture(picture, path / split, losses)
        row = {"file_name": picture.name, **row_of(picture, stream.categories)}
        with (path / split / METADATA).open("a", encoding="utf-8", newline="\n") as lines:
            lines.write(compact(row) + "\n")
    write_categories(path, stream.name, stream.categories)
    files = {split: f"{split}/**" for split in splits}
    card = card_text(stream.name, files, losses.pictures)
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


def detect(data: Path) -> bool:
    """Whether there is a metadata.jsonl in the folder or in one below it."""
    return data.is_dir() and bool(_files_of(data))


def _files_of(data: Path) -> list[Path]:
    below = sorted(data.glob(f"*/{METADATA}"))
    return [data / METADATA] if (data / METADATA).is_file() else [path for path in below if path.is_file()]


def read_folder(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read such a folder. Rows need file_name and objects with bbox and category, a number or a name."""
    files = _files_of(data) if data.is_dir() else []
    if not files:
        raise DataError(str(data), f"no {METADATA}", f"a folder with {METADATA}, or a folder of it for each split")
    categories = read_categories(data) or numbered_categories(_rows(files))
    dropped = dropped or Counting()
    return PictureStream(
        name=data.resolve().name,
        categories=categories,
        pictures=_pictures(data, files, categories, dropped),
        tally=dropped.tally,
    )


def _rows(files: Sequence[Path]) -> Iterator[tuple[str, Row]]:
    return ((f"{file}:{number}", row) for file in files for number, row in enumerate(iter_jsonl(file), start=1))


def _pictures(
    data: Path, files: Sequence[Path], categories: Sequence[Category], dropped: Counting
) -> Iterator[AnnotatedImage]:
    number, labels, seen = 0, 0, Distinct()
    for file in files:
        split = SPLIT_FOLDERS.get(file.parent.name, "") if len(files) > 1 else ""
        for where, row in _rows([file]):
            number += 1
            name = row.get("file_name")
            if not isinstance(name, str):
                raise DataError(f"{where}: file_name", name, "the path of a picture")
            path, found = find_picture(data, [file.parent], name, f"{where}: file_name", dropped)
            picture = looked_at(bare_picture(row, path, found, split, number, where), dropped)
            if picture is None:
                continue
            seen.claim(picture.id, f"{where}: image_id")
            annotations = tuple(picture_of_row(row, picture, categories, labels, where, dropped))
            labels += len(annotations)
            yield replace(picture, annotations=annotations)


ALL = Carries(
    masks=True, polygons="several", keypoints=True, attributes=True, scores=True, captions=True, crowd=True, ids=True,
    picture_ids=True, supercategories=True, skeletons=True, extra=True, splits=True,
)  # fmt: skip

FORMATS = {
    "hf": PictureFormat(
        title="Hugging Face imagefolder: metadata.jsonl with objects, for load_dataset",
        carries=ALL,
        suffix="-hf",
        write=write_folder,
        detect=detect,
        read=read_folder,
    )
}
