"""Where tools put their COCO file and its pictures: each layout comes back the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from synth.core.errors import DataError
from synth.data.convert import convert_data_set
from synth.image.formats.coco.format import detect
from synth.image.formats.coco.layouts import find_layouts
from synth.image.formats.coco.read import read_coco, stream_coco

PICTURES = 3


def lay_out(folder: Path, file: str, pictures: str, prefix: str = "", stem: str = "p") -> Path:
    """A COCO `file` whose pictures, `stem` + number in the folder `pictures`, are called `prefix` + name in it."""
    record: dict[str, Any] = {"categories": [{"id": 0, "name": "cell"}], "images": [], "annotations": []}
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / pictures).mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        Image.new("L", (12, 8), number).save(folder / pictures / f"{stem}{number}.png")
        record["images"].append({"id": number, "file_name": f"{prefix}{stem}{number}.png", "width": 12, "height": 8})
        record["annotations"].append({"id": number, "image_id": number, "category_id": 0, "bbox": [1, 1, 4, 4]})
    (folder / file).write_text(json.dumps(record))
    return folder


LAYOUTS = {
    "plain": ("annotations.json", "images", ""),
    "plain, beside": ("annotations.json", ".", ""),
    "plain, names with their folder": ("annotations.json", "images", "images/"),
    "Roboflow, one split": ("_annotations.coco.json", ".", ""),
    "Roboflow": ("train/_annotations.coco.json", "train", ""),
    "CVAT": ("annotations/instances_default.json", "images/default", ""),
    "CVAT, flat": ("annotations/instances_default.json", "images", ""),
    "CVAT, split in the names": ("annotations/instances_default.json", "images/default", "default/"),
    "COCO itself": ("annotations/instances_val2017.json", "val2017", ""),
    "COCO, keypoints": ("annotations/person_keypoints_val2017.json", "images/val2017", ""),
    "Label Studio": ("result.json", "images", "images/"),
    "Label Studio on Windows": ("result.json", "images", "images\\"),
    "Label Studio, uploads": ("result.json", "images", "/data/upload/3/1a2b3c4d-"),
    "Label Studio, unpacked into a folder": ("project-1/result.json", "project-1/images", "images/"),
    "FiftyOne": ("labels.json", "data", ""),
    "COCO-annotator": ("cells-4.json", ".", "/datasets/cells/"),
    "unpacked into a folder": ("cells/annotations.json", "cells/images", ""),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_read_from_its_folder_and_from_its_file(tmp_path: Path, name: str) -> None:
    file, pictures, prefix = LAYOUTS[name]
    folder = lay_out(tmp_path / "set", file, pictures, prefix)
    for data in (folder, folder / file):
        found = read_coco(data)
        assert found.file == folder / file
        assert found.tally.lines() == ()
        assert [picture.load()[0, 0].tolist() for picture in found.pictures] == [[n] * 3 for n in range(PICTURES)]


SPLITS = {
    "Roboflow": ("{}/_annotations.coco.json", "{}", ("train", "valid", "test")),
    "COCO itself": ("annotations/instances_{}.json", "{}", ("train2017", "val2017")),
    "COCO, plain names": ("annotations/{}.json", "images/{}", ("train", "val")),
    "files beside the pictures": ("{}.json", "images", ("train", "val")),
}


@pytest.mark.parametrize("name", SPLITS)
def test_several_files_are_the_splits_of_one_set(tmp_path: Path, name: str) -> None:
    file, pictures, splits = SPLITS[name]
    folder = tmp_path / "set"
    for split in splits:
        lay_out(folder, file.format(split), pictures.format(split), stem=split)
    (folder / "captions.json").write_text('{"images":[],"annotations":[{"id":1,"image_id":1,"caption":"x"}]}')
    assert detect(folder)
    for found in (list(stream_coco(folder).pictures), read_coco(folder).pictures):
        assert [picture.split for picture in found] == [split for split in sorted(splits) for _ in range(PICTURES)]
        assert len({picture.id for picture in found}) == len({(p.split, p.name) for p in found}) == len(found)
        ids = [annotation.id for picture in found for annotation in picture.annotations]
        assert len(set(ids)) == len(ids) == len(found)
    tally = read_coco(folder).tally.lines()
    assert tally == (
        "ids of images: new in all files but the first",
        "ids of annotations: new in all files but the first",
    )
    if name == "Roboflow":
        assert len(read_coco(folder / "valid").pictures) == PICTURES


def test_ids_of_several_files_that_differ_stay(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for number, split in enumerate(("train", "val")):
        file = lay_out(folder, f"annotations/instances_{split}.json", split) / f"annotations/instances_{split}.json"
        record = json.loads(file.read_text())
        for image in record["images"]:
            image["id"] = 2 * image["id"] + number
        for annotation in record["annotations"]:
            annotation |= {"id": 2 * annotation["id"] + number, "image_id": 2 * annotation["image_id"] + number}
        file.write_text(json.dumps(record))
    found = read_coco(folder)
    assert found.tally.lines() == ()
    assert sorted(picture.id for picture in found.pictures) == list(range(2 * PICTURES))
    assert all(one.id == picture.id for picture in found.pictures for one in picture.annotations)


def test_splits_with_other_categories_or_the_same_pictures_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for split in ("train", "valid"):
        lay_out(folder, f"{split}/_annotations.coco.json", split)
    file = folder / "valid/_annotations.coco.json"
    good = file.read_text()
    file.write_text(good.replace("cell", "nucleus"))
    with pytest.raises(DataError, match=r"valid/_annotations\.coco\.json: categories: 'nucleus': got 0; one table"):
        read_coco(folder)
    both = tmp_path / "both"
    for split in ("train", "val"):
        lay_out(both, f"annotations/instances_{split}.json", "images")
    with pytest.raises(DataError, match="one entry for each picture: another file names it too"):
        read_coco(both)


def test_yolo_calls_splits_as_trainers_do(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for split in ("train", "valid"):
        lay_out(folder, f"{split}/_annotations.coco.json", split)
    done = convert_data_set(folder, "yolo", tmp_path / "yolo")
    written = yaml.safe_load((done.path / "data.yaml").read_text())
    assert (written["train"], written["val"]) == ("images/train", "images/valid")
    assert "valid" not in written
    assert not any("same pictures" in line for line in done.lines)


def test_annotations_json_wins_over_others(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "set", "annotations.json", "images")
    (folder / "captions.json").write_text("{}")
    (folder / "result.json").write_text("{}")
    assert [layout.file.name for layout in find_layouts(folder)] == ["annotations.json"]


def test_what_holds_no_coco_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"got 'no JSON file'; a COCO file at one of annotations\.json, "):
        read_coco(tmp_path)
    with pytest.raises(DataError, match="got 'no such folder'; a COCO file, or a folder with one"):
        read_coco(tmp_path / "nowhere")


def test_pictures_that_are_missing_are_counted(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "set", "annotations.json", "images")
    (folder / "images/p1.png").unlink()
    with pytest.raises(DataError, match=r"got 'p1\.png'; no such file in images/, the folder itself; 1 of 3 pictures"):
        read_coco(folder)


def test_a_link_out_of_the_folder_is_no_picture_of_it(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "set", "annotations.json", "images")
    (folder / "images/p1.png").rename(tmp_path / "secret.png")
    (folder / "images/p1.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(DataError, match="inside the folder of the data set"):
        read_coco(folder)
