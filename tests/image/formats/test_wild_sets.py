"""Sets as other tools write them, in each format: layouts, turned shapes, several annotators, ids of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image

from synth.core.geometry import Box
from synth.data.convert import recognised
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.labelstudio.brush import bits_of_brush, brush_of
from synth.image.formats.table import MODULES, picture_format

WIDTH, HEIGHT = 40, 20


def laid_out(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files; an empty text stands for a picture."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            Image.new("RGB", (WIDTH, HEIGHT)).save(path)
    return folder


def found(folder: Path) -> dict[str, AnnotatedImage]:
    """The pictures by name, as `synth convert` reads them."""
    read = picture_format(recognised(folder)).read
    assert read is not None
    return {picture.name: picture for picture in read(folder).pictures}


@pytest.mark.parametrize(
    ("classes", "picture", "labels"),
    [
        ("classes.txt", "a.jpg", "a.txt"),
        ("obj.names", "obj/a.jpg", "obj/a.txt"),
        ("data/obj.names", "data/a.jpg", "data/a.txt"),
        ("images/classes.txt", "images/a.jpg", "images/a.txt"),
        ("labels/classes.txt", "images/a.jpg", "labels/a.txt"),
    ],
)
def test_yolo_as_labelimg_and_darknet_write_it(classes: str, picture: str, labels: str, tmp_path: Path) -> None:
    files = {classes: "cat\ndog\n", picture: "", labels: "1 0.5 0.5 0.25 0.5\n"}
    [read] = found(laid_out(tmp_path, files)).values()
    assert [a.category for a in read.annotations] == ["dog"]


def test_yolo_as_roboflow_writes_it(tmp_path: Path) -> None:
    yaml = "train: ../train/images\nval: ../valid/images\nnc: 2\nnames: ['cat', 'dog']\n"
    files = {
        "data.yaml": yaml,
        "train/images/a.jpg": "",
        "train/labels/a.txt": "1 0.5 0.5 0.25 0.5\n1 0.5 0.5 0.25 0.5\n",
        "valid/images/b.jpg": "",
    }
    pictures = found(laid_out(tmp_path, files))
    assert [(one.split, [a.category for a in one.annotations]) for one in pictures.values()] == [
        ("train", ["dog"]),
        ("val", []),
    ]
    assert pictures["a.jpg"].annotations[0].box == Box(15, 5, 25, 15)


def test_yolo_as_label_studio_writes_it_and_predictions(tmp_path: Path) -> None:
    files = {
        "classes.txt": "cat\ndog\n",
        "images/a.png": "",
        "labels/a.txt": "0 0.1 0.1 0.5 0.1 0.5 0.9\n1 0.5 0.5 0.2 0.2 0.875\n",
    }
    polygon, predicted = found(laid_out(tmp_path, files))["a.png"].annotations
    assert (polygon.polygons, polygon.box) == ([[4, 2, 20, 2, 20, 18]], Box(4, 2, 20, 18))
    assert (predicted.category, predicted.box, predicted.score) == ("dog", Box(16, 8, 24, 12), 0.875)


def test_yolo_whose_splits_share_a_folder_has_each_picture_once(tmp_path: Path) -> None:
    files = {
        "data.yaml": "path: /somewhere/else\ntrain: images/a\nval: images/a\ntest: images/b\nnames: {0: cat}\n",
        "images/a/1.png": "",
        "images/b/2.png": "",
    }
    assert [(one.name, one.split) for one in found(laid_out(tmp_path, files)).values()] == [
        ("1.png", "train"),
        ("2.png", "test"),
    ]


VOC = (
    "<annotation><filename>{}</filename><object><name>cat</name><difficult>1</difficult><bndbox><xmin>{}</xmin>"
    "<ymin>2</ymin><xmax>9</xmax><ymax>10</ymax></bndbox></object></annotation>"
)


@pytest.mark.parametrize(("least", "box"), [(1, Box(0, 1, 9, 10)), (0, Box(0, 2, 9, 10))])
def test_voc_beside_the_pictures_counts_from_one_unless_a_box_begins_at_zero(
    tmp_path: Path, least: int, box: Box
) -> None:
    files = {
        "train/a.jpg": "",
        "train/a.xml": VOC.format("a.jpg", least),
        "valid/b.jpg": "",
        "valid/b.xml": VOC.format("b.jpg", 4),
    }
    pictures = found(laid_out(tmp_path, files))
    assert [one.split for one in pictures.values()] == ["train", "val"]
    assert pictures["a.jpg"].annotations[0].box == box
    assert pictures["a.jpg"].annotations[0].attributes == {"difficult": True}


def test_cvat_turned_boxes_and_labels_without_ids(tmp_path: Path) -> None:
    text = (
        "<annotations><version>1.1</version><meta><job><labels><label><name>cat</name></label></labels></job></meta>"
        '<image id="0" name="Train/a.png" subset="Train" width="40" height="20">'
        '<box label="cat" xtl="10" ytl="8" xbr="30" ybr="12" rotation="90.0" occluded="1"/>'
        '<polyline label="cat" points="1,1;2,2"/><tag label="cat"/></image></annotations>'
    )
    folder = laid_out(tmp_path, {"annotations.xml": text, "images/Train/a.png": ""})
    stream = picture_format("cvat").read
    assert stream is not None
    read = stream(folder)
    [picture] = list(read.pictures)
    assert (picture.name, picture.split) == ("a.png", "Train")
    [turned] = picture.annotations
    assert turned.box == pytest.approx((18, 0, 22, 20))
    assert turned.attributes == {"occluded": True}
    assert "dropped 2 shapes that enclose nothing" in read.tally().lines()[0]


def region(number: str, kind: str, value: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": number, "type": kind, "original_width": WIDTH, "original_height": HEIGHT, "value": value, **more}


def test_label_studio_with_its_own_ids_shapes_and_annotators(tmp_path: Path) -> None:
    results = [
        region("aB3", "rectanglelabels", {"x": 50, "y": 0, "width": 25, "height": 50, "rectanglelabels": ["cat"]}),
        region("900", "ellipse", {"x": 25, "y": 50, "radiusX": 10, "radiusY": 25, "rotation": 0}),
        region("900", "labels", {"labels": ["dog"]}),
        region("k", "keypointlabels", {"x": 1, "y": 1, "keypointlabels": ["cat"]}),
    ]
    tasks = [
        {
            "id": 12,
            "data": {"image": "/data/upload/1/1a2b3c4d-a.png"},
            "annotations": [
                {"result": [], "was_cancelled": True},
                {"result": results},
                {"result": results[:1]},
            ],
        }
    ]
    folder = laid_out(tmp_path, {"export.json": json.dumps(tasks), "images/a.png": ""})
    read = picture_format(recognised(folder)).read
    assert read is not None
    stream = read(folder)
    [picture] = list(stream.pictures)
    assert (picture.id, picture.name) == (12, "a.png")
    rectangle, ellipse = picture.annotations
    assert (rectangle.id, rectangle.category, rectangle.box) == (901, "cat", Box(20, 0, 30, 10))
    assert (ellipse.id, ellipse.category) == (900, "dog")
    assert ellipse.box == pytest.approx((6, 5, 14, 15))
    [line] = stream.tally().lines()
    assert "1 annotation of a second annotator" in line
    assert "1 shape that encloses nothing" in line


def test_hugging_face_with_numbers_for_names(tmp_path: Path) -> None:
    row = {"file_name": "a.png", "objects": {"bbox": [[1, 2, 3, 4]], "categories": [1]}}
    folder = laid_out(tmp_path, {"metadata.jsonl": json.dumps(row) + "\n", "a.png": ""})
    [label] = found(folder)["a.png"].annotations
    assert (label.category, label.category_id, label.box) == ("class 1", 1, Box(1, 2, 4, 6))


def unpacked(rle: list[int]) -> NDArray[np.uint8]:
    """The bytes of a brush, bit by bit, as label-studio-converter reads them."""
    bits = "".join(f"{byte:08b}" for byte in rle)
    at = 0

    def read(width: int) -> int:
        nonlocal at
        at += width
        return int(bits[at - width : at], 2)

    number, word = read(32), read(5) + 1
    sizes = [read(4) + 1 for _ in range(4)]
    out: list[int] = []
    while len(out) < number:
        repeats = read(1)
        length = read(sizes[read(2)]) + 1
        out += [read(word)] * length if repeats else [read(word) for _ in range(length)]
    return np.array(out, np.uint8)


@settings(max_examples=100, deadline=None)
@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=30)))
def test_a_brush_is_what_label_studio_unpacks(bits: NDArray[np.bool_]) -> None:
    height, width = bits.shape
    rle = brush_of(bits)
    assert np.array_equal(unpacked(rle), np.repeat(bits.ravel(), 4) * np.uint8(255))
    assert np.array_equal(bits_of_brush(rle, width, height, "here"), bits)


@given(st.integers(1, 3))
def test_a_brush_of_one_long_run_is_cut_at_the_longest_length(rows: int) -> None:
    bits = np.ones((rows, 20_000), np.bool_)
    assert bits_of_brush(brush_of(bits), 20_000, rows, "here").all()


def test_the_table_of_the_docs_says_what_each_format_carries() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = {
        cells[0].strip("`"): cells[1:]
        for line in text.splitlines()
        if re.match(r"\| `[a-z-]+` \| (yes|-) \|", line)
        for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
    }
    assert list(rows) == list(MODULES)
    for name, cells in rows.items():
        one = picture_format(name)
        held = one.carries
        several = "-" if held.polygons == "none" else held.polygons
        ids = {"pictures": held.picture_ids, "objects": held.ids, "categories": held.category_ids}
        flags = (held.boxes, held.masks, several, held.keypoints, held.attributes, held.scores, held.captions,
                 held.crowd, ", ".join(key for key, kept in ids.items() if kept) or "-", held.supercategories,
                 held.splits, held.extra)  # fmt: skip
        words = [flag if isinstance(flag, str) else "yes" if flag else "-" for flag in flags]
        assert cells == [*words, "yes" if one.read else f"as {name.split('-')[0]}"], name
