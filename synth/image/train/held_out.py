"""The annotator's quality on held-out real pictures; drafts are measured against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from synth.image.train.corpus import TrainingPicture
from synth.image.train.reference import LEAST_AREA_PX
from synth.image.verify.match import match, overlap_table
from synth.image.verify.segment import Decoding, decode_instances, read_maps

FOUND_IOU, QUANTILE = 0.5, 0.75


def missed_on_real(
    unet: Any, pictures: Sequence[TrainingPicture], values: Sequence[str], how: Decoding
) -> dict[str, float]:
    """Value of the variable -> third quartile, over its pictures, of the share of instances missed at IoU 0.5.

    Values without pictures are left out.
    """
    shares: dict[str, list[float]] = {value: [] for value in values}
    for picture in pictures:
        share = _missed_share(unet, picture, how)
        if share is not None:
            shares[values[picture.domain]].append(share)
    return {value: round(float(np.quantile(found, QUANTILE)), 3) for value, found in shares.items() if found}


def _missed_share(unet: Any, picture: TrainingPicture, how: Decoding) -> float | None:
    """The share of missed instances among those of at least 30 px; None where there are none."""
    areas = np.bincount(picture.labels.ravel())[1:]
    judged = np.flatnonzero(areas >= LEAST_AREA_PX)
    if not len(judged):
        return None
    pixels = np.broadcast_to(picture.pixels, (*picture.labels.shape, 3))
    read, _ = decode_instances(read_maps(unet, pixels), how)
    iou = match(overlap_table(picture.labels, read)).iou
    return float((iou[judged] < FOUND_IOU).mean())
