"""Where tools put their COCO file and its pictures: each layout comes back the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.image.formats.coco.format import detect
from synth.image.formats.coco.layouts import find_layout
from synth.image.formats.coco.read import read_coco

PICTURES = 3


def lay_out(folder: Path, file: str, pictures: str, prefix: str = "") -> Path:
    """A COCO `file` whose pictures lie in the folder `pictures` and are called `prefix` + name in it."""
    record: dict[str, Any] = {"categories": [{"id": 0, "name": "cell"}], "images": [], "annotations": []}
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / pictures).mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        Image.new("L", (12, 8), number).save(folder / pictures / f"p{number}.png")
        record["images"].append({"id": number, "file_name": f"{prefix}p{number}.png", "width": 12, "height": 8})
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


def test_several_files_are_one_line_that_lists_them_and_how_to_choose(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for split in ("train", "valid", "test"):
        lay_out(folder, f"{split}/_annotations.coco.json", split)
    with pytest.raises(DataError) as caught:
        read_coco(folder)
    text = str(caught.value)
    assert "3 COCO files" in text
    assert f"name one, as {folder}/test/_annotations.coco.json" in text
    assert detect(folder), "so that it is this line that synth convert says"
    assert "train/_annotations.coco.json, valid/_annotations.coco.json" in text
    assert len(read_coco(folder / "valid").pictures) == PICTURES


def test_annotations_json_wins_over_others(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "set", "annotations.json", "images")
    (folder / "captions.json").write_text("{}")
    (folder / "result.json").write_text("{}")
    assert find_layout(folder).file.name == "annotations.json"


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
