"""Picture sets of strangers in every format: one line and nothing written, or a whole data set."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from synth.cli import main
from synth.image.formats.table import MODULES, picture_format
from tests.damage import BYTES
from tests.image.formats.picture_sets import everything, stream_of, written

READABLE = [name for name in MODULES if picture_format(name).read]
SUFFIXES = {".json", ".jsonl", ".xml", ".txt", ".yaml", ".parquet", ".tar", ".png"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound folder of each format, named like it."""
    room = tmp_path_factory.mktemp("whole")
    for name in READABLE:
        written(stream_of(room, everything(), splits=True), name, room / name)
    return room


def converted(data: Path, source: str | None, out: Path) -> tuple[int, str]:
    complained = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(complained):
        code = main(["convert", str(data), "--to", "coco", "--out", str(out), *(["--from", source] if source else [])])
    return code, complained.getvalue()


def refused(data: Path, source: str | None, tmp_path: Path) -> str:
    """The one line that is said of a data set that cannot be read; nothing is left behind."""
    code, said = converted(data, source, tmp_path / "out")
    assert code == 2, said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / ".out.tmp").exists()
    return said


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_set_is_one_line_or_a_whole_one(name: str, whole: Path, tmp_path: Path, data: st.DataObject) -> None:
    shutil.rmtree(tmp_path / "set", ignore_errors=True)
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    shutil.copytree(whole / name, tmp_path / "set")
    files = sorted(path for path in (tmp_path / "set").rglob("*") if path.suffix in SUFFIXES)
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    at = data.draw(st.integers(0, max(len(content) - 1, 0)))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content = content[:at] + data.draw(st.sampled_from(BYTES)) + content[at + data.draw(st.integers(0, 2)) :]
    path.write_bytes(content)
    code, said = converted(tmp_path / "set", name, tmp_path / "out")
    assert (code, said.count("\n")) in ((0, 0), (2, 1)), said
    assert (tmp_path / "out").exists() == (code == 0)
    assert not (tmp_path / ".out.tmp").exists()


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'

EDITS: list[tuple[str, str, str, str, str]] = [
    ("voc", "Annotations/a.xml", "<annotation>", f"{DOCTYPE}<annotation>", "got a DOCTYPE; plain XML is needed"),
    ("voc", "Annotations/a.xml", "<xmin>6", "<xmin>nan", "xmin: got 'nan'; a number"),
    ("voc", "Annotations/a.xml", "<xmin>6", "<xmin>1e300", "xmin: got '1e300'; a number"),
    ("voc", "Annotations/a.xml", "<xmin>6", "<xmin>16", "xmin <= xmax and ymin <= ymax"),
    ("voc", "Annotations/a.xml", "<filename>a.png", "<filename>../../a.png", "a path inside the folder of pictures"),
    ("voc", "Annotations/a.xml", "<filename>a.png", "<filename>/etc/passwd", "no such picture in JPEGImages/"),
    ("voc", "Annotations/a.xml", "<width>24", "<width>25", "24 x 18 px'; 25 x 18 px, as its labels say"),
    ("voc", "Annotations/a.xml", "<bndbox>", "<box>", "broken XML"),
    ("cvat", "annotations.xml", "<annotations>", f"{DOCTYPE}<annotations>", "got"),
    ("cvat", "annotations.xml", 'label="person"', 'label="nobody"', "got 'nobody'; a label that the file lists"),
    ("cvat", "annotations.xml", 'rle="', 'rle="99999999999, ', "runs that add up to"),
    ("cvat", "annotations.xml", 'width="7"', 'width="700000"', "a box inside the picture"),
    ("cvat", "annotations.xml", 'points="1.5,1;', 'points="1.5;', "x,y;x,y;..."),
    ("cvat", "annotations.xml", 'id="13"', 'id="3"', "image[1].id: got 3; ids that differ"),
    ("yolo", "labels/train/a.txt", "2 ", "9 ", "got 9.0; a class from 0 to 2"),
    ("yolo", "labels/train/a.txt", "2 0.", "2 -3.", "shares of the picture's sides, from 0 to 1"),
    ("yolo", "labels/train/a.txt", "2 0.", "2 inf 0.", "a class and four shares or more"),
    ("yolo", "data.yaml", "nc: 3", "nc: &a 3", "anchors and aliases"),
    ("labelstudio", "tasks.json", '"x":', '"x":"1","y1":', "percent of the picture's side"),
    ("labelstudio", "tasks.json", "images/train/a.png", "../../../a.png", "a path inside the folder of pictures"),
    ("labelstudio", "tasks.json", '"rle":[0', '"rle":[255', "bytes, as the picture has them"),
    ("labelstudio", "tasks.json", '"rle":[0', '"rle":[-1', "bytes: whole numbers from 0 to 255"),
    ("masks", "labels.json", '"value":3', '"value":2', "a value from 1 for each, all of them different"),
    ("masks", "labels.json", '"value":3', '"value":9', "got"),
    ("coco-panoptic", "panoptic.json", '"image_id":3', '"image_id":4', "annotations in the order of images"),
    ("coco-panoptic", "panoptic.json", '"category_id":7', '"category_id":8', "a category_id of the file's categories"),
    ("coco-panoptic", "panoptic.json", '"file_name":"train/a.png","im', '"file_name":"/a.png","im', "a path"),
    ("hf", "train/metadata.jsonl", '"file_name":"a.png"', '"file_name":"../val/a.png"', "a path inside the folder"),
    ("hf", "train/metadata.jsonl", '"category":["cell & co"', '"category":["?"', "objects[0].category: got '?'"),
    ("hf", "train/metadata.jsonl", '"category_id":[7', '"category_id":[99', "a category of categories.json"),
    ("hf", "train/metadata.jsonl", '"bbox":[[5.0', '"bbox":[[NaN', "NaN"),
    ("hf", "train/metadata.jsonl", '"bbox":[[5.0,3.0,7.0', '"bbox":[[5.0,3.0,-7.0', "a finite number of 0 or more"),
    ("hf", "train/metadata.jsonl", '"id":[41,', '"id":[41,41,', "equal lengths"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "old", "new", "message"), EDITS)
