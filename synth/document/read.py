"""Reads a finished data set of documents: documents.jsonl is read here and nowhere else."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.document.labels import DocumentLabels
from synth.document.record_labels import labels_of_record
from synth.document.stated import DocumentStated
from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished, picture_inside
from synth.folder.stated import checked

DOCUMENTS = FolderKind("documents", "documents.jsonl")

PICTURE_SUFFIXES = (".png", ".jpg")
"""Endings of the pages' pictures."""


@dataclass(frozen=True)
class DocumentSample:
    """One document. `record` is its line of documents.jsonl, `where` the path and the number of the line.

    `labels` are built when they are asked for; what counts all documents does without.
    """

    folder: Path
    record: Mapping[str, Any]
    where: str

    @property
    def id(self) -> int:
        return self.record["id"]

    @property
    def name(self) -> str:
        """The document's file name without its ending."""
        return f"{self.id:06d}"

    @property
    def pages(self) -> Sequence[Mapping[str, Any]]:
        """The page pictures as the line states them: file, width and height in px."""
        return self.record["pages"]

    @property
    def words(self) -> Sequence[Mapping[str, Any]]:
        """The words as the line states them, in reading order."""
        return self.record["words"]

    def each(self, part: str) -> Sequence[Mapping[str, Any]]:
        """The labels of a part of the line (`lines`, `fields`, `tables` ...); none where the line has no such part."""
        return self.record.get(part, ())

    @property
    def locale(self) -> str:
        """Such as `en_US`; empty where the line has none."""
        return self.record.get("locale", "")

    @property
    def template(self) -> str:
        """The name of its template; empty where the line has none."""
        return self.record.get("template", "")

    @property
    def profile(self) -> str:
        """How its pages were degraded, such as `scan`; empty where the line has none."""
        return self.record.get("degradation", {}).get("profile", "")

    @property
    def severities(self) -> Mapping[str, float]:
        """Effect of the degradation -> severity, 0-1."""
        return self.record.get("degradation", {}).get("severity", {})

    @property
    def variables(self) -> Mapping[str, Any]:
        """The scene's variables, name -> value."""
        return self.record.get("variables", {})

    @property
    def quotas(self) -> tuple[str, ...]:
        """The rare cases that it was made for."""
        return tuple(self.record.get("quotas", ()))

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture file of each page. DataError where one lies outside of the folder."""
        return tuple(picture_inside(self.folder, page["file"]) for page in self.pages)

    @cached_property
    def labels(self) -> DocumentLabels:
        """All labels. DataError where a key is missing or a label names a word, a field or a page that is not there."""
        return labels_of_record(self.record, self.where)

    def check_pictures(self) -> None:
        """DataError where a page's picture is missing, broken, of another size, or lies outside of the folder."""
        for picture, page in zip(self.pictures, self.pages, strict=True):
            if picture.suffix not in PICTURE_SUFFIXES:
                raise DataError(self.where, page["file"], f"a picture with the ending {' or '.join(PICTURE_SUFFIXES)}")
            if not picture.is_file():
                raise DataError(str(picture), "no such file", f"the picture that {self.where} names")
            size = picture_size(picture)
            if size != (page["width"], page["height"]):
                told = f"{page['width']} x {page['height']} px, as {self.where} says"
                raise DataError(str(picture), f"{size[0]} x {size[1]} px", told)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDataSet:
    """A finished data set of documents; of a part of one, `kept` says by its id whether a sample belongs to it."""

    finished: FinishedFolder
    kept: Callable[[int], bool] | None = None

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    def __iter__(self) -> Iterator[DocumentSample]:
        """The documents in file order, one in memory at a time. DataError at a line that is no document."""
        folder = self.finished.folder
        for where, record in iter_records(self.finished.path, DocumentStated, "a document"):
            if self.kept is None or self.kept(record["id"]):
                yield DocumentSample(folder, record, where)

    def checked(self) -> Iterator[DocumentSample]:
        """The documents as above, every key checked: the data set may be of unknown origin.

        DataError where labels are malformed, a picture is missing or broken, or where two documents have one id or two
        pages one name.
        """
        seen: set[int | str] = set()
        for sample in self:
            checked(DocumentStated, sample.record, sample.where)
            for name in (sample.id, *(picture.stem for picture in sample.pictures)):
                if name in seen:
                    raise DataError(sample.where, name, "ids and names of pictures that differ")
                seen.add(name)
            _ = sample.labels
            sample.check_pictures()
            yield sample


def open_documents(folder: Path) -> DocumentDataSet:
    """The data set in `folder`; DataError where there is no finished data set of documents."""
    return DocumentDataSet(finished=open_finished(folder, DOCUMENTS))


def picture_size(picture: Path) -> tuple[int, int]:
    """Width and height of a picture file, px, by its head. DataError for a broken picture and for one too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(picture, formats=("PNG", "JPEG")) as image:
                return image.size
    except UnidentifiedImageError:
        raise DataError(str(picture), "another kind of file", "a PNG or JPEG picture") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(str(picture), str(error), "a PNG or JPEG picture") from None
