"""The annotator's quality on held-out real pictures, by category: drafts are measured against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box
from synth.image.fidelity.box_precision import Boxes, PlannedBox, ReadBox, box_precision
from synth.image.packs.card import PackCard
from synth.image.records import Detection
from synth.image.train.calibration import Readings, calibrate, joined
from synth.image.train.corpus import TrainingPicture
from synth.image.train.reference import LEAST_AREA_PX
from synth.image.verify.boxes import iou_table
from synth.image.verify.calibrate import calibrated
from synth.image.verify.checks import displacement, match, overlap_table
from synth.image.verify.segment import decode_kinds, decoding_of, read_maps

FOUND_IOU, QUANTILE, WEAK = 0.5, 0.9, 0.5
SCORES = tuple(round(0.05 * step, 2) for step in range(3, 15))
"""Least scores of boxes among which the one with the best F1 is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    """What an annotator reaches on held-out real pictures.

    `missed`: value of the variable -> ninth decile, over its pictures, of the share of objects missed at IoU 0.5.
    `offset`: the same of the step from annotated to read centroids, in px as it sees them; of boxes none.
    `scores`: category -> its numbers for the card. `readings`: everything that it read. `box_score`: least score of a
    box that counts, calibrated as the readings let it be.
    """

    missed: dict[str, float]
    offset: dict[str, float]
    scores: dict[str, dict[str, float]]
    readings: Readings
    box_score: float | None = None


def judge_annotator(unet: Any, pictures: Sequence[TrainingPicture], card: PackCard) -> Oracle:
    """Read every picture; values and categories without one are left out."""
    return _judge_boxes(unet, pictures, card) if card.labels == "boxes" else _judge_masks(unet, pictures, card)


def _judge_masks(unet: Any, pictures: Sequence[TrainingPicture], card: PackCard) -> Oracle:
    """IoU of each object of at least LEAST_AREA_PX with what was read of its category, matched in each picture."""
    how, number = decoding_of(card), len(card.categories)
    missed = {value: list[float]() for value in card.variable.values}
    offset = {value: list[float]() for value in card.variable.values}
    found, planned, read = (np.zeros(number) for _ in range(3))
    common, pixels = np.zeros(number), np.zeros(number)
    readings = list[Readings]()
    for place, picture in enumerate(pictures):
        seen = np.broadcast_to(picture.pixels, (*picture.labels.shape, 3))
        labels, scores, kinds = decode_kinds(read_maps(unet, seen, number), how)
        same = picture.categories[:, None] == kinds[None]
        table = overlap_table(picture.labels, labels)
        rows = int(picture.labels.max())
        matching = match(table, same[:rows])
        iou = matching.iou
        hit = np.isin(np.arange(1, len(kinds) + 1), matching.partner[iou >= FOUND_IOU])
        readings.append(_readings(place, scores, kinds, hit))
        judged = np.flatnonzero(table.sum(axis=1)[1:] >= LEAST_AREA_PX)
        if not len(judged):
            continue
        good = iou[judged] >= FOUND_IOU
        value = card.variable.values[picture.domain]
        missed[value].append(float(1 - good.mean()))
        offset[value].append(displacement(picture.labels, labels, matching, FOUND_IOU))
        mine = picture.categories[judged]
        planned += np.bincount(mine, minlength=number)
        found += np.bincount(mine[good], minlength=number)
        read += np.bincount(kinds, minlength=number)
        ours, theirs = (_kind_map(*pair) for pair in ((picture.labels, picture.categories), (labels, kinds)))
        for kind in range(number):
            common[kind] += 2 * ((ours == kind) & (theirs == kind)).sum()
            pixels[kind] += (ours == kind).sum() + (theirs == kind).sum()
    return Oracle(
        missed=_usual(missed),
        offset=_usual(offset),
        readings=joined(readings),
        scores={
            name: {
                "objects": int(planned[k]),
                "recall": round(float(found[k] / planned[k]), 3),
                "precision": round(float(min(found[k] / max(read[k], 1), 1)), 3),
                "dice": round(float(common[k] / max(pixels[k], 1)), 3),
            }
            for k, name in enumerate(card.categories)
            if planned[k]
        },
    )


def _kind_map(labels: NDArray[np.int32], kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[-1], kinds])[labels]


