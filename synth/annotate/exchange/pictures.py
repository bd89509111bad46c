"""Pictures, and the regions of pages, to Label Studio and CVAT and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from synth.annotate.exchange.came_back import ACCEPTED, ADDED, MOVED, REMOVED, RENAMED, CameBack, Sent
from synth.core.canonical import json_value
from synth.core.errors import DataError
from synth.core.json_lines import write_json
from synth.core.labels import ANNOTATOR, PERSON, SOURCE, AttributeValue, Category
from synth.data.convert import recognised
from synth.data.target import staged_target
from synth.image.formats.carries import Losses, held_by, many, narrowed
from synth.image.formats.coco.format import annotation_record, most_points
from synth.image.formats.coco.records import annotation_of, category_of
from synth.image.formats.cvat.read import read_returned as read_cvat
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.judged import judged
from synth.image.formats.labelstudio.read import read_returned as read_label_studio
from synth.image.formats.stream import PictureStream
from synth.image.formats.table import picture_format
from synth.image.formats.tally import Counting
from synth.quality.finding import Edit, Place
from synth.quality.patch.apply import folder_of
from synth.quality.pictures.raw import Entry, RawSet
from synth.quality.pictures.read import COCO, ReadSet, read_pictures

TOLERANCE_PX = 0.01
"""A coordinate that came back so near is the one that was sent."""

OWN_ID = "synth_id"
"""The attribute of a CVAT object that holds the id of its label, since CVAT gives objects no lasting id."""

_DECIMALS = 4


class PictureTool(NamedTuple):
    """A tool as pictures go to it: the format that it reads, and what else lies beside it.

    `confirms`: what came back was finished by a person, so that a model's label in it stands with a person's word.
    """

    format: str
    prepared: Callable[[PictureStream], PictureStream]
    beside: Callable[[Path, PictureStream, str], None]
    read: Callable[[Path, Path, tuple[Category, ...], int], PictureStream]
    confirms: bool


def send_pictures(data: Path, tool: PictureTool, out: Path, guidelines: str) -> Sent:
    """Write a set for a tool. DataError for a set that is no COCO in one file, whose ids could not come back."""
    _one_file(data).raw.close()
    target = picture_format(tool.format)
    read, losses = picture_format(COCO).read, Losses()
    assert read is not None
    with staged_target(out) as temporary:
        stream = read(data)
        target.write(narrowed(tool.prepared(stream), target.carries, losses), temporary, losses)
        tool.beside(temporary, stream, guidelines)
    written = f"written   {many(losses.pictures, 'picture')} with {many(losses.instances, 'label')}"
    return Sent(path=out, lines=(written, *losses.lines(tool.format, target.carries)))


def pictures_back(data: Path, tool: PictureTool, name: str, file: Path) -> CameBack:
    """Compare what came back with the set as it is. DataError for a file that is none of the tool's."""
    back = CameBack(name, str(data))
    with closing(_one_file(data).raw) as raw:
        ours = _Ours(data, raw, tool)
        theirs = tool.read(file, ours.folder, tuple(ours.categories.values()), ours.largest)
        ours.refuse_other_names(theirs.categories, str(file))
        for picture in theirs.pictures:
            back.samples += 1
            entry = ours.by_file.get(picture.path.resolve())
            if entry is None:
                back.not_in_set(picture.name)
            else:
                ours.compare(entry, picture, back)
    return back


def _one_file(data: Path) -> ReadSet:
    if (name := recognised(data)) != COCO:
        raise DataError(str(data), f"a set of {name}", "a set in COCO, whose ids last: `synth convert` it first")
    read = read_pictures(data)
    if len(read.raw.files) > 1:
        raise DataError(
            str(data), f"{len(read.raw.files)} label files", "one label file: `synth convert` the set first"
        )
    return read


