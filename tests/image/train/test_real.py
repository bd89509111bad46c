"""What a training learns from, and what it leaves out: the same folder as other tools would have written it."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from synth.cli.train import train
from synth.core.errors import DataError
from synth.core.progress import Counter
from synth.image.formats.segmentation import counts_of_text
from synth.image.packs.pack import load_pack
from synth.image.plan.prior import FittedPrior
from synth.image.train.fit import fit_pack
from synth.image.train.options import TrainConfig
from synth.image.train.real import Corpus, read_corpus
from tests.tiny_pack import write_corpus

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.image.train.prior.CALIBRATION_PLANS", 3)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight pictures; read it only."""
    return write_corpus(tmp_path_factory.mktemp("small") / "data", pictures=8)


@pytest.fixture(scope="module")
def plain(small: Path) -> Corpus:
    return read_corpus(config_for(small, strict=True))


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Callable[[Edit], Path]:
    def edited(edit: Edit) -> Path:
        folder = Path(shutil.copytree(small, tmp_path / "data"))
        record = json.loads((folder / "annotations.json").read_text())
        edit(record)
        (folder / "annotations.json").write_text(json.dumps(record))
        return folder

    return edited


def config_for(data: Path, **options: Any) -> TrainConfig:
    return TrainConfig(data=data, out=data.parent / "pack", parts=("prior",), device="cpu", **options)


def same_pictures(one: Corpus, other: Corpus) -> bool:
    return len(one.train) == len(other.train) and all(
        np.array_equal(a.labels, b.labels) and np.array_equal(a.pixels, b.pixels)
        for a, b in zip(one.train, other.train, strict=True)
    )


def crowds(record: dict[str, Any]) -> None:
    """A region over everything, in front, in each of three pictures."""
    runs = {"size": [128, 128], "counts": [0, 128 * 128]}
    regions = [
        {"id": 9000 + image, "image_id": image, "category_id": 1, "iscrowd": 1, "bbox": [0, 0, 128, 128],
         "segmentation": runs}
        for image in (0, 1, 2)
    ]  # fmt: skip
    record["annotations"] = regions + record["annotations"]


def sliver(record: dict[str, Any]) -> None:
    line = [[5, 5, 90, 5, 90, 5.4, 5, 5.4]]
    record["annotations"].insert(0, {"id": 9000, "image_id": 0, "category_id": 1, "segmentation": line})


def hidden(record: dict[str, Any]) -> None:
    """An object again, written in another way: the first leaves nothing of it."""
    first = record["annotations"][0]
    runs = counts_of_text(first["segmentation"]["counts"], "here")
    again = {"size": first["segmentation"]["size"], "counts": runs}
    record["annotations"].append({"id": 9000, "image_id": 0, "category_id": 1, "segmentation": again})


def box(record: dict[str, Any]) -> None:
    record["annotations"].append({"id": 9000, "image_id": 0, "category_id": 1, "bbox": [5, 5, 40, 40]})


def rare(record: dict[str, Any]) -> None:
    """One object more, of a category of its own."""
    square = [[60, 60, 90, 60, 90, 90, 60, 90]]
    record["categories"].append({"id": 2, "name": "debris"})
    record["annotations"].append({"id": 9000, "image_id": 0, "category_id": 2, "segmentation": square})


def phantom(record: dict[str, Any]) -> None:
    record["categories"].insert(0, {"id": 0, "name": "cells", "supercategory": "none"})


