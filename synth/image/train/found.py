"""The annotated pictures of a training: read from any format, without what cannot be learnt from, and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.core.errors import DataError, Unquoted
from synth.image.formats.coco.read import read_coco
from synth.image.formats.data_set import AnnotatedImage, Annotation, DataSet, file_sha256
from synth.image.formats.recognise import format_of
from synth.image.formats.split import key_of, split_by_image, split_each_by_hash
from synth.image.formats.survey import readable_of, survey
from synth.image.formats.table import picture_format
from synth.image.formats.tally import Counting, Tally, dropped
from synth.image.packs.card import MOST_CATEGORIES, LabelForm
from synth.image.train.options import TrainConfig
from synth.image.train.prior import LEAST_PICTURES

SALT = "synth"
PERSON_KEYS = ("patient", "patient_id", "subject", "subject_id", "case", "person")
LONE_DOMAIN = "all"

LEAST_OBJECTS = 6
"""Objects of a category without which it is too rare to be learnt, and each could be told apart in the prior."""

COCO, PACKED = "coco", ("hf-parquet", "webdataset")
"""The format with ids and keys of its own; formats whose pictures are no files of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is to learn from: categories by id, pictures to train on and held out, values of the variable.

    `split_by` is the key whose values are on one side only; None: each picture for itself. `sha256` is of the labels.
    """

    data_set: DataSet
    train: DataSet
    held_out: DataSet
    labels: LabelForm
    values: tuple[str, ...]
    split_by: str | None
    sha256: str

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(category.name for category in self.data_set.categories)

    def lines(self) -> list[str]:
        """What a person should know before the work begins."""
        pictures = self.data_set.pictures
        sizes = Counter((picture.width, picture.height) for picture in pictures)
        (width, height), number = sizes.most_common(1)[0]
        size = f"{width} x {height} px" + ("" if number == len(pictures) else f" ({len(sizes)} sizes)")
        counts = Counter(a.category for picture in pictures for a in picture.annotations)
        by_class = ", ".join(f"{name} {counts[name]}" for name in self.categories)
        held = f"{len(self.held_out.pictures)} of {len(pictures)} pictures"
        if self.split_by is not None:
            groups = {key_of(picture, self.split_by) for picture in self.held_out.pictures}
            held += f", those of {len(groups)} values of {self.split_by}, none of which is trained on"
        return [
            f"found     {len(pictures)} pictures, {size}, with {counts.total()} {self.labels}: {by_class}",
            f"held out  {held}",
        ]


def find(config: TrainConfig) -> Found:
    """Read and split the pictures of `config.data`. DataError where there is too little to learn from."""
    whole = _read(config)
    form = config.labels or _usual_form(whole)
    learnable = _learnable(whole, form)
    if len(learnable.categories) > MOST_CATEGORIES:
        got = Unquoted(f"{len(learnable.categories)} categories")
        raise DataError(str(config.data), got, f"at most {MOST_CATEGORIES} in one pack: leave some out (synth convert)")
    split_by = config.split.by or _person_key(learnable.pictures)
    if config.privacy.epsilon is None:
        held_out, train = split_by_image(learnable, config.split.share, SALT, config.variable, split_by)
    else:
        held_out, train = split_each_by_hash(learnable, config.split.share, SALT, split_by)
    values = tuple(sorted({value_of(p, config.variable) for p in whole.pictures}))
    _check_enough(config, values, learnable, train)
    if config.strict:
        learnable.tally.refuse_any(str(config.data))
    return Found(
        data_set=learnable,
        train=train,
        held_out=held_out,
        labels=form,
        values=values,
        split_by=split_by,
        sha256=file_sha256(whole),
    )


def value_of(picture: AnnotatedImage, variable: str | None) -> str:
    """The value of the picture's variable; LONE_DOMAIN where there is no variable."""
    return key_of(picture, variable) if variable else LONE_DOMAIN