class _Ours:
    """The set as its file states it. `largest` is the largest id of a label; new ones count on from there."""

    def __init__(self, data: Path, raw: RawSet, tool: PictureTool) -> None:
        read = read_pictures(data)
        self.folder, self.file = folder_of(data), raw.files[0]
        self.largest = self._spare = raw.largest_id("annotations", 0)
        self._raw, self._tool, self._carries = raw, tool, picture_format(tool.format).carries
        found = [category_of(one.value, raw.where(one)) for one in raw.entries("categories")]
        self.categories = {one.id: one for one in found}
        self._points = most_points(tuple(found))
        self.by_file: Mapping[Path, Entry] = {
            path.resolve(): one for one in raw.entries("images") if (path := read.file_of and read.file_of(one))
        }
        read.raw.close()

    def refuse_other_names(self, theirs: tuple[Category, ...], where: str) -> None:
        """DataError for a class that the set has not."""
        known = {one.name: one.id for one in self.categories.values()}
        for one in theirs:
            if one.name not in known:
                raise DataError(where, one.name, f"a class of the set: {', '.join(known)}")

    def compare(self, image: Entry, picture: AnnotatedImage, back: CameBack) -> None:
        """What was done to the labels of one picture."""
        theirs = {one.id: one for one in map(self._with_own_id, picture.annotations)}
        for entry, sent in self._sent(image, picture):
            if (now := theirs.pop(sent.id, None)) is None:
                place, subject = Place(self.file, "annotations", entry.place), f"{picture.name}, {sent.category}"
                edit = Edit("remove", self.file, "annotations", entry.place, "", entry.value)
                back.changed([REMOVED], place, subject, sent.category, None, [edit])
            else:
                self._compare_one(entry, sent, now, picture, back)
        for one in theirs.values():
            place = Place(self.file, "annotations", 0)
            edit = Edit("add", self.file, "annotations", 0, "", None, self._new(one, image))
            back.changed([ADDED], place, f"{picture.name}, {one.category}", None, one.category, [edit])

    def _sent(self, image: Entry, picture: AnnotatedImage) -> Iterator[tuple[Entry, Annotation]]:
        """The labels of a picture as they went out."""
        seen, silent = set[str](), Counting()
        for entry in self._raw.annotations_of(image):
            where = self._raw.where(entry)
            record = annotation_of(entry.value, where)
            whole = judged(record, where, self.categories[record.category_id], picture, silent)
            held = held_by(whole, self._carries, Losses()) if whole else None
            shape = repr((record.category_id, record.iscrowd, record.segmentation or record.box))
            if held is not None and shape not in seen:
                yield entry, held
            seen.add(shape)

    def _with_own_id(self, one: Annotation) -> Annotation:
        """A label that came back with the id that went out in an attribute; a new one has one that is below 0."""
        if self._tool.confirms:
            return one
        found = one.attributes.get(OWN_ID)
        attributes = {name: value for name, value in one.attributes.items() if name != OWN_ID}
        return replace(one, id=found if type(found) is int else -one.id, attributes=attributes)

    def _compare_one(
        self, entry: Entry, sent: Annotation, now: Annotation, picture: AnnotatedImage, back: CameBack
    ) -> None:
        edits, fates = list[Edit](), list[str]()

        def put(key: str, value: object) -> None:
            edits.append(Edit("set", self.file, "annotations", entry.place, key, _at(entry.value, key), value))

        if not _same_shape(sent, now):
            fates.append(MOVED)
            for key, value in _shape(now).items():
                put(key, value)
        if now.category != sent.category:
            fates.append(RENAMED)
            put("category_id", self._id_of(now.category))
        if sent.attributes.get(SOURCE) == ANNOTATOR and (fates or self._tool.confirms):
            fates = fates or [ACCEPTED]
            put(f"attributes.{SOURCE}", PERSON)
        if not fates:
            back.unchanged += 1
            return
        place, subject = Place(self.file, "annotations", entry.place), f"{picture.name}, {sent.category}"
        back.changed(fates, place, subject, sent.category, now.category, edits)

    def _new(self, one: Annotation, image: Entry) -> dict[str, Any]:
        self._spare += 1
        given = {name: value for name, value in one.attributes.items() if value != ""}
        attributes: dict[str, AttributeValue] = {**given, SOURCE: PERSON}
        number, category = self._spare, self._id_of(one.category)
        whole = replace(one, id=number, category_id=category, attributes=attributes, score=None)
        record: Any = json_value(annotation_record(whole, image.get("id"), self._points), _DECIMALS)
        return record | _shape(one)

    def _id_of(self, name: str) -> int:
        return next(one.id for one in self.categories.values() if one.name == name)


