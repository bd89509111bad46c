"""The real pictures of a training, split and measured. What cannot be learnt from is left out and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from synth.core.errors import DataError
from synth.image.formats.coco.read import read_coco
from synth.image.formats.data_set import AnnotatedImage, Annotation, DataSet
from synth.image.formats.split import split_by_image
from synth.image.formats.tally import NOTHING, Tally, dropped
from synth.image.packs.card import TrainingSource
from synth.image.train.corpus import TrainingPicture, picture_of
from synth.image.train.options import TrainConfig
from synth.image.train.prior import LEAST_PICTURES
from synth.image.train.reference import LEAST_AREA_PX

if TYPE_CHECKING:
    from jaxtyping import Int32

SALT = "synth"
LONE_DOMAIN = "all"

FEWEST_OBJECTS = 4
"""Objects that a picture needs so that the distances between neighbours can be measured."""

LEAST_SIDE_PX = 2
"""An object with a shorter side has no outline that could be learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A COCO folder split by picture, its domains (the `values` of `variable`) and its source.

    `tally` counts what was left out of the folder, and says what was changed.
    """

    train: tuple[TrainingPicture, ...]
    held_out: tuple[TrainingPicture, ...]
    variable: str
    values: tuple[str, ...]
    category: str
    source: TrainingSource
    tally: Tally

    @property
    def grey(self) -> tuple[str, ...]:
        """Values whose training pictures are all grey."""
        return tuple(v for d, v in enumerate(self.values) if all(p.grey for p in self.train if p.domain == d))


def read_corpus(config: TrainConfig) -> Corpus:
    """Read, split and measure the pictures of `config.data`.

    DataError where there are too few pictures or objects; with `config.strict`, where anything had to be left out.
    """
    data_set = _learnable(read_coco(config.data))
    if len(data_set.categories) != 1:
        names = [category.name for category in data_set.categories]
        raise DataError(f"{config.data}: categories", names, "one category with objects; fit a pack for each")
    held_out, train = split_by_image(data_set, config.val_share, SALT, config.variable)
    values = tuple(sorted({_value(p, config.variable) for p in data_set.pictures}))
    _check_enough(config, values, data_set, train)
    train_pictures, train_tally = _measured(train, config.variable, values)
    held_out_pictures, held_out_tally = _measured(held_out, config.variable, values)
    _check_large_enough(config, values, train_pictures)
    tally = data_set.tally + train_tally + held_out_tally
    if config.strict:
        tally.refuse_any(str(config.data))
    counted = sum(len(picture.annotations) for picture in train.pictures) - sum(train_tally.dropped.values())
    return Corpus(
        train=train_pictures,
        held_out=held_out_pictures,
        variable=config.variable or "domain",
        values=values,
        category=data_set.categories[0].name,
        source=TrainingSource(
            name=config.source or config.data.resolve().name,
            licence=config.licence,
            pictures=len(train.pictures),
            instances=counted,
            sha256=sha256(data_set.file.read_bytes()).hexdigest(),
        ),
        tally=tally,
    )


def _learnable(data_set: DataSet) -> DataSet:
    """Without crowd regions, boxes that have no mask, and categories that have no object then."""
    every = [annotation for picture in data_set.pictures for annotation in picture.annotations]
    masked = any(annotation.has_mask for annotation in every if not annotation.iscrowd)
    pictures = tuple(
        replace(picture, annotations=tuple(a for a in picture.annotations if not _no_object(a, masked)))
        for picture in data_set.pictures
    )
    used = {annotation.category for picture in pictures for annotation in picture.annotations}
    unused = [category.name for category in data_set.categories if category.name not in used]
    tally = (
        data_set.tally
        + dropped("crowd", (a.where for a in every if a.iscrowd))
        + dropped("box", (a.where for a in every if not a.iscrowd and _no_object(a, masked)))
        + dropped("category", unused if used else ())
    )
    kept = tuple(category for category in data_set.categories if category.name in used or not used)
    return replace(data_set, categories=kept, pictures=pictures, tally=tally)


def _no_object(annotation: Annotation, masked: bool) -> bool:
    """A region of many objects; or, where objects have masks, a box alone."""
    return annotation.iscrowd or (masked and not annotation.has_mask)


def _check_enough(config: TrainConfig, values: Sequence[str], whole: DataSet, train: DataSet) -> None:
    """DataError where a domain has too few pictures to fit to, or none with enough objects to measure a layout."""
    for value in values or (LONE_DOMAIN,):
        there, trained = (
            [len(p.annotations) for p in data_set.pictures if p.annotations and _value(p, config.variable) == value]
            for data_set in (whole, train)
        )
        which = f" with {config.variable} {value}" if config.variable else ""
        if len(trained) < LEAST_PICTURES:
            needed = max(_needed(config.val_share), len(there) + 1)
            why = f"{LEAST_PICTURES} to train on beside the share held out (val_share={config.val_share:g})"
            raise DataError(f"{config.data}: pictures{which}", len(there), f"{needed} pictures are needed: {why}")
        if max(trained) < FEWEST_OBJECTS:
            where = f"{config.data}: pictures to train on{which}"
            raise DataError(where, len(trained), f"one or more with at least {FEWEST_OBJECTS} annotations")


def _needed(val_share: float) -> int:
    """The fewest pictures of which LEAST_PICTURES are left to train on."""
    number = LEAST_PICTURES
    while number - round(val_share * number) < LEAST_PICTURES:
        number += 1
    return number


def _check_large_enough(config: TrainConfig, values: Sequence[str], pictures: Sequence[TrainingPicture]) -> None:
    """DataError where a domain has too few objects that are large enough to have a shape."""
    for domain, value in enumerate(values):
        large = [int((_areas(p) >= LEAST_AREA_PX).sum()) for p in pictures if p.domain == domain]
        if sum(number > 0 for number in large) < LEAST_PICTURES or max(large) < FEWEST_OBJECTS:
            where = f"{config.data}: pictures with objects of {LEAST_AREA_PX} px and more"
            where += f" with {config.variable} {value}" if config.variable else ""
            allowed = f"{LEAST_PICTURES} to train on, one or more with at least {FEWEST_OBJECTS} such objects"
            raise DataError(where, sum(number > 0 for number in large), allowed)


def _areas(picture: TrainingPicture) -> Int32[np.ndarray, " n"]:
    return np.bincount(picture.labels.ravel())[1:]


def _value(picture: AnnotatedImage, variable: str | None) -> str:
    return str(picture.extra[variable]) if variable else LONE_DOMAIN


def _measured(
    data_set: DataSet, variable: str | None, values: Sequence[str]
) -> tuple[tuple[TrainingPicture, ...], Tally]:
    """The pictures with at least one object, measured."""
    measured, tally = list[TrainingPicture](), NOTHING
    for picture in data_set.pictures:
        labels, left_out = label_map(picture)
        tally += left_out
        if labels.any():
            domain = values.index(_value(picture, variable))
            measured.append(picture_of(picture.file_name, picture.load(), labels, domain))
    return tuple(measured), tally


def label_map(picture: AnnotatedImage) -> tuple[Int32[np.ndarray, "h w"], Tally]:
    """The masks as a label map, numbered from 1. Where two overlap, the first keeps the pixel.

    Slivers and objects of which others leave nothing are left out and counted. DataError for an annotation without a
    mask.
    """
    labels = np.zeros((picture.height, picture.width), np.int32)
    slivers, hidden = list[str](), list[str]()
    number = 0
    for annotation in picture.annotations:
        if not annotation.has_mask:
            raise DataError(f"{picture.path}: annotation {annotation.id}", "a box", "a mask for every annotation")
        mask = annotation.mask
        if min(mask.bits.shape) < LEAST_SIDE_PX:
            slivers.append(annotation.where)
            continue
        mine = mask.on_canvas(picture.width, picture.height) & (labels == 0)
        if mine.any():
            number += 1
            labels[mine] = number
        else:
            hidden.append(annotation.where)
    return labels, dropped("sliver", slivers) + dropped("hidden", hidden)
