"""What we write, read by others: pycocotools, datasets, webdataset, supervision, and by each format's own rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from PIL import Image
from pycocotools.coco import COCO

from tests.image.formats.picture_sets import CATEGORIES, HEIGHT, POINTS, RING, WIDTH, everything, stream_of, written

MASK = np.zeros((HEIGHT, WIDTH), np.bool_)
MASK[4:9, 5:11] = RING[1:6, 0:6]
MASK[3, 11] = True


@pytest.fixture
def make(tmp_path: Path) -> Any:
    def folder(name: str, *, splits: bool = False, captions: bool = False) -> Path:
        written(stream_of(tmp_path, everything(), splits=splits, captions=captions), name, tmp_path / "set")
        return tmp_path / "set"

    return folder


@pytest.mark.parametrize("name", ["coco", "coco-polygons"])
def test_pycocotools_reads_coco(name: str, make: Any) -> None:
    folder = make(name, captions=True)
    coco: Any = COCO(str(folder / "annotations.json"))
    assert {key: one["name"] for key, one in coco.cats.items()} == {one.id: one.name for one in CATEGORIES}
    assert np.array_equal(coco.annToMask(coco.anns[41]).astype(bool), MASK)
    assert (isinstance(coco.anns[41]["segmentation"], list)) == (name == "coco-polygons")
    assert coco.anns[42]["keypoints"] == [4.5, 6.25, 2, 0, 0, 0, 9, 8, 1]
    assert coco.anns[43]["iscrowd"] == 1
    assert {len(one["keypoints"]) for one in coco.anns.values()} == {9}
    for image in coco.imgs.values():
        with Image.open(folder / "images" / image["file_name"]) as picture:
            assert picture.size == (image["width"], image["height"])
    captions: Any = COCO(str(folder / "captions.json"))
    assert [one["caption"] for one in captions.imgToAnns[3]] == ["One picture.", "Another line."]


def test_yolo_is_laid_out_as_trainers_read_it(make: Any) -> None:
    folder = make("yolo-segment", splits=True)
    data = yaml.safe_load((folder / "data.yaml").read_text(encoding="utf-8"))
    assert data["names"] == {0: "été", 1: "person", 2: "cell & co"}
    assert (data["train"], data["val"], data["category_ids"]) == ("images/train", "images/val", {0: 0, 1: 3, 2: 7})
    pictures = [path for split in ("train", "val") for path in (folder / data[split]).rglob("*.*")]
    labels = [Path(str(path).replace("/images/", "/labels/")).with_suffix(".txt") for path in pictures]
    assert all(path.is_file() for path in labels)
    lines = (folder / "labels/train/a.txt").read_text().splitlines()
    kinds = {line.split()[0] for line in lines}
    assert kinds == {"2", "1"}
    for line in lines:
        values = np.array(line.split()[1:], float)
        assert len(values) % 2 == 0
        assert len(values) >= 6
        assert ((values >= 0) & (values <= 1)).all()


def test_yolo_pose_has_the_same_number_of_columns_in_every_line(make: Any) -> None:
    folder = make("yolo-pose")
    data = yaml.safe_load((folder / "data.yaml").read_text(encoding="utf-8"))
    assert (data["kpt_shape"], data["flip_idx"], data["val"]) == ([3, 3], [0, 2, 1], data["train"])
    assert data["kpt_names"] == {1: ["nose", "left_hip", "right_hip"]}
    rows = [line.split() for path in folder.rglob("*.txt") for line in path.read_text().splitlines()]
    assert {len(row) for row in rows} == {1 + 4 + 3 * 3}
    (person,) = (np.array(row[1:], float) for row in rows if row[0] == "1")
    assert person[:4] * [WIDTH, HEIGHT, WIDTH, HEIGHT] == pytest.approx([7.375, 7, 9.75, 10])
    assert person[4:].reshape(3, 3) * [WIDTH, HEIGHT, 1] == pytest.approx(np.array(POINTS))


def test_voc_boxes_are_counted_from_one_with_the_last_pixel_included(make: Any) -> None:
    folder = make("voc", splits=True)
    root = ElementTree.parse(folder / "Annotations/a.xml").getroot()
    found = [
        [one.findtext(f"bndbox/{side}") for side in ("xmin", "ymin", "xmax", "ymax")] for one in root.iter("object")
    ]
    assert found[0] == ["6", "4", "12", "9"]
    assert [MASK[:, 5].any(), MASK[:, 11].any(), MASK[3].any(), MASK[8].any()] == [True] * 4
    assert root.findtext("filename") == "a.png"
    assert (folder / "ImageSets/Main/val.txt").read_text(encoding="utf-8") == "deep/b ü\n"
    assert (folder / "JPEGImages/deep/b ü.jpg").is_file()


def test_cvat_shapes_of_an_object_are_a_group(make: Any) -> None:
    root = ElementTree.parse(make("cvat") / "annotations.xml").getroot()
    first = root.find("image[@id='3']")
    assert first is not None
    mask, box, skeleton = first.find("mask"), first.find("box"), first.find("skeleton")
    assert mask is not None
    assert box is not None
    assert skeleton is not None
    runs = [int(run) for run in mask.attrib["rle"].split(",")]
    bits = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(int(mask.attrib["height"]), int(mask.attrib["width"]))
    left, top = int(mask.attrib["left"]), int(mask.attrib["top"])
    assert np.array_equal(bits, MASK[top : top + bits.shape[0], left : left + bits.shape[1]])
    assert {one.attrib["name"]: one.text for one in mask} == {"stage": "late", "round": "true", "n": "3"}
    assert box.attrib["group_id"] == skeleton.attrib["group_id"]
    assert [one.attrib["outside"] for one in skeleton] == ["0", "1", "0"]


def test_mask_pictures_are_read_by_cityscapes_rule(make: Any) -> None:
    folder = make("masks")
    values = {one["name"]: one["value"] for one in json.loads((folder / "labels.json").read_text())["categories"]}
    with Image.open(folder / "instances/a.png") as image:
        instances = np.asarray(image).astype(int)
    with Image.open(folder / "semantic/a.png") as image:
        semantic = np.asarray(image)
    cell = values["cell & co"]
    assert np.array_equal(instances == cell * 1000, MASK)
    assert np.array_equal(semantic, np.where(instances < 1000, instances, instances // 1000))
    assert (instances == cell).sum() == 24, "a crowd region has no instance number"


def test_panoptic_segments_are_the_numbers_of_pixels(make: Any) -> None:
    folder = make("coco-panoptic")
    record = json.loads((folder / "panoptic.json").read_text(encoding="utf-8"))
    first = next(one for one in record["annotations"] if one["image_id"] == 3)
    with Image.open(folder / "panoptic" / first["file_name"]) as image:
        numbers = np.asarray(image).astype(int) @ [1, 256, 65536]
    assert {one["id"]: one["area"] for one in first["segments_info"]} == {
        number: int((numbers == number).sum()) for number in np.unique(numbers) if number
    }
    (cell,) = (one for one in first["segments_info"] if not one["iscrowd"])
    assert np.array_equal(numbers == cell["id"], MASK)


@pytest.mark.parametrize("name", ["hf", "hf-parquet"])
def test_datasets_loads_the_folder_with_its_types(name: str, make: Any, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    folder = make(name, splits=True, captions=True)
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {split: part.num_rows for split, part in loaded.items()} == {"train": 2, "val": 1}
    row = next(one for one in loaded["train"] if one["image_id"] == 3)
    assert row["image"].size == (WIDTH, HEIGHT)
    assert row["text"] == "One picture.\nAnother line."
    objects = row["objects"]
    assert objects["bbox"][1] == [2.5, 2.0, 9.75, 10.0]
    assert objects["id"] == [41, 42, 43]
    kinds = objects["category"]
    if name == "hf-parquet":
        kinds = [loaded["train"].features["objects"]["category"].feature.names[at] for at in kinds]
    assert kinds == ["cell & co", "person", "cell & co"]
    assert json.loads(objects["segmentation"][0])["size"] == [HEIGHT, WIDTH]


def test_webdataset_iterates_over_pictures_with_their_labels(make: Any) -> None:
    webdataset = pytest.importorskip("webdataset")
    folder = make("webdataset", splits=True)
    assert sorted(path.name for path in folder.glob("*.tar")) == ["train-000000.tar", "val-000000.tar"]
    samples = list(webdataset.WebDataset(f"file:{folder}/train-000000.tar", shardshuffle=False).decode("rgb8"))
    assert [sample["__key__"] for sample in samples] == ["000000000", "000000002"]
    assert samples[0]["png"].shape == (HEIGHT, WIDTH, 3)
    assert samples[0]["json"]["objects"]["id"] == [41, 42, 43]
    assert samples[0]["json"]["file_name"] == "a.png"


def test_supervision_reads_yolo(make: Any) -> None:
    supervision = pytest.importorskip("supervision")
    folder = make("yolo-segment")
    found = supervision.DetectionDataset.from_yolo(
        images_directory_path=str(folder / "images/train"),
        annotations_directory_path=str(folder / "labels/train"),
        data_yaml_path=str(folder / "data.yaml"),
        force_masks=True,
    )
    detections = {Path(path).name: one for path, _, one in found}["a.png"]
    assert detections.xyxy[0] == pytest.approx([5, 3, 12, 9])
    assert np.asarray(detections.mask[0], bool)[MASK].all(), "OpenCV draws the outline's own pixels too"
    assert [found.classes[at] for at in detections.class_id] == ["cell & co", "person"]


def test_supervision_reads_voc(make: Any) -> None:
    supervision = pytest.importorskip("supervision")
    folder = make("voc")
    found = supervision.DetectionDataset.from_pascal_voc(str(folder / "JPEGImages"), str(folder / "Annotations"))
    detections = {Path(path).name: one for path, _, one in found}["a.png"]
    assert detections.xyxy[0][:2] == pytest.approx([5, 3])
    assert [found.classes[at] for at in detections.class_id] == ["cell & co", "person"]
