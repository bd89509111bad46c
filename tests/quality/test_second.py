"""An annotator beside the labels: silent where both agree, each check finds what it is for, and its edits mend it."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.cli import main
from synth.core.errors import SynthError
from synth.core.geometry import Mask, rle_of
from synth.image.verify.found import FoundObject
from synth.quality.check import check_data_sets
from synth.quality.finding import Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from synth.quality.pictures.second.checks import OF_ANNOTATOR
from synth.quality.pictures.second.opinion import SecondReader
from synth.quality.table import CHECKS
from tests.quality.sets import Change, changed, write

SIDE_PX, STEP_PX, PICTURES = 100, 20, 6
CENTRES = [(10 + STEP_PX * column, 10 + STEP_PX * row) for row in range(5) for column in range(5)][:-1]
"""Of the discs of a picture; nothing stands in the last corner."""
CLASSES = ("cell", "seed")
BROKEN = 2 * len(CENTRES)
"""The first disc of the picture in which something is changed."""


def disc(x: float, y: float, radius: float = 6.0) -> np.ndarray:
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX] + 0.5
    return (columns - x) ** 2 + (rows - y) ** 2 < radius**2


def outline(bits: np.ndarray) -> dict[str, Any]:
    mask = Mask.from_array(bits)
    return {"segmentation": rle_of(mask, SIDE_PX, SIDE_PX), "bbox": mask.box.xywh, "area": mask.area}


def make(folder: Path) -> Path:
    """Pictures with a grid of discs of two classes; the red level is the number of the picture."""
    (folder / "images").mkdir(parents=True)
    record: dict[str, Any] = {
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "seed"}], "images": [], "annotations": [],
    }  # fmt: skip
    for number in range(PICTURES):
        Image.new("RGB", (SIDE_PX, SIDE_PX), (number, 90, 30)).save(folder / f"images/{number}.png")
        record["images"].append({"id": number, "file_name": f"{number}.png", "width": SIDE_PX, "height": SIDE_PX})
        record["annotations"] += [
            {"id": BROKEN * number + at, "image_id": number, "category_id": 1 + at % 2, "iscrowd": 0}
            | outline(disc(*centre))
            for at, centre in enumerate(CENTRES)
        ]
    write(folder, record)
    return folder


def reader(blind: Collection[tuple[int, int]] = ()) -> SecondReader:
    """It reads the discs, but for some (number of the picture, of the disc)."""
    masks = [Mask.from_array(disc(*centre)) for centre in CENTRES]

    def find(pixels: np.ndarray) -> list[FoundObject]:
        return [
            FoundObject(CLASSES[at % 2], mask.box, mask, 0.9, "it is round")
            for at, mask in enumerate(masks)
            if (int(pixels[0, 0, 0]), at) not in blind
        ]

    return SecondReader("the annotator", CLASSES, find)


def cut(record: dict[str, Any]) -> None:
    one, whole, left = record["annotations"][BROKEN], disc(*CENTRES[0]), np.arange(SIDE_PX)[None] < CENTRES[0][0]
    one.update(outline(whole & left))
    record["annotations"].append(one | {"id": 9999} | outline(whole & ~left))


def joined(record: dict[str, Any]) -> None:
    record["annotations"][BROKEN].update(outline(disc(*CENTRES[0]) | disc(*CENTRES[2])))
    del record["annotations"][BROKEN + 2]


SABOTAGE: dict[str, Change] = {
    "missing_object": lambda record: record["annotations"].pop(BROKEN),
    "unread_object": lambda record: record["annotations"].append(
        record["annotations"][BROKEN] | {"id": 9999} | outline(disc(90, 90))
    ),
    "loose_outline": lambda record: record["annotations"][BROKEN].update(outline(disc(13, 13))),
    "several_in_one": joined,
    "one_in_several": cut,
    "read_as_other": lambda record: record["annotations"][BROKEN].update(category_id=2),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("second") / "set")


def found(data: Path, second: SecondReader) -> list[Finding]:
    return list(check_data_sets([data], list(OF_ANNOTATOR), reader=second).findings)


def test_an_annotator_that_agrees_finds_nothing(clean: Path) -> None:
    assert found(clean, reader()) == []


def test_an_annotator_is_asked_what_it_is_right_about_often_enough(clean: Path, tmp_path: Path) -> None:
    checks = ("missing_object", "unread_object")
    for check in checks:
        data = changed(Path(shutil.copytree(clean, tmp_path / check)), SABOTAGE[check])
        findings = check_data_sets([data], reader=reader()).findings
        assert [one.check for one in findings if CHECKS[one.check].annotator] == [check] * CHECKS[check].by_default
    assert [CHECKS[check].by_default for check in checks] == [True, False]


@pytest.mark.parametrize("check", SABOTAGE)
def test_what_a_check_is_for_is_found_and_its_edits_mend_it(check: str, clean: Path, tmp_path: Path) -> None:
    data = changed(Path(shutil.copytree(clean, tmp_path / "set")), SABOTAGE[check])
    findings = found(data, reader())
    assert [one.check for one in findings] == [check]
    (patch := tmp_path / "patch.jsonl").write_text(patch_text(findings))
    apply_patch(data, patch)
    assert found(data, reader()) == []


def test_what_an_annotator_often_misses_is_not_asked_about(clean: Path) -> None:
    few, many = ({(number, at) for number in range(PICTURES) for at in range(0, of, 2)} for of in (2, 6))
    assert len(found(clean, reader(blind=few))) == len(few)
    assert found(clean, reader(blind=many)) == []


def test_an_annotator_of_other_classes_is_refused(clean: Path) -> None:
    other = reader()._replace(categories=("nucleus", "cytoplasm"))
    with pytest.raises(SynthError, match=r"with: got the annotator, which reads nucleus, cytoplasm; .*: cell, seed"):
        found(clean, other)


def test_a_check_of_annotators_needs_one(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(clean), "--only", "missing_object"]) == 2
    assert capsys.readouterr().err == "synth: --only: got 'missing_object'; an annotator beside it: with=PACK\n"
    assert main(["check", str(clean), "with=nothing"]) == 2
    assert "a shipped pack" in capsys.readouterr().err
