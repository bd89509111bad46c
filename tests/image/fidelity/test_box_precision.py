"""Box precision: equal to one COCOeval over the whole set, group by group, and to the AP of masks."""

from __future__ import annotations

import contextlib
import gc
import io
import tracemalloc
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from synth.core.geometry import Box, Mask
from synth.core.seeds import rng_for
from synth.image.fidelity.box_precision import Boxes, PlannedBox, PrecisionTally, ReadBox, box_precision
from synth.image.fidelity.evaluate import IOU_THRESHOLDS, ScoredMask, average_precision

HALF = 51 / 101
"""AP where half of the objects are found, all of them rightly: precision is 1 at recalls 0, 0.01 ... 0.50."""
NAMES = ["a", "b", "never"]


@pytest.mark.parametrize("seed", range(12))
def test_pictures_one_by_one_score_as_one_coco_evaluation_of_them_all(seed):
    rng = rng_for(seed, 0, "tally")
    pictures = [_picture(rng, int(rng.integers(0, 9))) for _ in range(25)]
    side = int(rng.choice([0, 12]))
    tally = PrecisionTally(NAMES, side, ["all", "odd", "none"])
    for number, boxes in enumerate(pictures):
        tally.add(boxes, ["all", "odd"] if number % 2 else ["all"])
    assert tally.pictures == {"all": len(pictures), "odd": len(pictures) // 2}
    for group, members in (("all", pictures), ("odd", pictures[1::2]), ("none", [])):
        precision, recall = _whole_set(members, side)
        for place, name in enumerate(NAMES):
            curve = tally.curve(name, group)
            if curve is None:
                assert (precision[:, :, place] == -1).all()
                assert tally.precision(group)[name].ap is None
                continue
            assert curve.precision == pytest.approx(precision[:, :, place], abs=1e-12)
            assert curve.recall == pytest.approx(recall[:, place], abs=1e-12)
            assert tally.precision(group)[name].ap == pytest.approx(precision[:, :, place].mean(), abs=1e-9)


def test_of_a_picture_the_hundred_most_certain_detections_of_a_class_count():
    rng = rng_for(0, 0, "crowded")
    pictures = [_picture(rng, planned) for planned in (260, 5)]
    assert sum(found.name == "a" for found in pictures[0].read) > 110
    precision, recall = _whole_set(pictures, 0)
    tally = PrecisionTally(NAMES, 0, ["all"])
    for boxes in pictures:
        tally.add(boxes, ["all"])
    curve = tally.curve("a", "all")
    assert curve is not None
    assert curve.precision == pytest.approx(precision[:, :, 0], abs=1e-12)
    assert curve.recall == pytest.approx(recall[:, 0], abs=1e-12)


def _picture(rng, number: int) -> Boxes:
    """Some boxes, a few of them crowds or small; some read a little off, some twice, some of nothing; equal scores."""
    names = [NAMES[n] for n in rng.integers(0, 2, number)]
    planned = [PlannedBox(name, _box(rng), crowd=bool(rng.random() < 0.1)) for name in names]
    near = [(b.name, Box(*(np.array(b.box) + rng.integers(-3, 4)))) for b in planned for _ in range(rng.integers(0, 3))]
    stray = [(NAMES[rng.integers(0, 3)], _box(rng)) for _ in range(rng.integers(0, 4))]
    return Boxes(planned, [ReadBox(name, box, float(rng.integers(1, 20)) / 20) for name, box in (*near, *stray)])


def _whole_set(pictures: list[Boxes], side: int) -> tuple[np.ndarray, np.ndarray]:
    """COCOeval's own precision (thresholds, recalls, classes) and recall (thresholds, classes); -1: nothing planned."""
    if not pictures:
        return -np.ones((len(IOU_THRESHOLDS), 101, len(NAMES))), -np.ones((len(IOU_THRESHOLDS), len(NAMES)))
    truth: Any = COCO()
    found: Any = COCO()
    for coco, entries in (
        (truth, [(n, b.name, b.box, {"iscrowd": int(b.crowd)}) for n, p in enumerate(pictures) for b in p.planned]),
        (found, [(n, b.name, b.box, {"score": b.score}) for n, p in enumerate(pictures) for b in p.read]),
    ):
        coco.dataset = {
            "images": [{"id": number} for number in range(len(pictures))],
            "categories": [{"id": number} for number in range(len(NAMES))],
            "annotations": [
                {
                    "id": k, "image_id": n, "category_id": NAMES.index(name), "bbox": box.xywh,
                    "area": min(box.width, box.height) ** 2, **more,
                }
                for k, (n, name, box, more) in enumerate(entries, start=1)
            ],
        }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        found.createIndex()
        run = COCOeval(truth, found, "bbox")
        run.params.iouThrs, run.params.maxDets = np.array(IOU_THRESHOLDS), [100]
        run.params.areaRng, run.params.areaRngLbl = [[float(side) ** 2, 1e12]], ["asked"]
        run.evaluate()
        run.accumulate()
    return run.eval["precision"][..., 0, 0], run.eval["recall"][..., 0, 0]


def test_a_picture_leaves_a_few_bytes_a_detection():
    tally = PrecisionTally(["a"], 0, ["all"])
    picture = Boxes([PlannedBox("a", Box(0, 0, 9, 9))], [ReadBox("a", Box(n, 0, n + 9, 9), 0.5) for n in range(100)])
    tally.add(picture, ["all"])  # whatever is loaded once is loaded
    gc.collect()
    tracemalloc.start()
    for _ in range(40):
        tally.add(picture, ["all"])
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / (40 * 100) < 20


def test_small_objects_count_neither_way():
    small, large = Box(2, 2, 12, 40), Box(50, 50, 90, 90)
    read = [ReadBox("car", large, 0.8), ReadBox("car", Box(100, 2, 112, 60), 0.9)]
    planned = [PlannedBox("car", small), PlannedBox("car", large)]
    every, asked = (box_precision([Boxes(planned, read)], ["car"], side)["car"] for side in (0, 16))
    assert every.ap == pytest.approx(HALF / 2)
    assert (asked.ap, asked.planned, every.planned) == (1, 1, 2)


def test_a_crowd_counts_neither_way():
    planned = [PlannedBox("car", Box(0, 0, 100, 100), crowd=True), PlannedBox("car", Box(150, 0, 200, 50))]
    read = [ReadBox("car", Box(10, 10, 50, 50), 0.9), ReadBox("car", Box(150, 0, 200, 50), 0.5)]
    found = box_precision([Boxes(planned, read)], ["car"], 0)["car"]
    assert (found.ap, found.planned) == (1, 1)


def test_boxes_of_whole_pixels_score_as_their_masks_do():
    """`average_precision` rests on the IoU of masks, which for rectangles is that of boxes."""
    rng = rng_for(0, 0, "boxes")
    pictures, truth, predictions = [], [], []
    for _ in range(12):
        boxes = [_box(rng) for _ in range(5)]
        near = [(Box(*(np.array(b) + np.repeat(rng.integers(-3, 4), 4))), float(rng.random())) for b in boxes[1:]]
        read = [*near, (_box(rng), float(rng.random()))]
        pictures.append(Boxes([PlannedBox("a", b) for b in boxes], [ReadBox("a", b, s) for b, s in read]))
        truth.append([_mask(b) for b in boxes])
        predictions.append([_mask(b, s) for b, s in read])
    theirs = average_precision(truth, predictions)
    ours = box_precision(pictures, ["a"], 0)["a"]
    assert 0.1 < theirs["ap"] < 0.9
    assert (ours.ap, ours.ap50) == pytest.approx((theirs["ap"], theirs["ap50"]), abs=1e-9)


def _box(rng) -> Box:
    x, y, width, height = (int(value) for value in (*rng.integers(10, 90, 2), *rng.integers(8, 30, 2)))
    return Box(x, y, x + width, y + height)


def _mask(box: Box, score: float = 1.0) -> ScoredMask:
    bits = np.ones((int(box.height), int(box.width)), np.bool_)
    return ScoredMask(mask=Mask(x0=int(box.x0), y0=int(box.y0), bits=bits), category="a", score=score)
