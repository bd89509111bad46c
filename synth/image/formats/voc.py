"""Pascal VOC: JPEGImages/, Annotations/ with an XML file a picture, ImageSets/Main/ with a list a split, labelmap.txt.

Boxes are whole pixels counted from 1, the last one included, as the VOC development kit has them: the half-open box
[x0, x1) is xmin = x0 + 1, xmax = x1. A folder in which any box begins at 0 was written by tools that count from 0, as
labelImg does: its boxes are read as [xmin, xmax).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.inside import files_inside
from synth.core.labels import AttributeValue, Category
from synth.core.plain_file import plain_text
from synth.image.formats.carries import Carries, Losses
from synth.image.formats.coco.records import AnnotationRecord
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.format import PictureFormat
from synth.image.formats.found_pictures import find_picture, split_of
from synth.image.formats.judged import judged
from synth.image.formats.picture_files import MOST_FILES, looked_at, put_picture
from synth.image.formats.stated_text import number_of, text_of, value_of, whole_of
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting, Tally
from synth.image.formats.xml import Element, iter_elements, leaf_text, root_tag

LABELMAP = "labelmap.txt"
"""Names of categories, `name:colour:parts:actions` a line, as CVAT and Datumaro have it beside the three folders."""

ANNOTATIONS, PICTURES, LISTS = "Annotations", "JPEGImages", "ImageSets/Main"
ROOT = "annotation"

_FLAGS = ("truncated", "difficult", "occluded")
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_LARGEST_LIST = 1 << 30
_LIST_FLAG = re.compile(r"\s-?[01]\s*$")
"""What follows the name in lists of a category: whether the picture shows it."""


def write_voc(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write the three folders of a VOC data set."""
    lists = path / LISTS
    lists.mkdir(parents=True)
    (path / ANNOTATIONS).mkdir()
    (path / PICTURES).mkdir()
    names = [category.name for category in sorted(stream.categories, key=lambda category: category.id)]
    for name in names:
        if ":" in name or name.startswith("#") or "\n" in name:
            raise DataError(f"category {name!r}", name, f"a name without ':' and '#', as {LABELMAP} has it")
    lines = ["# label:color_rgb:parts:actions", *(f"{name}:::" for name in names)]
    (path / LABELMAP).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    for picture in stream.pictures:
        put_picture(picture, path / PICTURES, losses)
        stem = PurePosixPath(picture.name).with_suffix("")
        file = path / ANNOTATIONS / f"{stem}.xml"
        if file.exists():
            allowed = "names that differ without their ending, as VOC's lists have none"
            raise DataError(f"picture {picture.id}: file name", picture.name, allowed)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_annotation_xml(picture, stream.name, losses), encoding="utf-8", newline="\n")
        with (lists / f"{picture.split or 'train'}.txt").open("a", encoding="utf-8", newline="\n") as listed:
            listed.write(f"{stem}\n")


def _annotation_xml(picture: AnnotatedImage, name: str, losses: Losses) -> str:
    sides = {"width": picture.width, "height": picture.height, "depth": 3}
    size = "".join(leaf_text(tag, value) for tag, value in sides.items())
    lines = [
        f"<{ROOT}>",
        f"  {leaf_text('folder', PICTURES)}",
        f"  {leaf_text('filename', picture.name)}",
        f"  <source>{leaf_text('database', name)}</source>",
        f"  <size>{size}</size>",
        "  <segmented>0</segmented>",
        *(f"  {one}" for a in picture.annotations for one in [_object_xml(a, picture, losses)] if one),
        f"</{ROOT}>",
    ]
    return "\n".join(lines) + "\n"


