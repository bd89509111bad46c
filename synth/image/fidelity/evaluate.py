"""COCO instance AP between two sets of masks, by pycocotools, without its printing and its limit of 100 objects."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.core.geometry import Mask, rle_of

IOU_THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""COCO's own: 0.50, 0.55 ... 0.95."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredMask:
    """One object of one picture; the score (0-1) of a true object is not looked at."""

    mask: Mask
    category: str = ""
    score: float = 1.0


def average_precision(
    truth: Sequence[Sequence[ScoredMask]],
    predictions: Sequence[Sequence[ScoredMask]],
    iou_thresholds: Sequence[float] = IOU_THRESHOLDS,
) -> dict[str, float]:
    """{"ap": mean over thresholds and categories, "ap50": ..., "ap75": ...} of 0-1, one key `apNN` for each threshold.

    Both sequences hold the objects picture by picture, in the same order of pictures; masks lie inside their pictures.
    Empty masks are left out. NaN where there is no true object; ValueError when the numbers of pictures differ.
    """
    if len(truth) != len(predictions):
        raise ValueError(f"{len(truth)} pictures of truth, {len(predictions)} of predictions")
    names = sorted({item.category for items in (*truth, *predictions) for item in items})
    sizes = [_extent(mine, theirs) for mine, theirs in zip(truth, predictions, strict=True)]
    precision = _precision(_coco(truth, names, sizes), _coco(predictions, names, sizes), iou_thresholds, predictions)
    by_threshold = {f"ap{100 * at:.3g}": _mean(values) for at, values in zip(iou_thresholds, precision, strict=True)}
    return {"ap": _mean(precision), **by_threshold}


def _precision(
    truth: Any, found: Any, thresholds: Sequence[float], predictions: Sequence[Sequence[object]]
) -> np.ndarray:
    """Interpolated precision, (thresholds, recalls, categories); -1 for a category without true objects."""
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        found.createIndex()
        run = COCOeval(truth, found, "segm")
        run.params.iouThrs = np.array(thresholds, dtype=np.float64)
        run.params.maxDets = [max(1, *(len(items) for items in predictions))]
        run.params.areaRng, run.params.areaRngLbl = [[0, 1e10]], ["all"]
        run.evaluate()
        run.accumulate()
    return run.eval["precision"][..., 0, 0]


def _coco(pictures: Sequence[Sequence[ScoredMask]], names: Sequence[str], sizes: Sequence[tuple[int, int]]) -> Any:
    from pycocotools.coco import COCO

    coco: Any = COCO()
    coco.dataset = {
        "images": [{"id": number, "width": width, "height": height} for number, (width, height) in enumerate(sizes)],
        "categories": [{"id": number, "name": name} for number, name in enumerate(names)],
        "annotations": [],
    }
    for number, (items, size) in enumerate(zip(pictures, sizes, strict=True)):
        for item in items:
            if item.mask.area:
                coco.dataset["annotations"].append(
                    {
                        "id": len(coco.dataset["annotations"]) + 1,
                        "image_id": number,
                        "category_id": names.index(item.category),
                        "segmentation": rle_of(item.mask, *size),
                        "area": item.mask.area,
                        "bbox": item.mask.box.xywh,
                        "iscrowd": 0,
                        "score": item.score,
                    }
                )
    return coco


def _extent(*sides: Sequence[ScoredMask]) -> tuple[int, int]:
    """(width, height) of a canvas that holds every mask."""
    boxes = [item.mask.box for items in sides for item in items]
    return int(max((box.x1 for box in boxes), default=1)), int(max((box.y1 for box in boxes), default=1))


def _mean(precision: np.ndarray) -> float:
    valid = precision[precision > -1]
    return round(float(valid.mean()), 9) if valid.size else float("nan")  # pycocotools' precisions are 2e-16 short of 1
