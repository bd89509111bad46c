"""Pictures in a benchmark: plain statistics, classes of their objects by what these look like, a segmenter."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.data.convert import open_pictures
from synth.evidence.benchmark.names import NameMap
from synth.evidence.benchmark.sets import Answer, Judged, Labels, Model, ReadSet, Subject, Task
from synth.evidence.pictures.manifold import distances
from synth.evidence.pictures.sets import LEAST_PICTURES, Picture, first_by_hash, small_picture
from synth.evidence.pictures.statistics import standardised, statistics_of
from synth.evidence.pictures.useful import Pixels, fitted_forest, sampled
from synth.image.appearance import crop_of, features_of, fitted_linear
from synth.image.formats.data_set import AnnotatedImage

if TYPE_CHECKING:
    from jaxtyping import Float, Float32

MOST_ITEMS, MOST_NEAR, MOST_TRAINED, MOST_TESTED = 400, 200, 150, 80
TRAINED_PIXELS, TESTED_PIXELS = 300, 2_000
MOST_OBJECTS = 40
"""Of a picture that are classified, those that come first in its file."""

AROUND = 0.1
"""Of a side of the box, on each side of it."""

SHOWN_PX = 160
OBJECTS = "object"
"""The kind of labels that pictures have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureItem:
    """A picture and features of its objects, (objects, features), with the class of each."""

    picture: Picture
    crops: Float32[np.ndarray, "n f"]
    classes: tuple[str, ...]


def read(data: Path, role: str, name: str) -> ReadSet[PictureItem]:
    """Read a set of any format, or a mere folder of pictures. DataError where there are too few."""
    stream = open_pictures(data)
    names = tuple(category.name for category in stream.categories)
    labels, number = Counter[str](dict.fromkeys(names, 0)), 0

    def counted() -> Iterator[AnnotatedImage]:
        nonlocal number
        for picture in stream.pictures:
            number += 1
            labels.update(one.category for one in picture.annotations if not one.iscrowd)
            yield picture

    items = first_by_hash(counted(), MOST_ITEMS, lambda picture: _item(picture, names))
    if number < LEAST_PICTURES:
        raise DataError(str(data), f"{number} pictures", f"at least {LEAST_PICTURES}")
    return ReadSet(
        role=role, name=name, path=str(data), items=items, number=number, labels={OBJECTS: labels} if names else {},
        notes=tuple(stream.tally().lines()),
    )  # fmt: skip


def with_kinds(sets: Sequence[ReadSet[PictureItem]]) -> Sequence[ReadSet[PictureItem]]:
    """As they are: pictures have one kind of labels."""
    return sets


def renamed(one: ReadSet[PictureItem], names: NameMap) -> ReadSet[PictureItem]:
    """The set with the names that stand for its own."""
    labels = Counter[str]()
    for name, number in one.labels.get(OBJECTS, {}).items():
        labels[names.of(OBJECTS, name)] += number
    own = [names.of(OBJECTS, name) for name in one.labels.get(OBJECTS, {})]
    common = list(dict.fromkeys(own))
    table = np.array([0, *(common.index(name) + 1 for name in own)], np.uint8)

    def of(item: PictureItem) -> PictureItem:
        categories = tuple(names.of(OBJECTS, name) for name in item.picture.categories)
        picture = replace(item.picture, categories=categories, kinds=table[item.picture.kinds])
        return replace(item, picture=picture, classes=tuple(names.of(OBJECTS, name) for name in item.classes))

    return replace(one, labels={OBJECTS: labels} if labels else {}, items=tuple(map(of, one.items)))


