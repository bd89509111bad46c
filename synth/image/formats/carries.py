"""What a format can hold, what a data set therefore loses on its way into it, and the lines that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from synth.core.errors import DataError
from synth.core.geometry import rle_of
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.outlines import joined, polygons_of
from synth.image.formats.stream import PictureStream

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """What a format holds beside the names of pictures and categories.

    `boxes`: also of objects without an outline. `polygons`: how many an object may have. `crowd`: regions of many
    objects. `ids`: of annotations, `picture_ids` and `category_ids` those of pictures and categories. `equal_names`: of
    categories that differ by their ids alone. `extra`: further keys of pictures and annotations (visibility ...).
    """

    boxes: bool = True
    masks: bool = False
    polygons: Literal["none", "one", "several"] = "none"
    keypoints: bool = False
    attributes: bool = False
    scores: bool = False
    captions: bool = False
    crowd: bool = False
    ids: bool = False
    picture_ids: bool = False
    category_ids: bool = True
    equal_names: bool = True
    supercategories: bool = False
    skeletons: bool = False
    extra: bool = False
    splits: bool = False

    def said(self) -> str:
        """In words, for messages."""
        holds = {
            "boxes": self.boxes,
            "masks": self.masks,
            "polygons": self.polygons == "several",
            "one polygon an object": self.polygons == "one",
            "keypoints": self.keypoints,
            "attributes": self.attributes,
            "scores": self.scores,
            "captions": self.captions,
            "crowd regions": self.crowd,
        }
        found = [name for name, held in holds.items() if held]
        return f"{', '.join(found)} only" if len(found) == 1 else ", ".join(found)


class Losses:
    """Counts what goes lost between two formats, in memory that does not grow with it."""

    def __init__(self) -> None:
        self.pictures = self.instances = 0
        self._dropped: Counter[tuple[str, str]] = Counter()
        self._changed: Counter[tuple[str, str]] = Counter()
        self._notes: dict[str, None] = {}
        self._keys: dict[str, None] = {}

    @property
    def nothing_left(self) -> bool:
        """Whether there were objects, and none of them is left."""
        return not self.instances and any(not what for what, _ in self._dropped)

    def drop(self, what: str, unit: str = "instance") -> None:
        """Count one that is left out: `what` of so many `unit`s; an empty `what` is the unit itself."""
        self._dropped[what, unit] += 1

    def drop_key(self, key: str) -> None:
        """Remember the name of a further key that is left out."""
        if len(self._keys) <= _MOST_NAMED:
            self._keys[key] = None

    def change(self, what: str, unit: str = "instance") -> None:
        """Count one that is written otherwise: `unit`s of which `what` is said."""
        self._changed[unit, what] += 1

    def note(self, line: str) -> None:
        """Say a line once."""
        self._notes[line] = None

    def lines(self, name: str, carries: Carries) -> tuple[str, ...]:
        """One line on what was dropped, one for each kind of change, then the notes."""
        named = [*self._keys][:_MOST_NAMED] + (["..."] if len(self._keys) > _MOST_NAMED else [])
        texts = [
            f"{what} of {many(number, unit)}" if what else many(number, unit)
            for (what, unit), number in sorted(self._dropped.items(), key=_whole_first)
        ]
        texts += [f"keys {', '.join(named)}"] if named else []
        dropped = [f"dropped   {'; '.join(texts)} ({name} holds {carries.said()})"] if texts else []
        changed = [f"changed   {many(number, unit)}: {what}" for (unit, what), number in self._changed.items()]
        return (*dropped, *changed, *(f"note      {line}" for line in self._notes))


def _whole_first(item: tuple[tuple[str, str], int]) -> int:
    """What is left out wholly is said first, ids last."""
    (what, _), _ = item
    return {"": 0, "ids": 2}.get(what, 1)


def narrowed(stream: PictureStream, carries: Carries, losses: Losses) -> PictureStream:
    """The stream as a format with `carries` can hold it; what it cannot is counted in `losses`.

    DataError where categories would become one.
    """
    names = Counter(category.name for category in stream.categories)
    if names and not carries.equal_names and max(names.values()) > 1:
        [(name, number)] = names.most_common(1)
        raise DataError(f"category {name!r}", f"{number} of this name", "names that differ: the format has no ids")
    for category in stream.categories:
        if category.supercategory and not carries.supercategories:
            losses.drop("supercategories", "category")
        if category.skeleton and not carries.skeletons:
            losses.drop("skeletons", "category")
        if not carries.category_ids:
            losses.drop("ids", "category")
    return replace(stream, pictures=_narrowed(stream.pictures, carries, losses))


def _narrowed(pictures: Iterator[AnnotatedImage], carries: Carries, losses: Losses) -> Iterator[AnnotatedImage]:
    for picture in pictures:
        kept = [one for a in picture.annotations for one in [held_by(a, carries, losses)] if one is not None]
        losses.pictures += 1
        losses.instances += len(kept)
        if not carries.picture_ids:
            losses.drop("ids", "picture")
        if picture.captions and not carries.captions:
            losses.drop("captions", "picture")
        if picture.split and not carries.splits:
            losses.drop("the split", "picture")
        if picture.extra and not carries.extra:
            for key in picture.extra:
                losses.drop_key(key)
        yield replace(
            picture,
            annotations=tuple(kept),
            captions=picture.captions if carries.captions else (),
            extra=picture.extra if carries.extra else {},
            split=picture.split if carries.splits else "",
        )


def held_by(annotation: Annotation, carries: Carries, losses: Losses) -> Annotation | None:
    """The annotation as the format holds it; None where it holds none of the kind."""
    if annotation.iscrowd and not carries.crowd:
        losses.drop("", "crowd region")
        return None
    outlined = _outlined(annotation, carries, losses)
    if outlined is None:
        return None
    held = {
        "ids": carries.ids,
        "keypoints": carries.keypoints or not annotation.keypoints,
        "scores": carries.scores or annotation.score is None,
        "attributes": carries.attributes or not annotation.attributes,
    }
    for what, is_held in held.items():
        if not is_held:
            losses.drop(what)
    for key in () if carries.extra else annotation.extra:
        losses.drop_key(key)
    return replace(
        outlined,
        keypoints=annotation.keypoints if carries.keypoints else (),
        score=annotation.score if carries.scores else None,
        attributes=annotation.attributes if carries.attributes else {},
        extra=annotation.extra if carries.extra else {},
    )


def _outlined(annotation: Annotation, carries: Carries, losses: Losses) -> Annotation | None:
    """The annotation with an outline that the format holds: as it is, else a mask, else polygons, else a box."""
    if not annotation.has_mask:
        return annotation if carries.boxes else _lost("boxes without an outline", losses)
    polygons = annotation.polygons
    if polygons and (carries.polygons == "several" or (carries.polygons == "one" and len(polygons) == 1)):
        return annotation
    if carries.masks:
        return _masked(annotation, losses)
    if carries.polygons == "none":
        losses.drop("polygons" if polygons else "masks")
        return replace(annotation, segmentation=None)
    if not polygons:
        losses.change("the mask became polygons")
        polygons = polygons_of(annotation.mask)
    if carries.polygons == "one" and len(polygons) > 1:
        losses.change("several polygons became one, joined by cuts of no width")
        polygons = [joined(polygons)]
    return replace(annotation, segmentation=polygons)


def _masked(annotation: Annotation, losses: Losses) -> Annotation | None:
    if not annotation.polygons:
        return annotation
    mask = annotation.mask
    if not mask.area:
        return _lost("outlines that cover no pixel", losses)
    losses.change("polygons became a mask")
    return replace(annotation, segmentation=rle_of(mask, *annotation.canvas_wh_px), area=float(mask.area))


def _lost(what: str, losses: Losses) -> None:
    losses.drop("", what)


def many(number: int, unit: str) -> str:
    """A number of units in words."""
    if number == 1 or unit.startswith(("boxes", "outlines")):
        return f"{number} {unit}"
    return f"{number} {unit[:-1]}ies" if unit.endswith("y") else f"{number} {unit}s"
