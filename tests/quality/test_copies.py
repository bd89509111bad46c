"""Copies of pictures are found whatever was done to them, and pictures that are merely alike are not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from synth.image.likeness import Likenesses
from synth.quality.check import check_data_sets
from synth.quality.finding import Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text

SIDE = 96


def drawn(seed: int) -> Image.Image:
    """Twelve discs of other greys on a slope."""
    draws = np.random.default_rng(seed)
    ys, xs = np.mgrid[:SIDE, :SIDE]
    pixels = (60 + xs / 3).astype(np.uint8)
    for x, y, radius, level in zip(*(draws.integers(low, high, 12) for low, high in LIMITS), strict=True):
        pixels[(xs - x) ** 2 + (ys - y) ** 2 < radius**2] = level
    return Image.fromarray(pixels).convert("RGB")


LIMITS = ((5, 90), (5, 90), (4, 14), (100, 255))


def boxed(folder: Path, pictures: list[Image.Image], boxes: list[list[tuple[str, list[float]]]]) -> Path:
    """Pictures with boxes, in COCO."""
    (folder / "images").mkdir(parents=True)
    names = sorted({name for one in boxes for name, _ in one})
    record: dict[str, Any] = {
        "categories": [{"id": number, "name": name} for number, name in enumerate(names)], "images": [],
        "annotations": [],
    }  # fmt: skip
    for number, (picture, found) in enumerate(zip(pictures, boxes, strict=True)):
        picture.save(folder / f"images/{number}.png")
        size = {"width": picture.width, "height": picture.height}
        record["images"].append({"id": number, "file_name": f"{number}.png", **size})
        for name, box in found:
            record["annotations"].append({
                "id": len(record["annotations"]), "image_id": number, "category_id": names.index(name), "bbox": box,
                "area": box[2] * box[3], "iscrowd": 0,
            })  # fmt: skip
    (folder / "annotations.json").write_text(json.dumps(record))
    return folder


def as_jpeg(picture: Image.Image) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=40)
    return Image.open(data).convert("RGB")


def box_of_one(seed: int) -> list[tuple[str, list[float]]]:
    return [("disc", [20.0 + seed, 30.0, 24.0, 20.0])]


COPIES = {
    "jpeg": as_jpeg,
    "smaller": lambda picture: picture.resize((60, 60)),
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "cropped": lambda picture: picture.crop((2, 7, 90, 95)),
}


def checks(findings: tuple[Finding, ...]) -> list[str]:
    return [one.check for one in findings]


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_in_another_set_is_a_leak(how: str, tmp_path: Path) -> None:
    pictures = [drawn(seed) for seed in range(6)]
    train = boxed(tmp_path / "train", pictures, [[] for _ in pictures])
    test = boxed(tmp_path / "test", [drawn(9), COPIES[how](pictures[4])], [[], []])
    (finding,) = check_data_sets([train, test]).findings
    assert (finding.check, finding.data_set, finding.subject) == ("leak", str(test), "1.png")
    assert "images[4] (4.png of " in finding.evidence
    assert ("mirrored" in finding.evidence) == (how in ("mirrored", "upside down"))


def test_a_copy_whose_best_flip_is_a_wrong_one_is_found_by_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head is much the same mirrored, and a mirrored crop of it may be nearer than the right one."""
    picture, found = Likenesses(), Likenesses._guesses
    for one in (drawn(3), drawn(3).crop((2, 7, 90, 95))):
        picture.add(np.asarray(one))
    (pair, guess), *_ = found(picture, 0).items()
    ((right, crop),) = (way for way in guess.ways if way[0] == 0)
    for ways, same in (((3, crop), (right, crop)), 1), (((3, crop),), 0):
        monkeypatch.setattr(Likenesses, "_guesses", lambda *_, ways=ways: {pair: guess._replace(ways=ways)})
        assert len(list(picture.same())) == same
    picture.close()


def test_pictures_that_are_merely_alike_are_none(tmp_path: Path) -> None:
    moved = drawn(3)
    moved.paste(drawn(5).crop((0, 0, 40, 40)), (30, 30))
    data = boxed(tmp_path / "set", [drawn(3), moved, Image.new("RGB", (40, 40)), Image.new("RGB", (40, 40))], [[]] * 4)
    assert check_data_sets([data]).findings == ()


def test_a_duplicate_goes_with_its_labels(tmp_path: Path) -> None:
    data = boxed(tmp_path / "set", [drawn(1), drawn(2), drawn(1)], [box_of_one(1), box_of_one(2), box_of_one(1)])
    (finding,) = check_data_sets([data]).findings
    assert (finding.check, finding.subject, len(finding.edits)) == ("duplicate_picture", "2.png", 2)
    patch = tmp_path / "patch.jsonl"
    patch.write_text(patch_text([finding]))
    record = json.loads((apply_patch(data, patch, tmp_path / "out").path / "annotations.json").read_text())
    assert [len(record[name]) for name in ("images", "annotations")] == [2, 2]


