"""Filters of picture sets: which pictures and which of their objects go on, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from synth.core.errors import DataError, suggest
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.stream import PictureStream

_MOST_KEYS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What must hold. Of objects: `iou` and `visibility` (0 to 1, keys of annotations), `area` (px2), their category.

    Of pictures: their `variables` (key -> values that are allowed), and `member`: whether a picture belongs to a quota,
    `quota` in words. None or empty: anything goes. Regions of many objects (crowd) have a category only.
    """

    min_iou: float | None = None
    min_visibility: float | None = None
    min_area: float | None = None
    categories: tuple[str, ...] = ()
    variables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    quota: str = ""
    member: Callable[[AnnotatedImage], bool] = lambda picture: True

    @property
    def limits(self) -> Mapping[str, float]:
        """Key of annotations -> its least value."""
        stated = {"iou": self.min_iou, "visibility": self.min_visibility}
        return {key: limit for key, limit in stated.items() if limit is not None}


class Filtering:
    """One pass of a stream through filters, and the count of what they leave out."""

    def __init__(self, filters: Filters, where: str) -> None:
        self._filters, self._where = filters, where
        self._objects = Counter[str]()
        self._pictures = Counter[str]()
        self._emptied = self._kept = self._kept_objects = 0
        self._known = Counter[str]()
        self._keys: dict[str, None] = {}

    def of(self, stream: PictureStream) -> PictureStream:
        """What is left of the stream. DataError for a category that it has not and, once all is read, for a filter of
        which the set says nothing, and where nothing is left.
        """
        wanted = self._filters.categories
        names = {category.name for category in stream.categories}
        if missing := [name for name in wanted if name not in names]:
            raise DataError(f"{self._where}: --category", missing[0], suggest(missing[0], names))
        left = tuple(category for category in stream.categories if not wanted or category.name in wanted)
        return replace(stream, categories=left, pictures=self._pictures_of(stream.pictures))

    def lines(self) -> tuple[str, ...]:
        """What was left out and why, and what that means for the pictures that stay."""
        pictures = [f"{number} picture{'s' * (number != 1)} {why}" for why, number in self._pictures.items()]
        objects = [f"{number} object{'s' * (number != 1)} {why}" for why, number in self._objects.items()]
        lines = [f"filtered  {'; '.join([*pictures, *objects])}"] if pictures or objects else []
        if number := self._objects.total():
            still = "objects that filters left out are" if number != 1 else "object that a filter left out is"
            lines.append(f"note      {number} {still} still to be seen in the pictures, without a label")
        if self._emptied:
            many = "pictures have" if self._emptied != 1 else "picture has"
            lines.append(f"note      {self._emptied} {many} no object left, and stay")
        return tuple(lines)

    def _pictures_of(self, pictures: Iterator[AnnotatedImage]) -> Iterator[AnnotatedImage]:
        for picture in pictures:
            for key in picture.extra if len(self._keys) < _MOST_KEYS else ():
                self._keys[key] = None
            self._known.update(key for key in self._filters.variables if key in picture.extra)
            for key in self._filters.limits:
                self._known[key] += sum(_number(one.extra.get(key)) is not None for one in picture.annotations)
            left_out = [(one, self._why_not(one)) for one in picture.annotations]
            if why := self._why_not_picture(picture):
                self._pictures[why] += 1
                continue
            kept = tuple(one for one, why in left_out if not why)
            self._objects.update(why for _, why in left_out if why)
            self._emptied += bool(left_out) and not kept
            self._kept += 1
            self._kept_objects += len(kept)
            yield replace(picture, annotations=kept)
        self._refuse_nothing()

    def _why_not_picture(self, picture: AnnotatedImage) -> str:
        filters = self._filters
        if filters.quota and not filters.member(picture):
            return f"outside the quota {filters.quota}"
        return why_not(filters, picture.extra)

    def _why_not(self, annotation: Annotation) -> str:
        """Why the object is left out; empty: it is not."""
        filters = self._filters
        if filters.categories and annotation.category not in filters.categories:
            return "of other categories"
        if annotation.iscrowd:
            return ""
        for key, limit in filters.limits.items():
            value = _number(annotation.extra.get(key))
            if value is None:
                return f"without {key}"
            if value < limit:
                return f"with {key} under {limit:g}"
        if filters.min_area is not None and annotation.area < filters.min_area:
            return f"with an area under {filters.min_area:g} px"
        return ""

    def _refuse_nothing(self) -> None:
        for key in self._filters.limits:
            if not self._known[key]:
                raise DataError(
                    f"{self._where}: {key}", "no object with it", f"annotations with {key}, to filter by it"
                )
        for key in self._filters.variables:
            if not self._known[key]:
                raise DataError(f"{self._where}: --variable", key, f"a key of pictures; {suggest(key, self._keys)}")
        if not self._kept or (self._objects and not self._kept_objects):
            got = f"no {'object' if self._kept else 'picture'} that passes the filters"
            raise DataError(self._where, got, "; ".join(" ".join(line.split()) for line in self.lines()))


def why_not(filters: Filters, variables: Mapping[str, object]) -> str:
    """Why a sample with these variables is left out; empty: it is not."""
    for key, values in filters.variables.items():
        if key not in variables or _said(variables[key]) not in values:
            return f"whose {key} is not {' or '.join(sorted(values))}"
    return ""


def _number(value: object) -> float | None:
    """The value where it is a number, which a truth value is not."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _said(value: object) -> str:
    """A value as it is given on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)
