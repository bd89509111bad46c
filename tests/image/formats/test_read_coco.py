"""Reading COCO folders: what comes back, and one line for whatever is wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask, rle_of
from synth.image.formats.coco.read import read_coco
from synth.image.formats.segmentation import counts_of_text, extent_of_segmentation, mask_of_segmentation

DISC = Mask.from_array(np.hypot(*np.mgrid[-4:5, -4:5]) <= 4, 3, 5)
GOOD: dict[str, Any] = {
    "info": {},
    "categories": [{"id": 3, "name": "cell", "supercategory": "life"}, {"id": 0, "name": "dirt"}],
    "images": [
        {"id": 9, "file_name": "b.png", "width": 20, "height": 16, "modality": "stained"},
        {"id": 4, "file_name": "deep/a.png", "width": 20, "height": 16},
    ],
    "annotations": [
        {
            "id": 7, "image_id": 9, "category_id": 3, "bbox": [3, 5.0, 9, 9], "area": 49, "iscrowd": 0, "score": 0.5,
            "segmentation": rle_of(DISC, 20, 16),
        },
        {"id": 8, "image_id": 4, "category_id": 0, "bbox": [1, 2, 4, 3]},
        {"id": 1, "image_id": 9, "category_id": 3, "bbox": [2, 2, 4, 3], "segmentation": [[2, 2, 6, 2, 6, 5, 2, 5]]},
        {
            "id": 2, "image_id": 9, "category_id": 3, "bbox": [0, 0, 1, 2], "area": 2.0, "iscrowd": 1,
            "segmentation": {"size": [16, 20], "counts": [0, 2, 318]},
        },
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images" / "deep").mkdir(parents=True)
    Image.new("L", (20, 16), 77).save(tmp_path / "images" / "b.png")
    Image.new("RGB", (20, 16)).save(tmp_path / "images" / "deep" / "a.png")
    return save(tmp_path, GOOD)


def save(folder: Path, record: object) -> Path:
    (folder / "annotations.json").write_text(json.dumps(record))
    return folder


def test_everything_comes_back_in_file_order_with_its_ids(folder):
    data_set = read_coco(folder)
    assert [(c.id, c.name, c.supercategory) for c in data_set.categories] == [(3, "cell", "life"), (0, "dirt", "")]
    first, second = data_set.pictures
    assert (first.id, first.file_name, first.width, first.height, first.extra) == (
        9,
        "b.png",
        20,
        16,
        {"modality": "stained"},
    )
    assert [annotation.id for annotation in first.annotations] == [7, 1, 2]
    disc, polygon, crowd = first.annotations
    assert (disc.category, disc.box, disc.area, disc.score) == ("cell", Box(3, 5, 12, 14), 49, 0.5)
    assert np.array_equal(disc.mask.bits, DISC.bits)
    assert (polygon.mask.box, polygon.area) == (Box(2, 2, 6, 5), 12)
    assert (crowd.mask.box, crowd.iscrowd) == (Box(0, 0, 1, 2), True)
    assert not second.annotations[0].has_mask


def test_pixels_are_loaded_as_rgb(folder):
    first, second = read_coco(folder).pictures
    assert np.array_equal(first.load(), np.full((16, 20, 3), 77, np.uint8))
    assert second.load().shape == (16, 20, 3)


def test_every_picture_is_looked_at_before_its_labels_are_used(folder):
    path = folder / "images" / "deep" / "a.png"
    Image.new("RGB", (21, 16)).save(path)
    with pytest.raises(DataError, match=r"a\.png: got '21 x 16 px'; 20 x 16 px, as its labels say"):
        read_coco(folder)
    path.write_bytes(b"no picture")
    with pytest.raises(DataError, match="a picture in a common format"):
        read_coco(folder)
    path.unlink()
    with pytest.raises(DataError, match=r"got 'deep/a.png'; no such file in images/, .*; 1 of 2 pictures are missing"):
        read_coco(folder)


BAD = [
    (("images",), None, "images: got None; a list"),
    (("images", 0), [], r"images\[0\]: got \[\]; an object"),
    (("images", 0, "id"), "9", r"images\[0\].id: got '9'; a whole number of 0 or more"),
    (("images", 1, "id"), 9, r"images\[1\].id: got 9; ids of images that differ"),
    (("images", 0, "width"), 0, r"images\[0\].width: got 0; a whole number of 1 or more"),
    (("images", 0, "width"), 10**9, "at most 268435456 pixels"),
    (("images", 0, "file_name"), "../secret.png", "a path inside the folder of pictures"),
    (("images", 0, "file_name"), "/etc/passwd", "got '/etc/passwd'; no such file in images/"),
    (("images", 0, "file_name"), "deep/../b.png", "a path inside the folder of pictures"),
    (("images", 0, "file_name"), "..\\secret.png", "a path inside the folder of pictures"),
    (("images", 0, "file_name"), "a\0b", "a path inside the folder of pictures"),
    (("images", 0, "file_name"), "\ud800.png", "half of a surrogate pair"),
    (("images", 0, "file_name"), "x" * 5000, "no such file in images/"),
    (("images", 0, "file_name"), "deep/a.png", "one entry for each picture: image 9 is the same file"),
    (("images", 0, "file_name"), None, r"images\[0\].file_name: got None; a text"),
    (("categories", 1, "id"), 3, "got 3; ids of categories that differ"),
    (("categories", 1, "name"), "", r"categories\[1\].name: got ''; a text"),
    (("annotations", 0, "image_id"), "9", r"annotations\[0\].image_id: got '9'; a whole number of 0 or more"),
    (("annotations", 0, "category_id"), 1, r"annotations\[0\].category_id: got 1; an id of the file's categories"),
    (("annotations", 1, "id"), 7, "got 7; ids of annotations that differ"),
    (("annotations", 0, "bbox"), [1, 2, 3], r"annotations\[0\].bbox: got \[1, 2, 3\]; \[x, y, width, height\] in px"),
    (("annotations", 0, "bbox"), [1, 2, -3, 4], r"annotations\[0\].bbox: got -3; a finite number of 0 or more"),
    (("annotations", 0, "bbox"), [float("nan"), 2, 3, 4], "got NaN, which is no number in JSON"),
    (("annotations", 0, "area"), [49], r"annotations\[0\].area: got \[49\]; a finite number"),
    (("annotations", 0, "keypoints"), [1, 2], r"annotations\[0\].keypoints: got \[1, 2\]; x, y and visibility"),
    (("annotations", 0, "keypoints"), [1, 2, 3], r"got \[3.0\]; 0, 1 or 2 as the visibility"),
    (("annotations", 0, "id"), 1e19, r"annotations\[0\].id: got 10000000000000000000; a whole number"),
    (("annotations", 0, "score"), "high", r"annotations\[0\].score: got 'high'; a finite number"),
    (
        ("annotations", 0, "attributes"),
        {"a": [1]},
        r"annotations\[0\].attributes.a: got \[1\]; a text, a number",
    ),
    (("images", 0, "split"), "../x", r"images\[0\].split: got '../x'; the name of a part"),
    (("categories", 0, "keypoints"), [""], r"categories\[0\].keypoints: got \[''\]; a list of names"),
    (("categories", 0, "skeleton"), [[1, 2, 3]], r"categories\[0\].skeleton: got .*; a list of pairs of places"),
    (("annotations", 0, "iscrowd"), 2, r"annotations\[0\].iscrowd: got 2; 0 or 1"),
]


@pytest.mark.parametrize(("keys", "value", "message"), BAD)
def test_what_is_malformed_is_one_line(folder, keys, value, message):
    record = copy.deepcopy(GOOD)
    place: Any = record
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    with pytest.raises(DataError, match=message) as caught:
        read_coco(save(folder, record))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"images": ', "\xff\xfe"])
def test_what_is_no_coco_file_is_one_line(folder, text):
    (folder / "annotations.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError) as caught:
        read_coco(folder)
    assert "\n" not in str(caught.value)
    with pytest.raises(DataError, match="no such folder"):
        read_coco(folder / "nowhere")


def described(folder: Path) -> list[tuple[int, Box, bool]]:
    return [(a.id, a.box, a.has_mask) for picture in read_coco(folder).pictures for a in picture.annotations]


NOISE: list[tuple[list[dict[str, Any]], str]] = [
    ([{"id": 50, "image_id": 77, "category_id": 3, "bbox": [1, 1, 4, 4]}], "1 annotation of a picture that is not"),
    ([{"id": 50, "image_id": 9, "category_id": 3, "bbox": [0, 0, 0, 0], "segmentation": []}], "1 empty object"),
    ([{"id": 50, "image_id": 9, "category_id": 3, "bbox": [], "segmentation": None}], "1 empty object"),
    ([{"id": 50, "image_id": 9, "category_id": 3, "bbox": None, "segmentation": [[1, 1, 5, 5]]}], "1 empty object"),
    ([{"id": 50, "image_id": 9, "category_id": 3, "segmentation": [[1, 1, 5, 5, 9, 9]]}], "1 empty object"),
    (
        [{"id": 50, "image_id": 9, "category_id": 3, "segmentation": {"size": [16, 20], "counts": [320]}}],
        "1 empty object",
    ),
    ([{"id": 50, "image_id": 9, "category_id": 3, "bbox": [30, 1, 4, 4]}], "1 object outside its picture"),
    ([{"id": 50, "image_id": 9, "category_id": 3, "segmentation": [[21, 1, 25, 1, 25, 5]]}], "1 object outside"),
    ([GOOD["annotations"][0]], "1 duplicate"),
    ([GOOD["annotations"][0] | {"id": 50}, GOOD["annotations"][1] | {"id": 51}], "2 duplicates"),
]


@pytest.mark.parametrize(("more", "line"), NOISE)
def test_what_is_of_no_use_to_anyone_is_left_out_aloud(folder, more, line):
    before = described(folder)
    noisy = {**GOOD, "annotations": [*GOOD["annotations"], *more]}
    assert read_coco(folder).tally.lines() == ()
    [said] = read_coco(save(folder, noisy)).tally.lines()
    assert said.startswith(f"dropped {line}")
    assert "annotations[4]" in said
    assert described(folder) == before
    with pytest.raises(DataError, match="strict=true allows no drop"):
        read_coco(folder).tally.refuse_any("here")


def test_entries_that_stand_twice_are_read_once(folder):
    twice = {**GOOD, "images": GOOD["images"] * 2, "categories": GOOD["categories"] * 2}
    data_set = read_coco(save(folder, twice))
    assert (len(data_set.pictures), len(data_set.categories)) == (2, 2)
    assert data_set.tally.dropped == {"duplicate": 4}


def test_a_polygon_without_an_inside_goes_and_its_object_stays(folder):
    record = copy.deepcopy(GOOD)
    record["annotations"][2]["segmentation"].append([1, 1, 9, 9])
    data_set = read_coco(save(folder, record))
    assert data_set.tally.dropped == {"corners": 1}
    assert data_set.pictures[0].annotations[1].mask.box == Box(2, 2, 6, 5)


def test_what_the_file_does_not_say_follows_from_what_it_says(folder):
    """No size, no box, no area: those of the picture and of the mask; null is nothing, 9.0 is 9."""
    record = copy.deepcopy(GOOD)
    for image in record["images"]:
        del image["width"], image["height"]
    record["annotations"][0] |= {"bbox": None, "area": None, "iscrowd": None, "image_id": 9.0}
    record["annotations"][2] |= {"bbox": [0, 0, 0, 0], "iscrowd": False}
    first, second = read_coco(save(folder, record)).pictures
    assert (first.width, first.height, second.width) == (20, 16, 20)
    assert first.annotations[0].box == Box(3, 5, 12, 14)
    assert first.annotations[1].box == Box(2, 2, 6, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_the_json(folder, encoding):
    before = described(folder)
    (folder / "annotations.json").write_text(json.dumps(GOOD), encoding=encoding)
    assert described(folder) == before


def test_another_encoding_is_one_line_that_says_so(folder):
    text = json.dumps({**GOOD, "info": {"author": "é"}}, ensure_ascii=False)
    (folder / "annotations.json").write_bytes(text.encode("cp1252"))
    with pytest.raises(DataError, match=r"that is not UTF-8; a UTF-8 text file is needed"):
        read_coco(folder)


SEGMENTATIONS = [
    (None, "RLE {size"),
    ([], "RLE {size"),
    ("abc", "RLE {size"),
    ({"size": [20, 16], "counts": [320]}, r"size: got \[20, 16\]; the picture's own height and width \[16, 20\]"),
    ({"size": [16, 20], "counts": [319]}, "got 319; runs that add up to 16 x 20 = 320 pixels"),
    ({"size": [16, 20], "counts": [-1, 321]}, "a string, or a list of run lengths of 0 or more"),
    ({"size": [16, 20], "counts": [1.5, 318.5]}, "a string, or a list of run lengths of 0 or more"),
    ({"size": [16, 20]}, "a string, or a list of run lengths of 0 or more"),
    ({"size": [16, 20], "counts": "é"}, "numbers below"),
    ({"size": [16, 20], "counts": "o" * 50}, "numbers below"),
    ({"size": [16, 20], "counts": "P"}, "do not end in the middle of a number"),
    ([[1, 2, 3, 4]], r"\[0\]: got \[1, 2, 3, 4\]; .*three corners or more"),
    ([[1, 2, 3, 4, 5]], "three corners or more"),
    ([1, 2, 3, 4, 5, 6], "three corners or more"),
    ([[1, 2, 3, 4, 5, "6"]], r"\[0\]\[5\]: got '6'; a number from -16 to 32 px"),
    ([[1, 2, 3, 4, 1e9, 6]], r"\[0\]\[4\]: got 1000000000.0; a number from -20 to 40 px"),
    ([[1, 2, 3, 4, float("inf"), 6]], "got inf; a number from -20 to 40 px"),
]


@pytest.mark.parametrize(("segmentation", "message"), SEGMENTATIONS)
def test_a_malformed_mask_is_one_line(segmentation, message):
    with pytest.raises(DataError, match=message):
        mask_of_segmentation(segmentation, 20, 16, "here")


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from([0.0, 0.3, 0.9, 1.0]), st.integers(0, 99))
def test_rle_of_every_kind_is_the_same_mask(width, height, density, seed):
    bits = np.random.default_rng(seed).random((height, width)) < density
    mask = Mask.from_array(bits)
    rle = rle_of(mask, width, height)
    runs = counts_of_text(str(rle["counts"]), "here")
    for segmentation in (rle, {"size": [height, width], "counts": runs}):
        assert np.array_equal(mask_of_segmentation(segmentation, width, height, "here").on_canvas(width, height), bits)
        assert extent_of_segmentation(segmentation, width, height, "here") == (mask.box if bits.any() else None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-50, 50) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=8) | st.dictionaries(st.sampled_from(["size", "counts", "id"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_any_value_as_a_mask_is_a_mask_or_one_line(value):
    message = ""
    try:
        mask = mask_of_segmentation(value, 20, 16, "here")
        assert mask.on_canvas(20, 16).sum() == mask.area
    except DataError as error:
        message = str(error)
    assert "\n" not in message


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_mutated_file_is_a_data_set_or_one_line(folder, data):
    record = copy.deepcopy(GOOD)
    place: Any = record
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(json_values)
    message = ""
    try:
        pictures = read_coco(save(folder, record)).pictures
        for annotation in (annotation for picture in pictures for annotation in picture.annotations):
            if annotation.has_mask and annotation.canvas_wh_px[0] < 1000:
                _ = annotation.mask
    except DataError as error:
        message = str(error)
    assert "\n" not in message


@pytest.mark.parametrize("name", ["annotations.json", "images", "images/b.png"])
def test_a_link_out_of_the_folder_is_refused(folder, tmp_path_factory, name):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "moved"
    (folder / name).rename(elsewhere)
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(DataError, match="not a link out of it"):
        read_coco(folder)


@pytest.mark.parametrize("name", ["C:/a.png", "a\\b.png", "a\0b.png", "x" * 300 + ".png", "a\nb.png"])
def test_a_picture_has_a_name_that_is_a_path_inside(folder, name):
    record = copy.deepcopy(GOOD)
    record["images"][0]["file_name"] = name
    with pytest.raises(DataError, match=r"file_name: got "):
        read_coco(save(folder, record))


def test_keypoints_are_as_many_as_the_category_names(folder):
    """Files whose categories differ are filled up with zeros; points that no category names are left out aloud."""
    record = copy.deepcopy(GOOD)
    record["categories"][0] |= {"keypoints": ["head", "tail"], "skeleton": [[1, 2]]}
    record["annotations"][0]["keypoints"] = [4, 5, 2, 7, 7, 0, 0, 0, 0]
    record["annotations"][1]["keypoints"] = [1, 1, 2]
    record["annotations"][2]["keypoints"] = [0, 0, 0, 0, 0, 0]
    data_set = read_coco(save(folder, record))
    assert (data_set.categories[0].keypoints, data_set.categories[0].skeleton) == (("head", "tail"), ((1, 2),))
    first, second = data_set.pictures
    assert [one.keypoints for one in first.annotations] == [((4, 5, 2), (0, 0, 0)), (), ()]
    assert second.annotations[0].keypoints == ()
    assert data_set.tally.dropped == {"points": 1}
    record["annotations"][0]["keypoints"] = [4, 5, 2]
    with pytest.raises(DataError, match=r"annotations\[0\].keypoints: got 1; 2 keypoints, as its category names"):
        read_coco(save(folder, record))