def _read(config: TrainConfig) -> DataSet:
    """The data set of any format, its pictures looked at; unreadable ones are left out, unless `strict`."""
    coco = picture_format(COCO)
    assert coco.detect is not None
    if not config.data.exists() or coco.detect(config.data):
        return read_coco(config.data, drop_unreadable=not config.strict)
    name = format_of(config.data, "name the labels' own file or folder")
    read = picture_format(name).read
    assert read is not None
    if name in PACKED:
        allowed = "pictures as files of their own: synth convert DATA --to coco, then train on that folder"
        raise DataError(str(config.data), Unquoted(f"a data set of {name}"), allowed)
    counting = Counting(lenient=not config.strict)
    stream = read(config.data, counting)
    pictures = list(stream.pictures)
    counting.refuse_nothing(str(config.data), len(pictures))
    surveyed = survey(pictures if config.strict else list(readable_of(pictures, counting)))
    tally = stream.tally() + Tally(changed=surveyed.changed)
    return DataSet(file=config.data, categories=stream.categories, pictures=surveyed.pictures, tally=tally)


def _usual_form(data_set: DataSet) -> LabelForm:
    """Masks where at least half of the objects have one."""
    masks = [a.has_mask for picture in data_set.pictures for a in picture.annotations if not a.iscrowd]
    return "masks" if 2 * sum(masks) >= len(masks) else "boxes"


def _person_key(pictures: Sequence[AnnotatedImage]) -> str | None:
    return next((key for key in PERSON_KEYS if pictures and all(key in p.extra for p in pictures)), None)


def _learnable(data_set: DataSet, form: LabelForm) -> DataSet:
    """Without crowd regions, boxes among masks, categories that are too rare to be learnt and pictures without an
    object then; categories by id.
    """
    every = [annotation for picture in data_set.pictures for annotation in picture.annotations]
    counts = Counter(a.category for a in every if _is_object(a, form))
    rare = {name for name, number in counts.items() if number < LEAST_OBJECTS and number < max(counts.values())}
    pictures = tuple(
        replace(
            picture,
            annotations=tuple(a for a in picture.annotations if _is_object(a, form) and a.category not in rare),
        )
        for picture in data_set.pictures
    )
    used = {annotation.category for picture in pictures for annotation in picture.annotations}
    unused = [category.name for category in data_set.categories if category.name not in used]
    tally = (
        data_set.tally
        + dropped("crowd", (a.where for a in every if a.iscrowd))
        + dropped("box", (a.where for a in every if not a.iscrowd and not _is_object(a, form)))
        + dropped("rare", (a.where for a in every if _is_object(a, form) and a.category in rare))
        + dropped("category", [name for name in unused if name not in rare] if used else ())
        + dropped("bare", (picture.file_name for picture in pictures if used and not picture.annotations))
    )
    kept = sorted((category for category in data_set.categories if category.name in used), key=lambda one: one.id)
    shown = tuple(picture for picture in pictures if picture.annotations)
    return replace(data_set, categories=tuple(kept), pictures=shown, tally=tally)


def _is_object(annotation: Annotation, form: LabelForm) -> bool:
    return not annotation.iscrowd and (form == "boxes" or annotation.has_mask)


def _check_enough(config: TrainConfig, values: Sequence[str], whole: DataSet, train: DataSet) -> None:
    """DataError where a domain has too few pictures with objects."""
    for value in values or (LONE_DOMAIN,):
        there, trained = (
            sum(value_of(p, config.variable) == value for p in data_set.pictures) for data_set in (whole, train)
        )
        if trained < LEAST_PICTURES:
            which = f" with {config.variable} {value}" if config.variable else ""
            needed = max(_needed(config.split.share), there + 1)
            why = f"{LEAST_PICTURES} to train on beside the share held out (split.share={config.split.share:g})"
            raise DataError(f"{config.data}: pictures{which}", there, f"{needed} pictures are needed: {why}")


def _needed(share: float) -> int:
    """The fewest pictures of which LEAST_PICTURES are left to train on."""
    number = LEAST_PICTURES
    while number - round(share * number) < LEAST_PICTURES:
        number += 1
    return number
