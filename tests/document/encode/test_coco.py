"""COCO of documents: read by pycocotools, true to the regions, inside of the pictures."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.document.encode.coco import PAGES_PER_SAMPLE, page_id
from synth.document.encode.regions import RegionShape, region_shapes
from synth.document.labels import REGIONS, DocumentLabels, PageOutline, PageSize, Region
from tests.small_document import box_quad, small_document

from .fake_documents import batch_of_one, run


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coco") / "out"
    run(path, 8)
    return path


@pytest.fixture(scope="module")
def coco(out: Path) -> dict[str, Any]:
    return json.loads((out / "annotations.json").read_text())


def shape_of(polygon: np.ndarray) -> RegionShape:
    region = Region("Text", (), PageOutline(0, np.asarray(polygon, np.float32)), 0)
    (shape,) = region_shapes(DocumentLabels(pages=(PageSize(40, 30),), words=(), regions=(region,)))
    return shape


def test_categories_are_those_of_doclaynet(coco):
    assert [(c["id"], c["name"]) for c in coco["categories"]] == list(enumerate(REGIONS, 1))


def test_every_page_is_an_image_whose_id_is_a_function_of_sample_and_page(coco, out):
    expected = [(sample, page) for sample in range(8) for page in range(1 + sample % 3)]
    assert [(image["document"], image["page"]) for image in coco["images"]] == expected
    for image in coco["images"]:
        assert image["id"] == image["document"] * 1000 + image["page"] + 1
        assert (out / "documents" / image["file_name"]).is_file()
        assert (image["width"], image["height"]) == (320, 400)
    with pytest.raises(ValueError, match=r"sample 3: page 999 is not in 0\.\.998"):
        page_id(3, 999)
    assert page_id(3, 998) < page_id(4, 0)
    assert PAGES_PER_SAMPLE == 1000


def test_every_region_is_an_annotation(coco):
    found = iter(coco["annotations"])
    for sample in range(8):
        labels = small_document(sample, 1 + sample % 3).draft.labels
        for number, region in enumerate(labels.regions, 1):
            label = next(found)
            assert (label["id"], label["image_id"]) == (
                sample * 100_000 + number,
                sample * 1000 + region.outline.page + 1,
            )
            assert REGIONS[label["category_id"] - 1] == region.category
            assert (label["block"], label["iscrowd"]) == (region.block, 0)
            x, y, width, height = label["bbox"]
            assert np.allclose(box_quad(x, y, width, height), region.outline.quad, atol=0.011)
            assert label["area"] == pytest.approx(width * height, rel=1e-3)
    assert next(found, None) is None


def test_pycocotools_loads_it_and_regions_against_themselves_give_ap_1(out, recwarn):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(out / "annotations.json"))
        again: Any = [{**label, "score": 1.0} for label in truth.dataset["annotations"]]
        found = truth.loadRes(again)
        for kind in ("segm", "bbox"):
            evaluation = COCOeval(truth, found, kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            assert evaluation.stats[0] == 1.0
    for label in truth.anns.values():
        assert truth.annToMask(label).sum() == pytest.approx(label["area"], rel=0.1)
    assert not [warning for warning in recwarn.list if not issubclass(warning.category, DeprecationWarning)]


@given(
    st.floats(-30, 50), st.floats(-30, 40), st.floats(1, 60), st.floats(1, 60), st.floats(0, 6.3),
)  # fmt: skip
def test_what_leaves_the_picture_is_cut_as_opencv_cuts_it(x, y, width, height, turn):
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    cos, sin = np.cos(turn), np.sin(turn)
    polygon = (corners @ np.array([[cos, sin], [-sin, cos]]) + [x, y]).astype(np.float32)
    area, _ = cv2.intersectConvexConvex(polygon, box_quad(0, 0, 40, 30))
    shape = shape_of(polygon)
    assert shape.area == pytest.approx(area, abs=0.5)
    if shape.area:
        x0, y0, wide, high = shape.bbox
        assert min(x0, y0) >= 0
        assert x0 + wide <= 40.01
        assert y0 + high <= 30.01
        points = np.reshape(shape.polygon, (-1, 2))
        assert points.min() >= 0
        assert (points <= [40, 30]).all()
        assert shape.bbox == pytest.approx([*points.min(0), *(points.max(0) - points.min(0))], abs=0.011)


def test_an_outline_inside_is_kept_point_by_point_also_where_it_is_bent():
    bent = np.array([[2, 2], [10, 4], [20, 2], [21, 9], [20, 16], [10, 18], [2, 16], [3, 9]])
    assert shape_of(bent).polygon == bent.reshape(-1).tolist()
    assert shape_of(bent).area == cv2.contourArea(bent.astype(np.float32))


def test_a_region_that_the_picture_does_not_show_has_no_annotation():
    document = small_document(0)
    labels = document.draft.labels
    outside = Region("Text", (), PageOutline(0, box_quad(400, 10, 20, 20)), 99)
    changed = replace(labels, regions=(outside, *labels.regions))
    parts = batch_of_one(replace(document, draft=replace(document.draft, labels=changed))).parts
    ids = [label["id"] for label in json.loads(b"[%s]" % parts["annotations"][0])]
    assert ids == list(range(2, len(changed.regions) + 1))
    recorded = json.loads(parts["documents"][0])["regions"][0]
    assert (recorded["bbox"], recorded["quad"][0]) == ([0, 0, 0, 0], 400)


def test_a_region_that_only_touches_the_picture_is_outside():
    assert shape_of(box_quad(40, 5, 10, 10)).area == 0
    assert shape_of(box_quad(-10, 5, 10, 10)).polygon == []