def test_what_is_malformed_is_one_line(
    name: str, file: str, old: str, new: str, message: str, whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole / name, tmp_path / "set")
    replaced(tmp_path / "set" / file, old, new)
    assert message in refused(tmp_path / "set", name, tmp_path)


def test_members_of_a_tar_file_never_become_paths(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "webdataset", tmp_path / "set")
    row = {"file_name": "../../evil.png", "objects": {}}

    def add(path: Path, members: dict[str, bytes]) -> None:
        with tarfile.open(path, "w") as tar:
            for name, data in members.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    add(tmp_path / "set/x-000000.tar", {"../a.png": picture.getvalue(), "../a.json": json.dumps(row).encode()})
    assert "a path inside the folder of pictures" in refused(tmp_path / "set", None, tmp_path)
    add(tmp_path / "set/x-000000.tar", {"a.png": picture.getvalue()})
    assert "a picture and a .json of the same key" in refused(tmp_path / "set", None, tmp_path)


def test_a_linked_folder_is_not_followed(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "yolo", tmp_path / "set")
    (tmp_path / "set/images/train/more").symlink_to(whole)
    assert "link" in refused(tmp_path / "set", "yolo", tmp_path)


def test_deep_xml_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    depth = 5000
    (tmp_path / "set/annotations.xml").write_text(f"<annotations>{'<a>' * depth}{'</a>' * depth}</annotations>")
    assert "nesting deeper than 16" in refused(tmp_path / "set", None, tmp_path)


def test_a_split_without_its_folder_is_left_out_aloud(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(whole / "yolo", tmp_path / "set")
    replaced(tmp_path / "set/data.yaml", "images/train", "../../etc")
    assert main(["convert", str(tmp_path / "set"), "--to", "coco"]) == 0
    assert "read      dropped 1 split whose folder is not there; the first: ../../etc" in capsys.readouterr().out
    replaced(tmp_path / "set/data.yaml", "images/val", "/etc")
    assert "train, val or test with a folder that is there" in refused(tmp_path / "set", None, tmp_path)
