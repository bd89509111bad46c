"""Fit the prior of a pack whose objects have places and kinds (see `synth.image.plan.composed` for the model)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box
from synth.image.packs.card import LabelForm, PackCard
from synth.image.plan.composed import PLACE
from synth.image.plan.forms import form_of_box, form_of_mask
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.prior import (
    EXPOSURES,
    LEAST_PICTURES,
    MOST_ARCHETYPES,
    RESIDUAL_QUANTILES,
    archetype,
    cluster,
    normal_scores,
    rounded,
    style_row,
    weighted_quantiles,
)
from synth.image.train.reference import histograms_of_boxes
from synth.image.train.style import STYLES

if TYPE_CHECKING:
    from jaxtyping import Float64

RIDGE = 1e-4
LEAST_HELD_SHARE = 0.2
"""Share of a category's objects that lie on those of another one from which this is more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The objects of one category: the index of the picture, PLACE, form, overlap and category of the holder (-1: none)
    of each.
    """

    picture: NDArray[np.intp]
    place: Float64[np.ndarray, "n 4"]
    form: Float64[np.ndarray, "n m"]
    overlap: Float64[np.ndarray, " n"]
    holder: NDArray[np.intp]


def fit_composed(pictures: Sequence[TrainingPicture], scale: StyleScale, card: PackCard) -> dict[str, Any]:
    """The JSON-ready prior of a corpus; `card` names variable, values and categories."""
    everywhere = [_rows(pictures, category, card.labels) for category in range(len(card.categories))]
    domains = {}
    for domain, value in enumerate(card.variable.values):
        group = [p for p in pictures if p.domain == domain]
        own = [_rows(group, category, card.labels) for category in range(len(card.categories))]
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
    fitted, common = {}, list[NDArray[np.float64]]()
    for name, mine, used in zip(card.categories, own, rows, strict=True):
        fitted[name], of_objects = _fit_category(used, card)
        common.append(_of_pictures(of_objects, used.picture, len(pictures)) if used is mine else _none(pictures))
    style = np.stack([style_row(p, scale) for p in pictures])
    features = np.concatenate([counts, *common, style], axis=1)
    return {
        "style_mean": rounded(scale.mean[domain]),
        "style_deviation": rounded(scale.deviation[domain]),
        "grey": all(p.grey for p in pictures),
        "pictures": len(pictures),
        "archetypes": _fit_archetypes(features, counts > 0),
        "objects": fitted,
        "reference": _reference(pictures, card),
    }


def _fit_category(rows: Rows, card: PackCard) -> tuple[dict[str, Any], Float64[np.ndarray, "n 4"]]:
    """The numbers of a category, and the scores of its objects that their pictures account for."""
    scores = np.stack([normal_scores(column) for column in rows.place.T], axis=1)
    scores[:, rows.place.std(axis=0) == 0] = 0
    within, of_pictures = _between(scores, rows.picture)
    centred = scores - scores.mean(axis=0)
    loading = np.linalg.solve(centred.T @ centred + len(scores) * RIDGE * np.eye(len(PLACE)), centred.T @ rows.form).T
    residual = rows.form - rows.form.mean(axis=0) - centred @ loading.T
    spread = residual.T @ residual / max(len(residual) - 1, 1) + 1e-8 * np.eye(residual.shape[1])
    factor = np.linalg.cholesky(spread)
    lengths = np.linalg.norm(np.linalg.solve(factor, residual.T), axis=0) / np.sqrt(residual.shape[1])
    held = Counter(int(h) for h in rows.holder if h >= 0)
    flat = np.ones(len(rows.place))
    return {
        "quantiles": [rounded(weighted_quantiles(column, flat, RESIDUAL_QUANTILES)) for column in rows.place.T],
        "within": [rounded(row) for row in np.linalg.cholesky(within + RIDGE * np.eye(len(PLACE)))],
        "form_mean": rounded(rows.form.mean(axis=0), 5),
        "form_loading": [rounded(row, 5) for row in loading],
        "form_factor": [rounded(row, 5) for row in factor],
        "form_spread": rounded(weighted_quantiles(lengths, flat, RESIDUAL_QUANTILES)),
        "overlap": rounded(weighted_quantiles(rows.overlap, flat, RESIDUAL_QUANTILES)),
        "holders": {
            card.categories[holder]: round(number / len(rows.holder), 4)
            for holder, number in held.most_common()
            if number >= LEAST_HELD_SHARE * len(rows.holder)
        },
    }, of_pictures


def _between(
    scores: Float64[np.ndarray, "n 4"], picture: NDArray[np.intp]
) -> tuple[Float64[np.ndarray, "4 4"], Float64[np.ndarray, "n 4"]]:
    """The covariance of scores within pictures, and each object's part of its score that its picture accounts for: the
    mean over its picture, shrunk by the share of its variance that is not chance (a random-effects model).
    """
    numbers = np.bincount(picture)
    sums = np.stack([np.bincount(picture, weights=column) for column in scores.T], axis=1)
    means = (sums / np.maximum(numbers, 1)[:, None])[picture]
    free = int((numbers > 0).sum())
    residual = scores - means
    within = residual.T @ residual / max(len(scores) - free, 1)
    usual = 1 / np.mean(1 / numbers[numbers > 0])
    spread = means.var(axis=0)
    kept = np.sqrt(np.clip(1 - np.diag(within) / usual / np.maximum(spread, 1e-9), 0, 1))
    return within, means * kept


def _of_pictures(
    of_objects: Float64[np.ndarray, "n 4"], picture: NDArray[np.intp], number: int
) -> Float64[np.ndarray, "pictures 4"]:
    """A row for each picture; of pictures without such an object a typical one, so that it tells nothing."""
    found = np.full((number, len(PLACE)), np.nan)
    found[picture] = of_objects
    missing = np.isnan(found[:, 0])
    if missing.any():
        there = np.flatnonzero(~missing)
        found[missing] = found[there[np.arange(missing.sum()) % len(there)]] if len(there) else 0.0
    return found


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
    found = []
    for number in np.unique(group):
        rows = features[group == number]
        ones = np.ones(len(rows))
        wanted = int(np.clip(len(rows) / (2 * rows.shape[1]), 1, max(MOST_ARCHETYPES // len(common), 1)))
        parts = cluster((rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-6), ones, wanted)
        found += [archetype(rows[parts == k], ones[parts == k], len(features)) for k in np.unique(parts)]
    return found


def _rows(pictures: Sequence[TrainingPicture], category: int, labels: LabelForm) -> Rows:
    found = [
        _row(number, p, int(k), labels)
        for number, p in enumerate(pictures)
        for k in np.flatnonzero(p.categories == category)
    ]
    width = len(form_of_box(Box(0, 0, 1, 1))) if labels == "boxes" else len(found[0][2]) if found else 1
    return Rows(
        picture=np.array([f[0] for f in found], np.intp),
        place=np.array([f[1] for f in found], np.float64).reshape(-1, len(PLACE)),
        form=np.array([f[2] for f in found], np.float64).reshape(-1, width),
        overlap=np.array([f[3] for f in found], np.float64),
        holder=np.array([f[4] for f in found], np.intp),
    )


def _row(
    number: int, picture: TrainingPicture, index: int, labels: LabelForm
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
    return number, place, form, _overlap(picture, index), int(objects.categories[holder]) if holder >= 0 else -1


def _overlap(picture: TrainingPicture, index: int) -> float:
    """As `synth.image.plan.composed` measures it: the largest share that it has in common with another box."""
    boxes, holders = picture.objects.boxes, picture.objects.holders
    one = Box(*boxes[index])
    shares = [
        one.intersection(other).area / max(min(one.area, other.area), 1e-9)
        for number, other in enumerate(Box(*box) for box in boxes)
        if number != index
        and number != holders[index] - 1
        and holders[number] - 1 != index
        and (not holders[index] or not holders[number] or holders[index] == holders[number])
    ]
    return max(shares, default=0.0)


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
