"""Filters and splits of pictures, through `synth convert` and `synth export`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.cli import main
from tests.runs import run_into, sketch_scene

BOXES = [(1, "car", 0.9, 1.0), (2, "car", 0.3, 0.4), (3, "bus", None, 0.8), (4, "bus", 0.6, 0.2)]
"""Annotation id, category, IoU, visibility; the pictures are 10, 10, 11 and 12."""


def picture_set(folder: Path, number: int = 4) -> Path:
    """A COCO set of `number` pictures; the first four have the objects of BOXES, two of them the same file."""
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for place in range(number):
        pixels = np.full((20, 20, 3), 0 if place == 3 else place, np.uint8)
        Image.fromarray(pixels).save(folder / f"images/{place}.png")
        images.append({"id": 10 + place, "file_name": f"{place}.png", "width": 20, "height": 20, "night": place == 0,
                       "weather": "snow" if place % 2 else "clear", "patient": place // 2})  # fmt: skip
        one, category, iou, visibility = BOXES[place % 4]
        found = {"id": one + place // 4 * 4, "image_id": 10 + place, "category_id": 1 + (category == "bus"),
                 "bbox": [2, 2, 2 + place % 4, 3], "visibility": visibility}  # fmt: skip
        annotations.append(found if iou is None else found | {"iou": iou})
    categories = [{"id": 1, "name": "car"}, {"id": 2, "name": "bus"}]
    record = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def converted(data: Path, *words: str) -> dict[str, Any]:
    out = data.parent / "out"
    assert main(["convert", str(data), "--to", "coco", "--out", str(out), *words]) == 0
    return json.loads((out / "annotations.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "kept", "line"),
    [
        (["--min-iou", "0.7"], [1], "2 objects with iou under 0.7; 1 object without iou"),
        (["--confirmed"], [1, 4], "1 object with iou under 0.5; 1 object without iou"),
        (["--min-visibility", "0.4"], [1, 2, 3], "1 object with visibility under 0.4"),
        (["--min-area", "10"], [3, 4], "2 objects with an area under 10 px"),
        (["--category", "car"], [1, 2], "2 objects of other categories"),
        (["--confirmed", "--category", "bus"], [4], "2 objects of other categories; 1 object without iou"),
    ],
)
def test_objects_that_filters_leave_out_are_counted_and_their_pictures_stay(
    words: list[str], kept: list[int], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = converted(picture_set(tmp_path / "set"), *words)
    assert [one["id"] for one in record["annotations"]] == kept
    assert [one["id"] for one in record["images"]] == [10, 11, 12, 13]
    said = capsys.readouterr().out.splitlines()
    filtered = next(one for one in said if one.startswith("filtered"))
    assert sorted(filtered[10:].split("; ")) == sorted(line.split("; "))
    number = 4 - len(kept)
    assert any(
        one.startswith(f"note      {number} object") and "still to be seen in the pictures" in one for one in said
    )
    assert any(one.startswith(f"note      {number} picture") and "no object left" in one for one in said)


@pytest.mark.parametrize(
    ("words", "kept", "line"),
    [
        (["--variable", "weather=snow"], [11, 13], "2 pictures whose weather is not snow"),
        (["--variable", "weather=snow", "--variable", "weather=clear", "--variable", "night=true"], [10],
         "3 pictures whose night is not true"),
    ],
)  # fmt: skip
def test_pictures_are_chosen_by_their_variables(
    words: list[str], kept: list[int], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = converted(picture_set(tmp_path / "set"), *words)
    assert [one["id"] for one in record["images"]] == kept
    assert f"filtered  {line}" in capsys.readouterr().out.splitlines()


def test_a_category_filter_leaves_only_its_categories(tmp_path: Path) -> None:
    assert [one["name"] for one in converted(picture_set(tmp_path / "set"), "--category", "bus")["categories"]] == [
        "bus"
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--category", "bsu"], r"--category: got 'bsu'; known: bus, car \(did you mean 'bus'\?\)"),
        (["--variable", "wether=snow"], r"--variable: got 'wether'; a key of pictures; .*did you mean 'weather'"),
        (["--variable", "weather"], "--variable: got 'weather'; key=value"),
        (["--variable", "weather=fog"], "no picture that passes the filters'; filtered 4 pictures whose weather is"),
        (["--min-area", "400"], "no object that passes the filters'; filtered 4 objects with an area under 400 px"),
        (["--min-iou", "1.5"], "--min-iou: got 1.5; a number from 0 to 1"),
        (["--min-visibility", "nan"], "--min-visibility: got nan; a number from 0 to 1"),
        (["--quota", "snow"], "--quota: got 'snow'; a folder of pictures or documents that synth generated"),
        (["--split", "0.8,0.1"], "--split: got '0.8,0.1'; two or three shares"),
        (["--by", "patient"], "--by: got 'patient'; it belongs to --split"),
        (["--split", "0.5,0.5", "--by", "patent"], r"patent: got 'nothing'; .*did you mean 'patient'"),
        (["--split", "0.98,0.01,0.01"], "4 pictures'; enough for one in each of train, val, test"),
    ],
)  # fmt: skip
def test_what_cannot_be_met_is_one_line_and_leaves_nothing(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = picture_set(tmp_path / "set")
    assert main(["convert", str(data), "--to", "coco", *words]) == 2
    said = capsys.readouterr().err
    assert re.search(message, said)
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_a_filter_of_which_the_set_says_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = picture_set(tmp_path / "set")
    file = data / "annotations.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"iou"', '"uoi"'), encoding="utf-8")
    for words in (["--confirmed"], ["--min-iou", "0.2", "--split", "0.5,0.5"]):
        assert main(["convert", str(data), "--to", "yolo", *words]) == 2
        assert "iou: got 'no object with it'; annotations with iou, to filter by it" in capsys.readouterr().err


def test_a_split_is_exact_and_divides_neither_equal_files_nor_a_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = picture_set(tmp_path / "set", 20)
    record = converted(data, "--split", "0.8,0.1,0.1", "--by", "patient")
    part = {one["id"]: one["split"] for one in record["images"]}
    assert sorted(part.values()) == ["test"] * 2 + ["train"] * 16 + ["val"] * 2
    assert part[10] == part[13], "the same file"
    assert all(part[number] == part[number + 1] for number in range(10, 30, 2)), "the same patient"
    said = capsys.readouterr().out.splitlines()
    assert "split     train 16, val 2, test 2 of 20 pictures (seed 0)" in said
    assert (
        "groups    9 of several pictures, the largest of 4, are not divided; tied are equal files, equal patient"
        in said
    )
    table = [line.split() for line in said if line.startswith(("car", "bus"))]
    assert [row[:2] for row in table] == [["car", "8"], ["bus", "8"]], "both pictures of a patient show one class"


def test_a_split_does_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    data = picture_set(tmp_path / "one/set", 20)
    other = picture_set(tmp_path / "two/set", 20)
    record = json.loads((other / "annotations.json").read_text(encoding="utf-8"))
    record["images"].reverse()
    record["annotations"].sort(key=lambda one: one["id"] * 7 % 20)
    (other / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    words = ("--split", "0.7,0.3", "--split-seed", "5")
    one, two = ({image["id"]: image["split"] for image in converted(each, *words)["images"]} for each in (data, other))
    assert one == two


def test_a_new_split_replaces_the_old_one_and_keeps_pictures_of_one_name_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = picture_set(tmp_path / "set", 8)
    record = json.loads((data / "annotations.json").read_text(encoding="utf-8"))
    for place, image in enumerate(record["images"]):
        split = ("train", "val")[place % 2]
        (data / "images" / split).mkdir(exist_ok=True)
        (data / f"images/{place}.png").rename(data / f"images/{split}/{place // 2}.png")
        image |= {"file_name": f"{split}/{place // 2}.png", "split": split}
    (data / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    assert main(["convert", str(data), "--to", "yolo", "--out", str(tmp_path / "out"), "--split", "0.5,0.5"]) == 0
    names = sorted(path.name for path in (tmp_path / "out/images").glob("*/*.png"))
    assert names == sorted(f"{split}-{number}.png" for split in ("train", "val") for number in range(4))
    assert "note      the parts that 8 pictures were in are replaced" in capsys.readouterr().out


def test_a_sketched_data_set_is_split_and_chosen_by_quota(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quotas = {"full": {"share": 0.25, "when": {"time": ["night"]}}}
    run_into(tmp_path / "set", sketch_scene(quotas=quotas), 8)
    lines = (tmp_path / "set/samples.jsonl").read_text(encoding="utf-8").splitlines()
    members = [one["id"] for one in map(json.loads, lines) if "full" in one["plan"]["quotas"]]
    assert 0 < len(members) < 8
    words = ["export", str(tmp_path / "set"), "--to", "coco", "--out"]
    assert main([*words, str(tmp_path / "few"), "--quota", "full"]) == 0
    record = json.loads((tmp_path / "few/annotations.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in record["images"]] == members
    assert f"{8 - len(members)} pictures outside the quota full" in capsys.readouterr().out
    assert main([*words, str(tmp_path / "half"), "--split", "0.5,0.5"]) == 0
    assert "split     train 4, val 4 of 8 pictures (seed 0)" in capsys.readouterr().out
    assert main([*words, str(tmp_path / "none"), "--quota", "fall"]) == 2
    assert "--quota: got 'fall'; known: full (did you mean 'full'?)" in capsys.readouterr().err
