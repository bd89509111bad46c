"""Checks of pictures: silent on a clean set, and each finds what it is for when that is done to the set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.data.convert import convert_data_set
from synth.quality.check import check_data_sets
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from tests.quality.sets import Change, changed, clean_pictures


def found(data: Path) -> list[str]:
    return [one.check for one in check_data_sets([data]).findings]


def test_a_clean_set_has_no_finding(tmp_path: Path) -> None:
    assert found(clean_pictures(tmp_path / "set")) == []


def one(record: dict[str, Any], **keys: Any) -> None:
    record["annotations"][4] |= keys


SABOTAGE: dict[str, Change] = {
    "duplicate_id": lambda record: one(record, id=record["annotations"][3]["id"]),
    "dangling_id": lambda record: one(record, category_id=9),
    "size_mismatch": lambda record: record["images"][1].update(width=SIDE + 7),
    "degenerate_box": lambda record: one(record, bbox=[3, 3, 0, 5]),
    "outside_box": lambda record: one(record, bbox=[30, 30, 20, 5], segmentation=[], area=100),
    "box_against_mask": lambda record: one(record, bbox=[2, 2, 20, 20]),
    "area_against_mask": lambda record: one(record, area=400),
    "invalid_outline": lambda record: one(record, segmentation=[[1, 2, 3, 4, 5, 6, 7]]),
    "duplicate_object": lambda record: record["annotations"].append(record["annotations"][4] | {"id": 99}),
    "two_classes": lambda record: record["annotations"].append(record["annotations"][4] | {"id": 99, "category_id": 1}),
    "mask_hole": lambda record: one(record, segmentation=RING, bbox=[22, 5, 12, 12], area=128),
    "mask_speck": lambda record: one(record, segmentation=SPECKED, bbox=[22, 5, 17, 34], area=146),
    "parted_object": lambda record: one(record, segmentation=PARTED, bbox=[22, 5, 12, 34], area=200),
    "cut_object": lambda record: (
        one(record, segmentation=rle((22, 5, 28, 17)), bbox=[22, 5, 6, 12], area=72),
        record["annotations"].append(
            record["annotations"][4]
            | {"id": 99, "segmentation": rle((28, 5, 34, 17)), "bbox": [28, 5, 6, 12], "area": 72}
        ),
    ),
    "missing_file": lambda record: record["images"][1].update(file_name="no.png"),
}
SIDE = 40


def rle(*boxes: tuple[int, int, int, int], hole: tuple[int, int, int, int] = (0, 0, 0, 0)) -> dict[str, Any]:
    """Run lengths of filled boxes x0, y0, x1, y1 but for a hole."""
    bits = [
        any(x0 <= x < x1 and y0 <= y < y1 for x0, y0, x1, y1 in boxes)
        and not (hole[0] <= x < hole[2] and hole[1] <= y < hole[3])
        for x in range(SIDE)
        for y in range(SIDE)
    ]
    counts, before = [0], False
    for bit in bits:
        if bit is not before:
            counts.append(0)
            before = bit
        counts[-1] += 1
    return {"size": [SIDE, SIDE], "counts": counts}


RING = rle((22, 5, 34, 17), hole=(26, 9, 30, 13))
PARTED = rle((22, 5, 34, 17), (24, 33, 32, 39))
SPECKED = rle((22, 5, 34, 17), (38, 38, 39, 39))


@pytest.mark.parametrize("check", SABOTAGE)
def test_what_a_check_is_for_is_found_and_nothing_else(check: str, tmp_path: Path) -> None:
    data = changed(clean_pictures(tmp_path / "set"), SABOTAGE[check])
    assert set(found(data)) == {check}


def test_a_file_that_is_no_picture_is_found(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set")
    whole = (data / "images/2.png").read_bytes()
    (data / "images/2.png").write_bytes(whole[: len(whole) // 2])
    assert found(data) == ["unreadable_file"]


def test_a_cut_off_picture_of_another_format_is_found(tmp_path: Path) -> None:
    data = convert_data_set(clean_pictures(tmp_path / "set"), "voc", tmp_path / "voc").path
    [picture] = data.glob("JPEGImages/**/2.png")
    width, height = Image.open(picture).size
    noise = np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)
    Image.fromarray(noise).save(picture, "JPEG", quality=95)  # its head is whole: a reader of sizes sees no fault
    picture.write_bytes(picture.read_bytes()[:-200])
    assert found(data) == ["unreadable_file"]


@pytest.mark.parametrize(
    "check",
    ["duplicate_id", "size_mismatch", "degenerate_box", "outside_box", "box_against_mask", "area_against_mask",
     "duplicate_object"],
)  # fmt: skip
def test_the_suggested_edits_mend_the_set(check: str, tmp_path: Path) -> None:
    data = changed(clean_pictures(tmp_path / "set"), SABOTAGE[check])
    findings = check_data_sets([data]).findings
    patch = tmp_path / "patch.jsonl"
    patch.write_text(patch_text(findings))
    mended = apply_patch(data, patch, tmp_path / "mended").path
    assert found(mended) == []


def test_an_annotation_of_no_picture_goes(tmp_path: Path) -> None:
    data = changed(clean_pictures(tmp_path / "set"), lambda record: one(record, image_id=77))
    (finding,) = check_data_sets([data]).findings
    assert (finding.check, finding.given, finding.edits[0].op) == ("dangling_id", 77, "remove")


def test_what_a_whole_set_does_is_one_question(tmp_path: Path) -> None:
    def shifted(record: dict[str, Any]) -> None:
        for annotation in record["annotations"]:
            x, y, width, height = annotation["bbox"]
            annotation["bbox"] = [x - 3, y - 3, width + 6, height + 6]

    data = changed(clean_pictures(tmp_path / "set", pictures=12), shifted)
    (finding,) = [one for one in check_data_sets([data]).findings if one.check == "box_against_mask"]
    assert (finding.where, finding.subject, finding.edits) == ("the whole set", "36 of 36 labels", ())


def test_turned_pictures_have_the_size_that_viewers_show(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", pictures=1)
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (30, SIDE), 5).save(data / "images/0.png", exif=exif)
    changed(data, lambda record: record["images"][0].update(height=30))
    assert "size_mismatch" not in found(data)


def test_sets_of_other_formats_are_checked_without_edits(tmp_path: Path) -> None:
    from synth.data.convert import convert_data_set

    coco = changed(clean_pictures(tmp_path / "set"), SABOTAGE["two_classes"])
    yolo = convert_data_set(coco, "yolo", tmp_path / "yolo").path
    (finding,) = check_data_sets([yolo]).findings
    assert (finding.check, finding.edits) == ("two_classes", ())
    assert "labels/train/1.txt" in finding.where


def test_captions_that_count_more_than_is_labelled_are_found(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set")
    captions = ["Two cells beside one seed.", "There are 3 Cells.", "No seeds.", "Twenty-one dogs and a cell."]
    said = [{"id": number, "image_id": number, "caption": caption} for number, caption in enumerate(captions)]
    (data / "captions.json").write_text(json.dumps({"images": [], "annotations": said}))
    findings = check_data_sets([data]).findings
    assert [(one.check, one.subject, one.given) for one in findings] == [
        ("caption_count", "1.png", "2 labelled as cell"),
        ("caption_count", "2.png", "1 labelled as seed"),
    ]


def test_an_object_that_is_two_others_is_found(tmp_path: Path) -> None:
    def joined(record: dict[str, Any]) -> None:
        first, _, third = record["annotations"][3:6]
        outline = [*first["segmentation"], *third["segmentation"]]
        record["annotations"].append(
            first | {"id": 99, "segmentation": outline, "bbox": [5, 4, 17, 31], "area": 224, "category_id": 1}
        )

    data = changed(clean_pictures(tmp_path / "set"), joined)
    assert [one.where for one in check_data_sets([data], only=["merged_objects"]).findings] == [
        "annotations.json: annotations[12]"
    ]


def test_pictures_whose_boxes_are_not_on_objects_are_asked_about(tmp_path: Path) -> None:
    """Bright squares on noise: a box on none, and one beside its square."""
    draws = np.random.default_rng(0)
    data = tmp_path / "set"
    (data / "images").mkdir(parents=True)
    record: dict[str, Any] = {"categories": [{"id": 1, "name": "square"}], "images": [], "annotations": []}
    for number in range(60):
        pixels = draws.integers(0, 60, (80, 80, 3)).astype(np.uint8)
        for x, y in ((10, 12), (50, 45)):
            pixels[y : y + 16, x : x + 16] = 220
            box = [x, y, 16, 16]
            one = {"id": len(record["annotations"]), "image_id": number, "category_id": 1, "bbox": box, "area": 256}
            record["annotations"].append(one | {"iscrowd": 0})
        Image.fromarray(pixels).save(data / f"images/{number}.png")
        record["images"].append({"id": number, "file_name": f"{number}.png", "width": 80, "height": 80})
    record["annotations"][20]["bbox"] = [50, 10, 16, 16]
    record["annotations"][31]["bbox"] = [57, 52, 16, 16]
    (data / "annotations.json").write_text(json.dumps(record))
    found = check_data_sets([data], only=["spurious_object", "misplaced_box"]).findings
    assert {(one.check, one.where) for one in found} == {
        ("spurious_object", "annotations.json: annotations[20]"),
        ("misplaced_box", "annotations.json: annotations[31]"),
    }


def test_classes_in_few_pictures_are_not_judged_by_their_looks(tmp_path: Path) -> None:
    def crowd(record: dict[str, Any]) -> None:
        first = record["annotations"][:2]
        record["annotations"] += [one | {"id": 100 + 2 * at + k} for at in range(20) for k, one in enumerate(first)]

    folder = changed(clean_pictures(tmp_path / "set"), crowd)
    assert check_data_sets([folder], only=["swapped_class"]).findings == ()