def _judge_boxes(unet: Any, pictures: Sequence[TrainingPicture], card: PackCard) -> Oracle:
    from synth.image.verify.centres import read_boxes

    planned = [
        [(card.categories[kind], Box(*map(float, box))) for kind, box in zip(p.categories, p.boxes, strict=True)]
        for p in pictures
    ]
    read = [read_boxes(unet, np.broadcast_to(p.pixels, (*p.labels.shape, 3)), card.categories)[0] for p in pictures]
    readings = joined([_box_readings(place, *pair, card) for place, pair in enumerate(zip(planned, read, strict=True))])
    if (found := calibrate(readings, card.categories)) is not None:
        card = card.model_copy(update={"calibration": found[0]})
        scores = iter(calibrated(readings.score, readings.kind, card))
        read = [[one._replace(score=float(next(scores))) for one in of_picture] for of_picture in read]
    counts = {least: _counts(planned, read, least, card) for least in SCORES}
    best = max(SCORES, key=lambda least: _f1(*(part.sum() for part in counts[least][:3])))
    found, wanted, seen, shares = counts[best]
    missed = {value: list[float]() for value in card.variable.values}
    for picture, share in zip(pictures, shares, strict=True):
        missed[card.variable.values[picture.domain]].append(share)
    boxes = [
        Boxes([PlannedBox(*one) for one in ours], [ReadBox(*one) for one in theirs])
        for ours, theirs in zip(planned, read, strict=True)
    ]
    precision = box_precision(boxes, card.categories, 0)
    return Oracle(
        missed=_usual(missed),
        offset={},
        readings=readings,
        box_score=best,
        scores={
            name: {
                "objects": int(wanted[k]),
                "ap": round(precision[name].ap or 0.0, 3),
                "ap50": round(precision[name].ap50 or 0.0, 3),
                "recall": round(float(found[k] / wanted[k]), 3),
                "precision": round(float(found[k] / max(seen[k], 1)), 3),
            }
            for k, name in enumerate(card.categories)
            if wanted[k]
        },
    )


def _readings(place: int, scores: NDArray[np.float32], kinds: NDArray[np.int64], there: NDArray[np.bool_]) -> Readings:
    return Readings(
        picture=np.full(len(kinds), place, np.int64), score=scores.astype(np.float64), kind=kinds, there=there
    )


def _box_readings(
    place: int, planned: Sequence[tuple[str, Box]], read: Sequence[Detection], card: PackCard
) -> Readings:
    """Every box that was read, and whether it is one of a category at IoU 0.5: of several of one object the best."""
    _, columns = _paired(planned, read)
    kinds = np.array([card.categories.index(one.category) for one in read], np.int64)
    hit = np.isin(np.arange(len(read)), columns)
    return _readings(place, np.array([one.score for one in read], np.float32), kinds, hit)


def _paired(planned: Sequence[tuple[str, Box]], read: Sequence[Detection]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of planned boxes and of those of their category that they are found as at IoU 0.5, one to one."""
    table = iou_table([box for _, box in planned], [one.box for one in read])
    same = np.array([[name == one.category for one in read] for name, _ in planned], np.bool_).reshape(table.shape)
    pairs = np.where(same & (table >= FOUND_IOU), table, 0.0)
    rows, columns = linear_sum_assignment(pairs, maximize=True)
    hit = pairs[rows, columns] > 0
    return rows[hit], columns[hit]


def _counts(
    planned: Sequence[Sequence[tuple[str, Box]]], read: Sequence[Sequence[Detection]], least: float, card: PackCard
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], list[float]]:
    """By category: boxes found at IoU 0.5, planned, read with a score of `least`; and each picture's missed share."""
    number = len(card.categories)
    found, wanted, seen = (np.zeros(number) for _ in range(3))
    shares = list[float]()
    for ours, theirs in zip(planned, read, strict=True):
        kept = [one for one in theirs if one.score >= least]
        hits, _ = _paired(ours, kept)
        kinds = np.array([card.categories.index(name) for name, _ in ours])
        found += np.bincount(kinds[hits], minlength=number)
        wanted += np.bincount(kinds, minlength=number)
        seen += np.bincount([card.categories.index(one.category) for one in kept], minlength=number)
        shares.append(1 - len(hits) / len(ours))
    return found, wanted, seen, shares


def _f1(found: float, planned: float, read: float) -> float:
    return 2 * found / max(planned + read, 1)


def _usual(shares: dict[str, list[float]]) -> dict[str, float]:
    return {value: round(float(np.quantile(found, QUANTILE)), 3) for value, found in shares.items() if found}


def oracle_line(scores: Mapping[str, Mapping[str, float]]) -> str:
    """What an annotator finds in held-out pictures, in a line for a person; where it is little, what follows."""
    number = sum(int(one["objects"]) for one in scores.values())
    found = sum(one["objects"] * one["recall"] for one in scores.values()) / max(number, 1)
    line = f"annotator finds {found:.0%} of {number} objects in held-out pictures (IoU 0.5)"
    return line if found >= WEAK else f"{line}: a draft may pass that shows little, so go by what is `confirmed`"