LEFT_OUT: dict[str, tuple[Edit, str]] = {
    "crowd": (crowds, "dropped 3 crowd regions; the first: annotations[0]"),
    "sliver": (sliver, "dropped 1 sliver (under 2 px); the first: annotations[0]"),
    "hidden": (hidden, "dropped 1 object hidden by others; the first: annotations["),
    "box": (box, "dropped 1 box without a mask; the first: annotations["),
    "rare": (rare, "dropped 1 object of a category with fewer than 6; the first: annotations["),
    "phantom": (phantom, "dropped 1 category without an object; the first: cells"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_cannot_be_learnt_is_left_out_aloud(plain: Corpus, copy: Callable[[Edit], Path], name: str) -> None:
    edit, line = LEFT_OUT[name]
    data = copy(edit)
    found = read_corpus(config_for(data))
    assert same_pictures(found, plain)
    assert found.card.source.instances == plain.card.source.instances
    assert plain.tally.lines() == ()
    [said] = found.tally.lines()
    assert said.startswith(line)
    with pytest.raises(DataError, match="strict=true allows no drop and no change: mend the data"):
        read_corpus(config_for(data, strict=True))


def test_16_bits_train_as_their_8_bits_do(plain: Corpus, copy: Callable[[Edit], Path]) -> None:
    data = copy(lambda record: None)
    for path in (data / "images").iterdir():
        pixels = np.asarray(Image.open(path))[..., ::-1].astype(np.uint16)
        cv2.imwrite(str(path), pixels * 16)
    found = read_corpus(config_for(data))
    assert same_pictures(found, plain)
    assert found.tally.lines() == ("scaled 8 pictures to 8 bits: values of 0 up to 4096 became 0 to 255",)


@pytest.mark.parametrize("number", [0, 1, 6])
def test_too_few_pictures_are_one_line_before_any_work(copy: Callable[[Edit], Path], number: int) -> None:
    def first(record: dict[str, Any]) -> None:
        record["images"] = record["images"][:number]
        record["annotations"] = [a for a in record["annotations"] if a["image_id"] < number]

    data = copy(first)
    with pytest.raises(DataError, match=f"pictures: got {number}; 7 pictures are needed: 6 to train on"):
        fit_pack(config_for(data), Counter(), print)
    assert not (data.parent / "pack").exists()


def test_the_number_that_is_asked_for_is_enough(copy: Callable[[Edit], Path]) -> None:
    def seven(record: dict[str, Any]) -> None:
        record["images"] = record["images"][:7]
        record["annotations"] = [a for a in record["annotations"] if a["image_id"] < 7]

    assert len(read_corpus(config_for(copy(seven))).train) == 6


def discs(x: float, y: float) -> list[float]:
    angles = [2 * math.pi * step / 40 for step in range(40)]
    return [value for angle in angles for value in (x + 7 * math.cos(angle), y + 7 * math.sin(angle))]


def squares(x: float, y: float) -> list[float]:
    return [x, y, x + 8, y, x + 8, y + 8, x, y + 8]


def bars(x: float, y: float) -> list[float]:
    return [x, y, x + 20, y, x + 20, y + 3, x, y + 3]


def cut(y: float) -> list[float]:
    return [0, y, 12, y, 12, y + 6, 0, y + 6]


SHAPES: dict[str, Callable[[float, float], list[float]]] = {
    "discs, which have no angle": discs,
    "squares of one size": squares,
    "bars of 3 px": bars,
    "what the border cuts": lambda x, y: cut(y + x / 5),
    "specks of 30 px": lambda x, y: [x, y, x + 6, y, x + 6, y + 5, x, y + 5],
}


@pytest.mark.parametrize("most", [4, 9])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_statistic_that_no_picture_supplies_is_neutral(tmp_path: Path, shape: str, most: int) -> None:
    """The prior holds finite numbers, and layouts can be drawn from it."""
    data = write_corpus(tmp_path / "data", pictures=8)
    record = json.loads((data / "annotations.json").read_text())
    record["annotations"] = [
        {"id": 100 * image + place, "image_id": image, "category_id": 1,
         "segmentation": [SHAPES[shape](10 + 36 * (place % 3), 10 + 26 * (place // 3))]}
        for image in range(8)
        for place in range(most)
    ]  # fmt: skip
    (data / "annotations.json").write_text(json.dumps(record))
    out = fit_pack(config_for(data), Counter(), print)
    text = (out / "prior.json").read_text()
    assert not {"NaN", "Infinity"} & set(text.replace(",", " ").replace("[", " ").replace("]", " ").split())
    prior = load_pack(str(out)).prior
    layouts = [FittedPrior(prior).draw_layout({}, 96, 96, np.random.default_rng(seed)) for seed in range(3)]
    assert all(np.isfinite(polygon).all() for layout in layouts for polygon in layout.polygons)


def test_objects_too_small_for_a_shape_are_one_line(copy: Callable[[Edit], Path]) -> None:
    def specks(record: dict[str, Any]) -> None:
        for annotation in record["annotations"]:
            x, y = annotation["bbox"][:2]
            annotation["segmentation"] = [[x, y, x + 4, y, x + 4, y + 4, x, y + 4]]

    with pytest.raises(DataError, match="pictures with objects of 30 px and more: got 0; 6 to train on"):
        read_corpus(config_for(copy(specks)))


def test_the_terminal_says_what_was_left_out(copy: Callable[[Edit], Path], capsys: pytest.CaptureFixture[str]) -> None:
    data = copy(crowds)
    out = data.parent / "pack"
    assert train([f"data={data}", f"out={out}", "parts=[prior]"]) == 0
    *told, last = capsys.readouterr().out.splitlines()
    starts = (
        "found     8 pictures, 128 x 128 px, with 83 masks: cell 83",
        "held out  1 of 8 pictures",
        "dropped 3 crowd regions; the first: annotations[0]",
        "regime    textures: crops of textures at scale 1; ",
        "time      a few seconds",
    )
    assert all(line.startswith(start) for line, start in zip(told, starts, strict=True))
    assert last == f"look at   {out}"


def test_data_that_are_refused_leave_no_folder(copy: Callable[[Edit], Path]) -> None:
    data = copy(crowds)
    with pytest.raises(DataError, match="strict=true"):
        train([f"data={data}", f"out={data.parent / 'pack'}", "strict=true"])
    assert not (data.parent / "pack").exists()
