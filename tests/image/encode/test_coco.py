"""What the label files say: true to the masks, stable ids, read by pycocotools, AP 1.0 against themselves."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synth.core.geometry import Mask, mask_of_rle, rle_of, whole_rle_of
from synth.folder.coco import IDS_PER_SAMPLE, annotation_id, category_table
from synth.image.encode.coco import annotations_json
from synth.image.plan.captions import captions, questions
from synth.image.records import Verified

from .fake import CATEGORIES, make_sample, run

COUNT = 12
KEPT = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
BY_NAME = {category.name: category for category in CATEGORIES}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coco") / "out"
    run(path, COUNT)
    return path


@pytest.fixture(scope="module")
def coco(out: Path) -> dict[str, Any]:
    return json.loads((out / "annotations.json").read_text())


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def samples() -> list[Verified]:
    return [make_sample(sample_id) for sample_id in KEPT]


def test_categories_count_from_1_in_order_of_appearance(coco):
    assert coco["categories"] == [
        {"id": 1, "name": "cell", "supercategory": "life"},
        {"id": 2, "name": "debris", "supercategory": ""},
    ]
    assert [(c.id, c.name) for c in category_table(["b", "a", "b"])] == [(1, "b"), (2, "a")]
    assert category_table({"a": "x"})[0].supercategory == "x"


def test_every_label_is_what_the_masks_say(coco):
    found = iter(coco["annotations"])
    for sample in samples():
        for instance in sample.instances:
            label = next(found)
            assert mask_of_rle(label["segmentation"]).bits.tolist() == instance.mask.bits.tolist()
            assert label["area"] == instance.mask.area > 0
            assert label["bbox"] == instance.mask.box.xywh
            assert label["amodal_bbox"] == instance.amodal.box.xywh
            whole = mask_of_rle(label["amodal_segmentation"])
            assert (whole.x0, whole.y0) == (instance.amodal.x0, instance.amodal.y0)
            assert np.array_equal(whole.bits, instance.amodal.bits)
            assert label["visibility"] == round(label["area"] / whole.area, 6)
            assert label["requested_bbox"] == [round(side, 6) for side in instance.requested_box.xywh]
            assert ("measured_bbox" in label) == (instance.reading is not None and instance.reading.box is not None)
            assert (label["iou"], label["score"], label["iscrowd"]) == (0.91, 0.8, 0)
            assert label["attributes"] == {"color": "red"}
            assert label["category_id"] == BY_NAME[instance.category].id
            assert (label["id"], label["image_id"]) == (
                sample.plan.sample_id * IDS_PER_SAMPLE + instance.id,
                sample.plan.sample_id,
            )
    assert next(found, None) is None


def test_images_carry_the_variables_but_never_lose_a_coco_key(coco):
    assert coco["images"][1] == {"id": 1, "file_name": "000001.png", "width": 48, "height": 40, "modality": "stained"}
    assert [image["id"] for image in coco["images"]] == KEPT


def test_pictures_are_the_drafts_pixels(out):
    for sample in samples():
        picture = np.asarray(Image.open(out / "images" / f"{sample.plan.sample_id:06d}.png"))
        assert np.array_equal(picture, sample.draft.image)


def test_samples_jsonl_tells_where_each_picture_comes_from(out):
    records = lines(out / "samples.jsonl")
    assert [record["id"] for record in records] == KEPT
    for record, sample in zip(records, samples(), strict=True):
        assert record["sha256"] == sha256((out / record["file"]).read_bytes()).hexdigest()
        assert int(record["pixel_seed"], 16) == sample.draft.pixel_seed
        assert record["checks"] == [{"check": "iou", "measured": 0.9, "limit": 0.5}]
        assert record["plan"]["prompt"] == "cells, é"
        assert record["plan"]["variables"] == sample.plan.variables
        assert len(record["plan"]["instances"]) == len(sample.instances)
        assert record["captions"] == captions(sample.plan)
        assert record["questions"] == questions(sample.plan, list(BY_NAME))


def test_rejected_jsonl_tells_reason_number_and_outcome(out):
    records = lines(out / "rejected.jsonl")
    assert [(r["id"], r["attempt"], r["given_up"]) for r in records] == [
        (0, 0, False), (5, 0, False), (10, 0, False), (10, 1, True),
    ]  # fmt: skip
    assert records[1]["measured"] == round(5 / 7, 6)


def test_the_manifest_counts(out):
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["written"], manifest["given_up"], manifest["drafts"]) == (11, 1, 15)
    assert manifest["yield"] == 11 / 15
    assert manifest["rejected"] == {"missed": 4}
    assert sum(manifest["instances"].values()) == sum(len(sample.instances) for sample in samples())
    for name, digest in manifest["files"].items():
        assert sha256((out / name).read_bytes()).hexdigest() == digest


def test_pycocotools_loads_both_files_and_labels_against_themselves_give_ap_1(out, recwarn):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(out / "annotations.json"))
        told = [caption for sample in samples() for caption in captions(sample.plan)]
        read: Any = COCO(str(out / "captions.json"))
        assert [label["caption"] for label in read.anns.values()] == told
        again: Any = [{**label, "score": 1.0} for label in truth.dataset["annotations"]]
        found = truth.loadRes(again)
        for kind in ("segm", "bbox"):
            evaluation = COCOeval(truth, found, kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            assert evaluation.stats[0] == 1.0
    for label in truth.anns.values():
        assert truth.annToMask(label).sum() == label["area"]
    ours = [warning for warning in recwarn.list if not issubclass(warning.category, DeprecationWarning)]
    assert not ours  # a DeprecationWarning is about pycocotools' own code


def test_a_scene_without_an_object_is_still_a_picture():
    sample = make_sample(0)
    assert annotations_json(sample.plan, (), BY_NAME) == ""
    unread = replace(sample.instances[0], reading=None)
    assert "iou" not in json.loads(annotations_json(sample.plan, (unread,), BY_NAME))


def test_ids_never_reach_the_next_samples():
    assert annotation_id(7, IDS_PER_SAMPLE - 1) + 1 < annotation_id(8, 1)
    with pytest.raises(ValueError, match=r"number 100000 is not in 1\.\.99999"):
        annotation_id(7, IDS_PER_SAMPLE)


@settings(deadline=None)
@given(
    st.integers(1, 9), st.integers(1, 9), st.integers(-6, 9), st.integers(-6, 9),
    st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.0, 0.3, 0.8, 1.0]), st.integers(0, 99),
)  # fmt: skip
def test_rle_equals_pycocotools_and_comes_back(width, height, x0, y0, cols, rows, density, seed):
    from pycocotools import mask as coco_mask

    mask = Mask.from_array(np.random.default_rng(seed).random((rows, cols)) < density, x0, y0)
    oracle: Any = coco_mask.encode(np.asfortranarray(mask.on_canvas(width, height).astype(np.uint8)))
    assert rle_of(mask, width, height) == {"size": [height, width], "counts": oracle["counts"].decode()}
    if mask.area:
        back = mask_of_rle(whole_rle_of(mask, width, height))
        assert (back.x0, back.y0, back.bits.tolist()) == (mask.x0, mask.y0, mask.bits.tolist())
