"""Fit the prior of a pack whose objects have places and kinds (see `synth.image.plan.composed` for the model)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.seeds import rng_for
from synth.image.packs.card import LabelForm, PackCard
from synth.image.plan.composed_object import PLACE, RIDGE, largest_overlap
from synth.image.plan.forms import form_of_box, form_of_mask
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.forms import fit_forms
from synth.image.train.of_pictures import filled, of_their_pictures, row_of_each, scores_of, within_pictures
from synth.image.train.outlines import GRID, fit_outlines
from synth.image.train.prior import (
    EXPOSURES,
    LEAST_PICTURES,
    MOST_ARCHETYPES,
    RESIDUAL_QUANTILES,
    archetype,
    cluster,
    correlation_of,
    rounded,
    style_row,
    weighted_quantiles,
)
from synth.image.train.reference import histograms_of_boxes
from synth.image.train.style import STYLES

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

LEAST_HELD_SHARE = 0.2
"""Share of a category's objects that lie on those of another one from which this is more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The objects of one category: the index of the picture, PLACE, form, overlap with those before it (NaN: there is
    none) and category of the holder (-1: none) of each; of boxes also what lies in them.
    """

    picture: NDArray[np.intp]
    place: Float64[np.ndarray, "n 4"]
    form: Float64[np.ndarray, "n m"]
    outline: Bool[np.ndarray, "n g g"]
    overlap: Float64[np.ndarray, " n"]
    holder: NDArray[np.intp]


def fit_composed(pictures: Sequence[TrainingPicture], scale: StyleScale, card: PackCard) -> dict[str, Any]:
    """The JSON-ready prior of a corpus; `card` names variable, values and categories."""
    order = _drawing_order(pictures, len(card.categories))
    everywhere = [_rows(pictures, category, card.labels, order) for category in range(len(card.categories))]
    domains = {}
    for domain, value in enumerate(card.variable.values):
        group = [p for p in pictures if p.domain == domain]
        own = [_rows(group, category, card.labels, order) for category in range(len(card.categories))]
        rows = [mine if len(mine.place) >= LEAST_PICTURES else alls for mine, alls in zip(own, everywhere, strict=True)]
        domains[value] = _fit_domain(group, own, rows, scale, domain, card)
    return {
        "variable": card.variable.name,
        "styles": [*STYLES, *EXPOSURES],
        "categories": list(card.categories),
        "domains": domains,
    }


def _fit_domain(
    pictures: Sequence[TrainingPicture],
    own: Sequence[Rows],
    rows: Sequence[Rows],
    scale: StyleScale,
    domain: int,
    card: PackCard,
) -> dict[str, Any]:
    counts = np.stack([np.bincount(r.picture, minlength=len(pictures)) for r in own], axis=1).astype(np.float64)
    scores = [scores_of(used.place) for used in rows]
    within = within_pictures(scores, [used.picture for used in rows])
    fitted, common = {}, list[NDArray[np.float64]]()
    for name, mine, used, score, spread in zip(card.categories, own, rows, scores, within, strict=True):
        fitted[name] = _fit_category(used, score, spread, card)
        of_objects = of_their_pictures(score, used.picture, spread)
        common.append(row_of_each(of_objects, used.picture, len(pictures)) if used is mine else _none(pictures))
    style = np.stack([style_row(p, scale) for p in pictures])
    features = np.concatenate([counts, *filled(common), style], axis=1)
    return {
        "style_mean": rounded(scale.mean[domain]),
        "style_deviation": rounded(scale.deviation[domain]),
        "grey": all(p.grey for p in pictures),
        "pictures": len(pictures),
        "archetypes": _fit_archetypes(features, counts > 0),
        "objects": fitted,
        "reference": _reference(pictures, card),
    }


def _fit_category(
    rows: Rows, scores: Float64[np.ndarray, "n 4"], within: Float64[np.ndarray, "4 4"], card: PackCard
) -> dict[str, Any]:
    """The numbers of a category."""
    centred = scores - scores.mean(axis=0)
    loading = np.linalg.solve(centred.T @ centred + len(scores) * RIDGE * np.eye(len(PLACE)), centred.T @ rows.form).T
    held = Counter(int(h) for h in rows.holder if h >= 0)
    flat = np.ones(len(rows.place))
    overlap = rows.overlap[~np.isnan(rows.overlap)]
    overlap = overlap if len(overlap) else np.zeros(1)
    return {
        "quantiles": [rounded(weighted_quantiles(column, flat, RESIDUAL_QUANTILES)) for column in rows.place.T],
        "within": [rounded(row) for row in np.linalg.cholesky(within + RIDGE * np.eye(len(PLACE)))],
        "forms": fit_forms(rows.form - centred @ loading.T, card.labels),
        "outlines": fit_outlines(rows.outline) if len(rows.outline) else None,
        "form_loading": [rounded(row, 5) for row in loading],
        "overlap": rounded(weighted_quantiles(overlap, np.ones(len(overlap)), RESIDUAL_QUANTILES)),
        "holders": {
            card.categories[holder]: round(number / len(rows.holder), 4)
            for holder, number in held.most_common()
            if number >= LEAST_HELD_SHARE * len(rows.holder)
        },
    }


def _drawing_order(pictures: Sequence[TrainingPicture], number: int) -> list[int]:
    """The categories in the order in which layouts draw them: those of larger objects first."""
    roots = [[mask.area / p.labels.size for p in pictures for mask in _of(p, k)] for k in range(number)]
    return sorted(range(number), key=lambda k: -float(np.median(roots[k])) if roots[k] else 0.0)


def _of(picture: TrainingPicture, category: int) -> Iterator[Mask]:
    return (picture.objects.masks[k] for k in np.flatnonzero(picture.categories == category))


def _none(pictures: Sequence[TrainingPicture]) -> Float64[np.ndarray, "pictures 4"]:
    return np.zeros((len(pictures), len(PLACE)))


def _fit_archetypes(features: NDArray[np.float64], present: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """One archetype or more for each set of categories that enough pictures show together; rarer sets join the nearest
    one, so that what excludes each other does so in drawn layouts too.
    """
    sets, member = np.unique(present, axis=0, return_inverse=True)
    member = member.ravel()
    sizes = np.bincount(member)
    common = np.flatnonzero(sizes >= LEAST_PICTURES)
    if not len(common):
        common = np.array([sizes.argmax()])
    nearest = (sets[:, None] != sets[common][None]).sum(axis=2).argmin(axis=1)
    group = nearest[member]
    whole, found = correlation_of(features), []
    for number in np.unique(group):
        rows = features[group == number]
        ones = np.ones(len(rows))
        wanted = int(np.clip(len(rows) / (2 * rows.shape[1]), 1, max(MOST_ARCHETYPES // len(common), 1)))
        parts = cluster((rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-6), ones, wanted)
        found += [archetype(rows[parts == k], ones[parts == k], len(features), whole) for k in np.unique(parts)]
    return found


def _rows(pictures: Sequence[TrainingPicture], category: int, labels: LabelForm, order: Sequence[int]) -> Rows:
    found = [
        _row(number, p, int(k), labels, before)
        for number, p in enumerate(pictures)
        for k, before in _one_after_another(p, category, order)
    ]
    width = len(form_of_box(Box(0, 0, 1, 1))) if labels == "boxes" else len(found[0][2]) if found else 1
    return Rows(
        picture=np.array([f[0] for f in found], np.intp),
        place=np.array([f[1] for f in found], np.float64).reshape(-1, len(PLACE)),
        form=np.array([f[2] for f in found], np.float64).reshape(-1, width),
        outline=np.array(_outlines(pictures, category), np.bool_).reshape(-1, GRID, GRID),
        overlap=np.array([f[3] for f in found], np.float64),
        holder=np.array([f[4] for f in found], np.intp),
    )


def _outlines(pictures: Sequence[TrainingPicture], category: int) -> list[NDArray[np.bool_]]:
    """What lies in the boxes of a category; of masks there are none."""
    return [p.outlines[k] for p in pictures if p.outlines is not None for k in np.flatnonzero(p.categories == category)]


def _one_after_another(
    picture: TrainingPicture, category: int, order: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """The objects of a category, each with those before it: of categories that are drawn before, and of its own."""
    earlier = order[: order.index(category)]
    before = [int(k) for k in np.flatnonzero(np.isin(picture.categories, earlier))]
    mine = np.flatnonzero(picture.categories == category)
    for k in rng_for(0, len(mine), "order").permutation(mine):
        yield int(k), list(before)
        before.append(int(k))


def _row(
    number: int, picture: TrainingPicture, index: int, labels: LabelForm, before: Sequence[int]
) -> tuple[int, list[float], NDArray[np.float64], float, int]:
    """Picture, PLACE, form, overlap and holder's category of one object."""
    objects = picture.objects
    height, width = objects.labels.shape
    mask, box = objects.masks[index], Box(*objects.boxes[index])
    holder = int(objects.holders[index]) - 1
    frame = Box(0, 0, width, height) if holder < 0 else Box(*objects.boxes[holder])
    x, y = mask.centroid_xy if labels == "masks" else box.centre_xy
    area = mask.area if labels == "masks" else max(box.area, 1.0)
    spread = np.exp(picture.style[STYLES.index("spread")])
    place = [
        (x - frame.x0) / max(frame.width, 1),
        (y - frame.y0) / max(frame.height, 1),
        float(np.log(area / (width * height)) / 2),
        float(np.clip(picture.levels[index] / spread, -4, 4)),
    ]
    form = form_of_mask(mask) if labels == "masks" else form_of_box(box)
    overlap = _overlap(picture, index, before)
    return number, place, form, overlap, int(objects.categories[holder]) if holder >= 0 else -1


def _overlap(picture: TrainingPicture, index: int, before: Sequence[int]) -> float:
    """As `synth.image.plan.composed_object` measures it; NaN where nothing was before that could be overlapped."""
    boxes, holders = picture.objects.boxes, picture.objects.holders
    rivals = [
        boxes[other]
        for other in before
        if other != holders[index] - 1
        and holders[other] - 1 != index
        and (not holders[index] or not holders[other] or holders[index] == holders[other])
    ]
    return largest_overlap(Box(*boxes[index]), np.array(rivals)) if rivals else float("nan")


def _reference(pictures: Sequence[TrainingPicture], card: PackCard) -> dict[str, dict[str, list[float]]]:
    """Histograms of the layouts as they would be on the usual canvas."""
    assert card.canvas_wh_px is not None
    boxes = []
    for picture in pictures:
        height, width = picture.objects.labels.shape
        stretch = np.array([card.canvas_wh_px[0] / width, card.canvas_wh_px[1] / height] * 2)
        areas = np.array([mask.area for mask in picture.objects.masks], np.float64)
        boxes.append((picture.objects.boxes * stretch, areas * stretch[0] * stretch[1]))
    return histograms_of_boxes(boxes)