def _object_xml(annotation: Annotation, picture: AnnotatedImage, losses: Losses) -> str:
    """An object; empty, and counted, where no whole pixel of it lies in the picture."""
    x0, y0, x1, y1 = (round(side) for side in annotation.box.intersection(Box(0, 0, picture.width, picture.height)))
    if x1 <= x0 or y1 <= y0:
        losses.drop("", "object without a whole pixel in its picture")
        return ""
    if (x0, y0, x1, y1) != annotation.box:
        losses.change("the box is rounded to whole px within its picture")
    attributes = dict(annotation.attributes)
    flags = {flag: int(bool(attributes.pop(flag))) for flag in _FLAGS if isinstance(attributes.get(flag), bool)}
    inner = leaf_text("name", annotation.category)
    inner += "".join(leaf_text(flag, value) for flag, value in ({"difficult": 0} | flags).items())
    sides = zip(_SIDES, (x0 + 1, y0 + 1, x1, y1), strict=True)
    inner += f"<bndbox>{''.join(leaf_text(tag, value) for tag, value in sides)}</bndbox>"
    if attributes:
        pairs = (
            f"<attribute>{leaf_text('name', key)}{leaf_text('value', text_of(value))}</attribute>"
            for key, value in attributes.items()
        )
        inner += f"<attributes>{''.join(pairs)}</attributes>"
    return f"<object>{inner}</object>"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A VOC folder: where its XML files are, categories by name, whether boxes count from 0, split by name."""

    folder: Path
    files: Path
    categories: Mapping[str, Category]
    from_zero: bool
    splits: Mapping[str, str]


def detect(data: Path) -> bool:
    """Whether the first XML file in Annotations/, or in the folder, is one of VOC."""
    if not data.is_dir():
        return False
    return any(root_tag(path) == ROOT for path in _some_files(data))


def _some_files(data: Path) -> Iterator[Path]:
    for pattern in (f"{ANNOTATIONS}/**/*.xml", "*.xml", "*/*.xml"):
        first = next(data.glob(pattern), None)
        if first is not None:
            yield first


def read_voc(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read a VOC folder, or one with XML files beside the pictures, as Roboflow and labelImg write them.

    Categories stand in the order of labelmap.txt, others after them in the order of their names.
    """
    if not data.is_dir():
        raise DataError(str(data), "no such folder", f"a folder with {ANNOTATIONS}/ and {PICTURES}/")
    files = data / ANNOTATIONS if (data / ANNOTATIONS).is_dir() else data
    names, least = dict.fromkeys(_mapped_names(data)), 1.0
    listed = len(names)
    for path in _xml_files(files):
        for where, one in _objects(path):
            names[_name_of(one, where)] = None
            least = min(least, *_sides(one, where)[:2])
    if not any(_xml_files(files)):
        raise DataError(str(data), "no XML file", f"a folder with {ANNOTATIONS}/ and {PICTURES}/")
    dropped = dropped or Counting()
    ordered = [*[*names][:listed], *sorted([*names][listed:])]
    source = _Source(
        folder=data,
        files=files,
        categories={name: Category(id=at, name=name) for at, name in enumerate(ordered, start=1)},
        from_zero=least < 1,
        splits=_listed_splits(data),
    )
    changed = ("boxes that begin at 0 are read as [xmin, xmax), as labelImg writes them",) if source.from_zero else ()
    return PictureStream(
        name=data.resolve().name,
        categories=tuple(source.categories.values()),
        pictures=_pictures(source, dropped),
        tally=lambda: dropped.tally() + Tally(changed=changed),
    )


def _mapped_names(data: Path) -> list[str]:
    """The names of labelmap.txt, without VOC's own background; none where there is no such file."""
    if not (data / LABELMAP).is_file():
        return []
    lines = plain_text(data / LABELMAP, DataError, "a list of categories is needed", most=1 << 20).splitlines()
    names = (line.partition(":")[0].strip() for line in lines if not line.startswith("#"))
    return [name for name in names if name and name != "background"]


def _xml_files(folder: Path) -> Iterator[Path]:
    for name, path in files_inside(folder, DataError, "a picture's XML file", most=MOST_FILES):
        if name.lower().endswith(".xml"):
            yield path


def _objects(path: Path) -> Iterator[tuple[str, Element]]:
    found = (one for one in iter_elements(path, ROOT) if one.tag == "object")
    return ((f"{path}: object[{at}]", one) for at, one in enumerate(found))