class Pictures:
    """See `sets.Subject`. Distances are Euclidean, of plain statistics standardised by the old pictures."""

    most_near = MOST_NEAR

    def __init__(self, sets: Sequence[ReadSet[PictureItem]], noun: str) -> None:
        self.noun = noun
        new, *old = sets
        known, items = [item for one in old for item in one.items], [*new.items]
        rows = standardised(*(statistics_of([item.picture for item in part]) for part in (known, items)))
        self._rows = dict(zip(map(id, [*known, *items]), np.concatenate(rows), strict=True))
        self._items = [*known, *items]  # so that no other item gets the id of one of them
        self._names = {id(item): [*one.labels.get(OBJECTS, {})] for one in sets for item in one.items}
        self._samples = dict[tuple[int, str], Pixels]()
        self.tasks = list(self._tasks(sets))

    def distances(self, one: Sequence[PictureItem], other: Sequence[PictureItem]) -> Float[np.ndarray, "n m"]:
        mine, theirs = (np.stack([self._rows[id(item)] for item in part]) for part in (one, other))
        return distances(mine, theirs)

    def key(self, item: PictureItem) -> bytes:
        return sha256(item.picture.pixels.tobytes()).digest()

    def labels(self, item: PictureItem) -> Labels:
        return {OBJECTS: Counter(item.picture.categories)}

    def place(self, item: PictureItem) -> str:
        return item.picture.name

    def shown(self, item: PictureItem) -> bytes:
        from PIL import Image

        image, data = Image.fromarray(item.picture.pixels), io.BytesIO()
        image.thumbnail((SHOWN_PX, SHOWN_PX))
        image.save(data, "JPEG", quality=85)
        return data.getvalue()

    def _tasks(self, sets: Sequence[ReadSet[PictureItem]]) -> Iterator[Task[PictureItem]]:
        """Classes of objects where each set has two or more; pixels always."""
        if not all(one.labels for one in sets):
            return
        if all(sum(number > 0 for number in one.labels[OBJECTS].values()) > 1 for one in sets):
            yield Task(
                key="objects",
                title="Classes of objects",
                kind=OBJECTS,
                score="F1 of classes",
                model="a linear classifier of what objects look like",
                usable=lambda item: bool(item.classes),
                fit=_fit_classes,
                most_trained=MOST_TRAINED,
                most_tested=MOST_TESTED,
            )
        yield Task(
            key="pixels",
            title="Pixels",
            kind=OBJECTS,
            score="Dice of pixels",
            model="a forest over image filters",
            usable=lambda item: bool(item.picture.kinds.any()),
            fit=self._fit_pixels,
            most_trained=MOST_TRAINED,
            most_tested=MOST_TESTED,
        )

    def _fit_pixels(self, items: Sequence[PictureItem], seed: int) -> Model[PictureItem]:
        names = sorted({name for item in items for name in item.picture.categories})
        place = {name: at for at, name in enumerate(names, 1)}
        parts = list[Pixels]()
        for item in items:
            one = self._pixels(item, "train")
            table = np.array([0, *(place.get(name, 0) for name in self._names[id(item)])], np.uint8)
            parts.append(Pixels(one.rows, table[one.kinds]))
        forest: Any = fitted_forest(parts, seed)

        def model(tests: Sequence[PictureItem]) -> list[Answer]:
            return [self._judged(item, forest, ["", *names]) for item in tests]

        return model

    def _judged(self, item: PictureItem, forest: Any, names: Sequence[str]) -> Answer:
        """Of the pixels that are labelled or called so."""
        pixels = self._pixels(item, "test")
        own = ["", *self._names[id(item)]]
        pairs = Counter(zip(pixels.kinds.tolist(), forest.predict(pixels.rows).tolist(), strict=True))
        answer = Answer()
        for (given, found), number in pairs.items():
            if given or found:
                said = names[int(found)]
                answer[Judged(own[given], said, own[given] == said)] += number
        return answer

    def _pixels(self, item: PictureItem, use: str) -> Pixels:
        key = id(item), use
        if key not in self._samples:
            number = TRAINED_PIXELS if use == "train" else TESTED_PIXELS
            self._samples[key] = sampled(item.picture, number, use)
        return self._samples[key]


def _fit_classes(items: Sequence[PictureItem], seed: int) -> Model[PictureItem]:
    classes = [name for item in items for name in item.classes]
    model: Any = None
    if len({*classes}) > 1:
        model = fitted_linear(np.concatenate([item.crops for item in items]), np.array(classes))

    def answers(tests: Sequence[PictureItem]) -> list[Answer]:
        return [
            Counter(Judged(given, said, given == said) for given, said in zip(item.classes, found(item), strict=True))
            for item in tests
        ]

    def found(item: PictureItem) -> list[str]:
        return classes[:1] * len(item.classes) if model is None else [str(one) for one in model.predict(item.crops)]

    return answers


def _item(picture: AnnotatedImage, names: Sequence[str]) -> PictureItem:
    pixels = picture.load()
    crops, classes = list[np.ndarray](), list[str]()
    for one in picture.annotations:
        if one.iscrowd or len(classes) == MOST_OBJECTS or one.box.width <= 0 or one.box.height <= 0:
            continue
        crop = crop_of(pixels, one.box, AROUND)
        if crop is not None:
            shape = np.log([one.box.area / (picture.width * picture.height), one.box.width / one.box.height])
            crops.append(np.append(features_of(crop), shape).astype(np.float32))
            classes.append(one.category)
    return PictureItem(
        picture=small_picture(picture, pixels, names),
        crops=np.stack(crops) if crops else np.zeros((0, 0), np.float32),
        classes=tuple(classes),
    )


def subject(sets: Sequence[ReadSet[PictureItem]], noun: str) -> Subject[PictureItem]:
    """What is known of pictures, once all sets are read."""
    return Pictures(sets, noun)
