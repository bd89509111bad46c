"""Pictures beside masks as repositories have them: which belong together, and what the values mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.data.convert import recognised
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.mask_pairs import pairs_of
from synth.image.formats.masks import read_masks

SIZE = (24, 40)


def two_squares(first: int, second: int) -> np.ndarray:
    values = np.zeros(SIZE, np.uint8)
    values[2:8, 3:9], values[12:20, 20:34] = first, second
    return values


def saved(folder: Path, picture: str, mask: str, values: np.ndarray) -> Path:
    for name, pixels in ((picture, np.full((*SIZE, 3), 90, np.uint8)), (mask, values)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / name)
    return folder


def read(folder: Path) -> tuple[list[AnnotatedImage], tuple[str, ...]]:
    assert recognised(folder) == "masks"
    stream = read_masks(folder)
    return list(stream.pictures), stream.tally().lines()


@pytest.mark.parametrize(
    ("picture", "mask", "split", "name"),
    [
        ("images/a b.jpg", "masks/a b.png", "", "a b.jpg"),
        ("image/7.png", "label/7.png", "", "7.png"),
        ("train/s_1.png", "trainannot/s_1.png", "train", "s_1.png"),
        ("images/val/é.jpg", "annotations/val/é.png", "val", "é.jpg"),
        ("test/images/x.png", "test/masks/x_mask.png", "test", "x.png"),
        ("benign/b (1).png", "benign/b (1)_mask.png", "", "benign/b (1).png"),
        ("aug/image_0_3.png", "aug/mask_0_3.png", "", "aug/image_0_3.png"),
        ("701_raw/R0.png", "701_raw/R0_L.png", "", "701_raw/R0.png"),
        ("JPEGImages/v.jpg", "SegmentationClass/v.png", "", "v.jpg"),
    ],
)
def test_names_that_repositories_give_are_paired(picture: str, mask: str, split: str, name: str) -> None:
    [pair] = pairs_of([picture, mask]).pairs
    assert (pair.picture, pair.masks, pair.split, pair.name) == (picture, (mask,), split, name)


def test_pictures_alone_are_no_pairs() -> None:
    for names in (["a.png", "b.png"], ["left/a.png", "right/a.png"], ["images/a.png", "labels/b.png"]):
        assert not pairs_of(names).pairs


def test_black_and_white_is_one_class_whose_regions_are_objects(tmp_path: Path) -> None:
    saved(tmp_path, "images/a.jpg", "masks/a.png", two_squares(255, 255))
    Image.new("RGB", (8, 8)).save(tmp_path / "images/b.jpg")
    [picture], lines = read(tmp_path)
    assert [(a.category, a.box) for a in picture.annotations] == [
        ("object", Box(3, 2, 9, 8)),
        ("object", Box(20, 12, 34, 20)),
    ]
    assert lines == ("dropped 1 picture without a mask; the first: images/b.jpg", "value 255 is one class, object")


def test_places_of_a_palette_are_classes_and_255_beside_them_is_no_label(tmp_path: Path) -> None:
    saved(tmp_path, "images/a.jpg", "masks/a.png", two_squares(5, 255))
    image = Image.fromarray(two_squares(5, 255), "P")
    image.putpalette([value % 256 for value in range(0, 7 * 768, 7)][:768])
    image.save(tmp_path / "masks/a.png")
    [picture], lines = read(tmp_path)
    assert [a.category for a in picture.annotations] == ["class_5"]
    assert lines == (
        "0 is background, 255 no label; classes.txt in the folder names values: a line for 0, for 1 and so on",
    )


def test_named_values_are_those_of_the_file_and_nothing_is_assumed(tmp_path: Path) -> None:
    saved(tmp_path, "train/a.png", "trainannot/a.png", two_squares(1, 2))
    (tmp_path / "classes.txt").write_text("sky\ncar\nvoid\n")
    [picture], lines = read(tmp_path)
    assert (picture.split, sorted(a.category for a in picture.annotations), lines) == ("train", ["car", "sky"], ())
    (tmp_path / "classes.txt").write_text("sky\ncar\n")
    with pytest.raises(DataError, match=r"masks with value 2; values that classes.txt names"):
        read(tmp_path)


def test_colours_are_named_by_a_table(tmp_path: Path) -> None:
    values = np.zeros((*SIZE, 3), np.uint8)
    values[2:8, 3:9] = (128, 0, 64)
    saved(tmp_path, "images/a.jpg", "masks/a.png", values)
    assert [a.category for a in read(tmp_path)[0][0].annotations] == ["colour_800040"]
    for name, line in (("class_dict.csv", "name,r,g,b\ncar,128,0,64\n"), ("label_colors.txt", "128 0 64\tcar\n")):
        (tmp_path / name).write_text(line)
        assert [a.category for a in read(tmp_path)[0][0].annotations] == ["car"]
        (tmp_path / name).unlink()


def test_numbers_of_objects_and_blurred_rims(tmp_path: Path) -> None:
    many = np.zeros(SIZE, np.int32)
    many[::2] = np.repeat(np.arange(1, 97).reshape(12, 8), 5, axis=1)
    saved(tmp_path / "n", "images/a.png", "labels/a.png", many.astype(np.uint8))
    _, lines = read(tmp_path / "n")
    assert lines[-1] == "each value of a mask is one object, 0 none"
    assert "96 slivers" in lines[0]
    rims = two_squares(255, 255)
    rims[0, :] = np.arange(40) * 3 + 60
    rims[1, :] = np.arange(40) * 3 + 61
    big = np.zeros((240, 400), np.uint8)
    big[:24, :40] = rims
    saved(tmp_path / "b", "images/a.png", "labels/a.png", big)
    Image.new("RGB", (400, 240)).save(tmp_path / "b/images/a.png")
    assert read(tmp_path / "b")[1][-1] == "masks are grey at their rims: from 128 on, object"


def test_what_cannot_be_a_mask_is_one_line(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE, 3)).astype(np.uint8)
    saved(tmp_path, "images/a.png", "masks/a.png", noise)
    with pytest.raises(DataError, match=r"masks with many values .* one value for each of at most 64 classes"):
        read_masks(tmp_path)
    with pytest.raises(DataError, match="no picture with a mask"):
        read_masks(tmp_path / "images")
