"""Pictures that cannot be read: findings of a check, left out aloud by a training, and refused by a conversion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from synth.cli import main
from synth.core.errors import DataError
from synth.image.formats.table import picture_format
from synth.image.formats.tally import Counting
from synth.image.train.found import find
from synth.image.train.options import TrainConfig
from tests.quality.sets import SIDE_PX, clean_pictures

FORMATS = ["cvat", "hf", "labelstudio", "masks", "coco-panoptic", "voc", "yolo"]
"""Those whose pictures are files of their own, but for COCO."""

NAMED = {"masks", "yolo"}
"""Formats in which pictures are what lies in a folder: none is missing."""

MASKS = ("panoptic", "instances", "semantic")
"""Folders of PNGs that are labels."""


def broken(name: str, folder: Path) -> Path:
    """A set of twelve pictures of a format, of which one is cut off and one not there; of VOC one has another size."""
    assert main(["convert", str(clean_pictures(folder / "coco", 12)), "--to", name, "--out", str(folder / "set")]) == 0
    data = folder / "set"
    shown = [path for path in data.rglob("*.png") if path.relative_to(data).parts[0] not in MASKS]
    files = {path.name: path for path in shown}
    cut = files["3.png"].read_bytes()
    files["3.png"].write_bytes(cut[:40])
    if name not in NAMED:
        files["5.png"].unlink()
    if name == "voc":
        Image.new("RGB", (SIDE_PX, 20)).save(files["7.png"])
    return data


@pytest.mark.parametrize("name", FORMATS)
def test_a_lenient_reader_leaves_them_out_and_says_which(name: str, tmp_path: Path) -> None:
    data = broken(name, tmp_path)
    read = picture_format(name).read
    assert read
    dropped = Counting(lenient=True)
    pictures = [picture.name for picture in read(data, dropped).pictures]
    gone = {one.path.name for one in dropped.unreadable}
    expected = {"3.png"} | (set() if name in NAMED else {"5.png"}) | ({"7.png"} if name == "voc" else set())
    assert gone == expected
    assert len(pictures) == 12 - len(gone)
    with pytest.raises(DataError, match=r"(3|5|7)\.png"):
        list(read(data).pictures)


def test_a_check_finds_each_as_what_it_is(tmp_path: Path) -> None:
    data = broken("voc", tmp_path)
    assert main(["check", str(data), "--only", "missing_file", "unreadable_file", "size_mismatch"]) == 1
    found = json.loads((tmp_path / "set-check/check.json").read_text())
    told = {one["check"]: (one["where"].split("/")[-1], one["evidence"]) for one in found["findings"]}
    assert "5.png" in told["missing_file"][0]
    assert "3.png" in told["unreadable_file"][0]
    assert told["size_mismatch"][1] == f"{SIDE_PX} x 20 px, its labels say {SIDE_PX} x {SIDE_PX} px"
    assert found["sets"][0]["samples"] == 12
    assert found["sets"][0]["left_out"] == []


def test_a_training_leaves_them_out_aloud_and_a_strict_one_refuses(tmp_path: Path) -> None:
    data = broken("voc", tmp_path)
    found = find(TrainConfig(data=data, out=tmp_path / "pack"))
    assert len(found.data_set.pictures) == 9
    assert any("3 pictures that cannot be read" in line for line in found.data_set.tally.lines())
    with pytest.raises(DataError, match="png"):
        find(TrainConfig(data=data, out=tmp_path / "pack", strict=True))


def test_where_none_can_be_read_the_place_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = broken("voc", tmp_path)
    (data / "JPEGImages").rename(tmp_path / "elsewhere")
    for words in (["check", str(data)], ["train", f"data={data}", f"out={tmp_path / 'pack'}"]):
        capsys.readouterr()
        assert main(words) == 2
        told = capsys.readouterr().err
        assert "got '12 pictures, none of which can be read'; the first should be " in told
        assert "JPEGImages/0.png: no such file" in told


def test_a_conversion_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = broken("voc", tmp_path)
    capsys.readouterr()
    assert main(["convert", str(data), "--to", "yolo", "--out", str(tmp_path / "out")]) == 2
    assert ".png: got " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