def _same_shape(sent: Annotation, now: Annotation) -> bool:
    if sent.polygons and now.polygons:
        pairs = [
            (a, b)
            for one, two in zip(sent.polygons, now.polygons, strict=False)
            for a, b in zip(one, two, strict=False)
        ]
        same = [len(one) for one in sent.polygons] == [len(one) for one in now.polygons]
        return same and all(abs(a - b) <= TOLERANCE_PX for a, b in pairs)
    if sent.has_mask or now.has_mask:
        return sent.has_mask and now.has_mask and sent.mask.iou(now.mask) == 1
    return all(abs(a - b) <= TOLERANCE_PX for a, b in zip(sent.box, now.box, strict=True))


def _shape(one: Annotation) -> dict[str, Any]:
    """What COCO says of where an object is."""
    if not one.has_mask:
        shape: dict[str, Any] = {"bbox": one.box.xywh, "area": one.box.area, "segmentation": []}
    else:
        mask = one.mask
        box = one.box if one.polygons else mask.box
        shape = {"bbox": box.xywh, "area": float(mask.area), "segmentation": one.segmentation}
    found: Any = json_value(shape, _DECIMALS)
    return found


def _at(value: Any, key: str) -> Any:
    """The value at a dotted key; None where there is none."""
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _as_it_is(stream: PictureStream) -> PictureStream:
    return stream


def _with_ids(stream: PictureStream) -> PictureStream:
    return replace(stream, pictures=map(_picture_with_ids, stream.pictures))


def _picture_with_ids(picture: AnnotatedImage) -> AnnotatedImage:
    labels = (replace(one, attributes={OWN_ID: one.id, **one.attributes}) for one in picture.annotations)
    return replace(picture, annotations=tuple(labels))


def _project(folder: Path, stream: PictureStream, guidelines: str) -> None:
    from synth.image.formats.labelstudio.write import CONFIG

    write_project(folder, stream.name, (folder / CONFIG).read_text(encoding="utf-8"), guidelines)


def write_project(folder: Path, name: str, config: str, guidelines: str) -> None:
    """project.json: what Label Studio's `POST /api/projects` takes."""
    project = {"title": name, "label_config": config}
    if guidelines:
        project |= {"expert_instruction": guidelines, "show_instruction": True}
    write_json(folder / "project.json", project)


def _cvat_labels(folder: Path, stream: PictureStream, guidelines: str) -> None:
    """labels.json: what CVAT's "raw" constructor of labels takes; what it does not list, CVAT drops."""
    fields = [{"name": name, "mutable": False, "input_type": "text", "values": [""]} for name in _CVAT_KEPT]
    write_json(folder / "labels.json", [{"name": one.name, "attributes": fields} for one in stream.categories])
    if guidelines:
        (folder / "guidelines.md").write_text(guidelines, encoding="utf-8", newline="\n")


_CVAT_KEPT = (OWN_ID, SOURCE, "model", "version", "reason")

LABEL_STUDIO = PictureTool(
    "labelstudio",
    _as_it_is,
    _project,
    lambda file, folder, categories, largest: read_label_studio(
        file, folder, [one.name for one in categories], largest
    ),
    confirms=True,
)
CVAT = PictureTool(
    "cvat", _with_ids, _cvat_labels, lambda file, folder, categories, largest: read_cvat(file, folder), confirms=False
)
