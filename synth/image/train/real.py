"""The real pictures of a training in memory, at the size at which its networks see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.labels import Category
from synth.image.condition.planes import nearest
from synth.image.formats.data_set import DataSet
from synth.image.formats.objects import objects_of
from synth.image.formats.split import key_of
from synth.image.formats.tally import Counting, Tally
from synth.image.packs.card import DetailCard, PackCard, TrainingSource, Variable, plane_names
from synth.image.train.corpus import TrainingPicture, picture_of
from synth.image.train.detail_size import detail_of
from synth.image.train.found import Found, find, value_of
from synth.image.train.grain import grain_of_picture
from synth.image.train.options import TrainConfig
from synth.image.train.outlines import Outlines, outlined, outlines_of, usual_outlines
from synth.image.train.prior import LEAST_PICTURES
from synth.image.train.reference import LEAST_AREA_PX
from synth.image.train.regime import AS_THEY_ARE, Choice, choose_regime
from synth.image.train.style import STYLES
from synth.image.train.touching import lone_categories

FEWEST_OBJECTS = 4
"""Objects that a picture needs so that the distances between neighbours can be measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Pictures split into those to train on and those held out, and how they are trained.

    `card` is the pack's, without anything that a training adds. `tally` counts what was left out of the data, and says
    what was changed; `lines` is what a person should know before the work begins.
    """

    train: tuple[TrainingPicture, ...]
    held_out: tuple[TrainingPicture, ...]
    categories: tuple[Category, ...]
    card: PackCard
    choice: Choice
    tally: Tally
    lines: tuple[str, ...]
    split_by: str | None
    """key whose values are on one side only; None: each picture for itself"""
    units: tuple[str, ...]
    """whom each picture to train on belongs to: its value of `split_by`, or its own name"""

    @property
    def values(self) -> tuple[str, ...]:
        """Values of the variable, in the order of the domains."""
        return self.card.variable.values


def read_corpus(config: TrainConfig) -> Corpus:
    """Read, split and measure the pictures of `config.data`.

    DataError where there are too few pictures or objects; with `config.strict`, where anything had to be left out.
    """
    found = find(config)
    pictures = found.train.pictures
    choice = AS_THEY_ARE
    if config.privacy.epsilon is None:
        choice = choose_regime(pictures, len(found.categories), found.labels, config.regime, config.frame_px)
    card = _card(config, found, choice)
    detail = detail_of(card) if "detail" in config.parts else None
    train, train_outlines, train_tally = _measured(found.train, config, card, detail)
    held_out, held_out_outlines, held_out_tally = _measured(found.held_out, config, card, detail)
    if card.labels == "boxes":
        usual = usual_outlines((p.objects, o) for p, o in zip(train, train_outlines, strict=True))
        train = [outlined(p, o, usual) for p, o in zip(train, train_outlines, strict=True)]
        held_out = [outlined(p, o, usual) for p, o in zip(held_out, held_out_outlines, strict=True)]
    if scattered(card):
        _check_scattered(config, card.variable.values, train)
    tally = found.data_set.tally + train_tally + held_out_tally
    if config.strict:
        tally.refuse_any(str(config.data))
    by_name = {picture.file_name: picture for picture in pictures}
    grey = tuple(v for d, v in enumerate(card.variable.values) if all(p.grey for p in train if p.domain == d))
    of_data: dict[str, Any] = {
        "source": card.source.model_copy(update={"instances": sum(len(p.categories) for p in train)}),
        "variable": card.variable.model_copy(update={"grey": grey}),
    }
    if card.labels == "masks" and config.privacy.epsilon is None:
        of_data["apart"] = tuple(card.categories[k] for k in lone_categories(train, len(card.categories)))
    return Corpus(
        train=tuple(train),
        held_out=tuple(held_out),
        categories=found.data_set.categories,
        card=card.model_copy(update=of_data),
        choice=choice,
        tally=tally,
        lines=(
            *found.lines(),
            *tally.lines(),
            _regime_line(choice, detail),
        ),
        split_by=found.split_by,
        units=tuple(key_of(by_name[p.name], found.split_by) if found.split_by else p.name for p in train),
    )


def scattered(card: PackCard) -> bool:
    """Whether objects are strewn without a place of their own: textures of one category with masks."""
    return card.regime == "textures" and card.labels == "masks" and len(card.categories) == 1


def _card(config: TrainConfig, found: Found, choice: Choice) -> PackCard:
    widths, heights = ([getattr(p, side) for p in found.train.pictures] for side in ("width", "height"))
    names = ", ".join(found.categories)
    source = config.source or config.data.resolve().name
    return PackCard(
        name=config.out.resolve().name,
        description=f"pictures of {names} fitted to {source}",
        licence=config.licence,
        categories=found.categories,
        variable=Variable(name=config.variable or "domain", values=found.values),
        planes=plane_names(found.categories, found.labels, choice.regime),
        styles=STYLES,
        labels=found.labels,
        regime=choice.regime,
        scale=choice.scale,
        frame_px=choice.frame_px,
        mirrors=choice.moves.mirror or choice.moves.turns,
        canvas_wh_px=(int(np.median(widths)), int(np.median(heights))),
        source=TrainingSource(
            name=source,
            licence=config.licence,
            pictures=len(found.train.pictures),
            instances=0,
            sha256=found.sha256,
        ),
    )


def _regime_line(choice: Choice, detail: DetailCard | None) -> str:
    how = {
        "textures": "crops of textures",
        "compositions": "whole pictures with position planes",
    }[choice.regime]
    size = f"{choice.frame_px} px along the longer side" if choice.frame_px else f"scale {choice.scale:g}"
    drawn = f", then {detail.factor} times as large by a second network" if detail else ""
    return f"regime    {choice.regime}: {how} at {size}{drawn}; {choice.why}"


def _measured(
    data_set: DataSet, config: TrainConfig, card: PackCard, detail: DetailCard | None
) -> tuple[list[TrainingPicture], list[Outlines], Tally]:
    """The pictures with at least one object, measured; broken ones are left out, unless `strict`. Of boxes also the
    outlines of their objects, as far as they are found.
    """
    measured, outlines, counting, tally = list[TrainingPicture](), list[Outlines](), Counting(), Tally()
    values = card.variable.values
    factor = detail.factor if detail else 1
    for picture in data_set.pictures:
        objects, left_out = objects_of(picture, card.categories, card.labels == "boxes")
        tally += left_out
        try:
            pixels = picture.load()
        except DataError as error:
            if config.strict:
                raise
            counting.drop("unreadable", f"{picture.file_name} ({error.got})")
            continue
        size = card.working_wh(picture.width, picture.height)
        if nearest(objects.labels, size[1], size[0]).any():
            domain = values.index(value_of(picture, config.variable))
            small = picture_of(picture.file_name, pixels, objects, domain, size, factor)
            regions = np.concatenate([[0], objects.categories + 1])[objects.labels]
            grain = grain_of_picture(pixels, small.pixels, small.exposure, regions, len(card.categories))
            measured.append(replace(small, grain=grain))
            outlines.append(outlines_of(pixels, objects) if card.labels == "boxes" else [])
        else:
            counting.drop("bare", picture.file_name)
    return measured, outlines, tally + counting.tally()


def _check_scattered(config: TrainConfig, values: Sequence[str], pictures: Sequence[TrainingPicture]) -> None:
    """DataError where a domain has too few objects that are large enough to have a shape, or no neighbours."""
    for domain, value in enumerate(values):
        areas = [np.bincount(p.labels.ravel())[1:] for p in pictures if p.domain == domain]
        large = [int((area >= LEAST_AREA_PX).sum()) for area in areas]
        if sum(number > 0 for number in large) < LEAST_PICTURES or max(large) < FEWEST_OBJECTS:
            where = f"{config.data}: pictures with objects of {LEAST_AREA_PX} px and more"
            where += f" with {config.variable} {value}" if config.variable else ""
            allowed = f"{LEAST_PICTURES} to train on, one or more with at least {FEWEST_OBJECTS} such objects"
            raise DataError(where, sum(number > 0 for number in large), allowed)