def _name_of(one: Element, where: str) -> str:
    if not (name := one.stated("name")):
        raise DataError(f"{where}.name", name, "the name of a category")
    return name


def _sides(one: Element, where: str) -> list[float]:
    box = one.child("bndbox")
    if box is None:
        raise DataError(f"{where}.bndbox", None, "an element with xmin, ymin, xmax and ymax")
    return [number_of(box.stated(tag), f"{where}.bndbox.{tag}") for tag in _SIDES]


def _listed_splits(data: Path) -> dict[str, str]:
    """Name without ending -> split, of ImageSets/Main; one list alone is no split."""
    files = {split: data / LISTS / f"{split}.txt" for split in ("train", "val", "test")}
    there = {split: path for split, path in files.items() if path.is_file()}
    if len(there) < 2:
        return {}
    return {
        _LIST_FLAG.sub("", line).strip(): split
        for split, path in there.items()
        for line in plain_text(path, DataError, "a list of pictures is needed", most=_LARGEST_LIST).splitlines()
        if line.strip()
    }


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    labels = 0
    for number, path in enumerate(_xml_files(source.files), start=1):
        picture = _picture(source, path, number, dropped)
        if picture is None:
            continue
        found = list[Annotation]()
        for where, one in _objects(path):
            if one.child("polygon") is not None:
                dropped.drop("outline", where)
            record = _record(source, one, picture, labels + 1, where)
            annotation = judged(record, where, source.categories[one.stated("name")], picture, dropped)
            if annotation is not None:
                labels += 1
                found.append(annotation)
        yield replace(picture, annotations=tuple(found))


def _picture(source: _Source, path: Path, number: int, dropped: Counting) -> AnnotatedImage | None:
    elements = {one.tag: one for one in iter_elements(path, ROOT) if one.tag in ("filename", "size")}
    own = path.relative_to(source.files).parent
    name = elements["filename"].text if "filename" in elements else ""
    if not name:
        raise DataError(f"{path}: filename", name, "the name of a picture")
    roots = [
        source.folder / PICTURES / own, source.folder / PICTURES, path.parent, source.folder / "images" / own,
        source.folder / "images", source.folder,
    ]  # fmt: skip
    found, _ = find_picture(source.folder, roots, name, f"{path}: filename", dropped)
    whole = found.relative_to(source.folder).as_posix()
    split, rest = split_of(whole.removeprefix(f"{PICTURES}/").removeprefix("images/"))
    split = split or source.splits.get(PurePosixPath(rest).with_suffix("").as_posix(), "")
    width, height = (
        (whole_of(elements["size"].stated(tag) or "0", f"{path}: size.{tag}") for tag in ("width", "height"))
        if "size" in elements
        else (0, 0)
    )
    return looked_at(
        AnnotatedImage(
            id=number, file_name=name, name=rest, path=found, width=width, height=height, annotations=(), split=split
        ),
        dropped,
    )


def _record(source: _Source, one: Element, picture: AnnotatedImage, number: int, where: str) -> AnnotationRecord:
    x0, y0, x1, y1 = _sides(one, where)
    if x1 < x0 or y1 < y0:
        raise DataError(f"{where}.bndbox", [x0, y0, x1, y1], "xmin <= xmax and ymin <= ymax")
    first = 0 if source.from_zero else 1
    return AnnotationRecord(
        id=number,
        image_id=picture.id,
        category_id=source.categories[one.stated("name")].id,
        box=Box(x0 - first, y0 - first, x1, y1),
        attributes=_attributes(one),
    )


def _attributes(one: Element) -> dict[str, AttributeValue]:
    found: dict[str, Any] = {flag: True for flag in _FLAGS if one.stated(flag) == "1"}
    for group in one.all("attributes"):
        found |= {pair.stated("name"): value_of(pair.stated("value")) for pair in group.all("attribute")}
    return found


FORMATS = {
    "voc": PictureFormat(
        title="Pascal VOC XML: boxes of whole px",
        carries=Carries(attributes=True, category_ids=False, equal_names=False, splits=True),
        suffix="-voc",
        write=write_voc,
        detect=detect,
        read=read_voc,
    )
}