def test_labels_of_a_mirrored_copy_are_compared_where_they_lie_there(tmp_path: Path) -> None:
    mirrored = [("disc", [SIDE - 21.0 - 24.0, 30.0, 24.0, 20.0])]
    pictures = [drawn(1), drawn(2)]
    one = boxed(tmp_path / "one", pictures, [box_of_one(1), box_of_one(2)])
    same = boxed(tmp_path / "same", [ImageOps.mirror(pictures[0])], [mirrored])
    assert checks(check_data_sets([one, same]).findings) == ["leak"]
    other = boxed(tmp_path / "other", [ImageOps.mirror(pictures[0])], [[*mirrored, ("disc", [60.0, 60.0, 20.0, 20.0])]])
    *_, finding = check_data_sets([one, other], only=["leak", "other_labels_of_picture"]).findings
    assert (finding.check, finding.evidence.rpartition(": ")[2]) == ("other_labels_of_picture", "1 disc here")


def test_a_box_like_no_other_of_its_class_is_found(tmp_path: Path) -> None:
    boxes = [[("disc", [10.0, 10.0 + at, 20.0 + at % 3, 20.0])] for at in range(60)]
    boxes[7] = [("disc", [10.0, 10.0, 70.0, 70.0])]
    boxes[8] = [("disc", [10.0, 10.0, 70.0, 6.0])]
    data = boxed(tmp_path / "set", [Image.new("RGB", (SIDE, SIDE))] * 60, boxes)
    found = check_data_sets([data], only=["size_outlier", "aspect_outlier"]).findings
    assert [(one.check, one.subject) for one in found] == [
        ("size_outlier", "7.png, disc"),
        ("aspect_outlier", "8.png, disc"),
    ]


@pytest.mark.parametrize(
    ("change", "given"),
    [
        (lambda box: [side / SIDE for side in box], "shares of the picture's sides"),
        (lambda box: [box[0], box[1], box[0] + box[2], box[1] + box[3]], "x0, y0, x1, y1"),
    ],
)
def test_boxes_that_are_something_else_throughout_are_one_question(change: Any, given: str, tmp_path: Path) -> None:
    boxes = [[("disc", change([40.0 + at, 50.0, 20.0, 18.0]))] for at in range(30)]
    data = boxed(tmp_path / "set", [Image.new("RGB", (SIDE, SIDE))] * 30, boxes)
    (finding,) = check_data_sets([data], only=["box_convention"]).findings
    assert (finding.given, finding.where) == (given, "the whole set")


def test_sets_that_draw_a_class_otherwise_or_follow_other_conventions_are_asked_about(tmp_path: Path) -> None:
    blank = [Image.new("RGB", (SIDE, SIDE))] * 70
    draws = np.random.default_rng(0)

    def some(side: float, fraction: float) -> list[list[tuple[str, list[float]]]]:
        return [[("disc", [9.0, 9.0, side + int(draws.integers(4)), side + fraction])] * 3 for _ in blank]

    one = boxed(tmp_path / "one", blank, some(20, 0))
    other = boxed(tmp_path / "other", blank, some(30, 0.25))
    found = check_data_sets([one, other], only=["class_drift", "other_convention"]).findings
    assert {(each.check, each.subject) for each in found} == {
        ("class_drift", "disc"),
        ("other_convention", "boxes of whole pixels"),
        ("other_convention", "least size"),
    }
    assert check_data_sets([one, one], only=["class_drift", "other_convention"]).findings == ()


def test_a_swapped_class_is_found(tmp_path: Path) -> None:
    pictures, boxes = list[Image.Image](), list[list[tuple[str, list[float]]]]()
    for number in range(60):
        picture = Image.new("RGB", (SIDE, SIDE), (40, 40, 40))
        picture.paste((200, 60 + number, 60), (10, 10, 40, 40))
        picture.paste((60, 60 + number, 200), (50, 50, 80, 80))
        pictures.append(picture)
        boxes.append([("red", [10.0, 10.0, 30.0, 30.0]), ("blue", [50.0, 50.0, 30.0, 30.0])])
    boxes[5][0] = ("blue", boxes[5][0][1])
    data = boxed(tmp_path / "set", pictures, boxes)
    (finding,) = (one for one in check_data_sets([data]).findings if one.check == "swapped_class")
    assert (finding.subject, finding.given, finding.suggested) == ("5.png, blue", "blue", "red")
