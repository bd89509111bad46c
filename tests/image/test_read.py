"""Pictures read back: samples.jsonl and annotations.json side by side, and the fewest keys that a line needs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.core.errors import DataError
from synth.folder.stated import Stated
from synth.image.read import open_pictures
from synth.image.report.sheet import contact_sheet
from tests.damage import BYTES, wounded
from tests.image.report.data_set import Recipe, make_data_set


class ReadBack(Stated):
    """A line that a detector read."""

    readback: dict[str, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data_set(tmp_path_factory.mktemp("pictures") / "dots", Recipe(count=5, objects=4))


def test_the_samples_hold_every_annotation_of_their_picture(folder: Path) -> None:
    written = json.loads((folder / "annotations.json").read_text())
    data_set = open_pictures(folder)
    samples = list(data_set)
    assert data_set.categories() == [(one["id"], one["name"]) for one in written["categories"]]
    assert [sample.id for sample in samples] == [image["id"] for image in written["images"]]
    assert [(sample.file, sample.width, sample.height) for sample in samples] == [
        (f"images/{image['file_name']}", image["width"], image["height"]) for image in written["images"]
    ]
    pairs = [(sample.id, label) for sample in samples for label in sample.labels]
    for (image_id, label), annotation in zip(pairs, written["annotations"], strict=True):
        assert (image_id, label.id) == (annotation["image_id"], annotation["id"])
        assert list(label.box.xywh) == annotation["bbox"]
        assert label.mask.area == label.area == annotation["area"]


def test_some_are_spread_over_all(folder: Path) -> None:
    assert [sample.id for sample in open_pictures(folder).spread(2)] == [0, 2]
    assert [sample.id for sample in open_pictures(folder).spread(9)] == [0, 1, 2, 3, 4]


def test_a_line_without_a_needed_key_is_named(folder: Path) -> None:
    with pytest.raises(DataError, match=r"samples\.jsonl:1: got \[.*; a picture's record with readback"):
        next(open_pictures(folder).records(ReadBack))


def test_a_damaged_folder_is_read_or_refused_in_one_line(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = ("samples.jsonl", "annotations.json", "annotations.json", "manifest.json", "rejected.jsonl")

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        name=st.sampled_from(files),
        wound=st.sampled_from(["lose", "double", *["junk"] * 4, "bytes", "cut"]),
        numbers=st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
    )
    def law(name: str, wound: str, numbers: list[int]) -> None:
        copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("room") / "set"))
        path, left = copy / name, iter(numbers)

        def pick(most: int) -> int:
            return next(left) % max(most, 1)

        data = path.read_bytes()
        if wound == "cut":
            path.write_bytes(data[: pick(len(data))])
        elif wound == "bytes" or not data:
            at = pick(len(data))
            path.write_bytes(data[:at] + BYTES[pick(len(BYTES))] + data[at:])
        elif name.endswith(".jsonl"):
            first, *lines = data.decode().splitlines()
            path.write_text("\n".join([wounded(first, wound, pick), *lines]) + "\n")
        else:
            path.write_text(wounded(data.decode(), wound, pick))
        message = ""
        try:
            data_set = open_pictures(copy)
            assert all(isinstance(name, str) for _, name in data_set.categories())
            assert all(label.mask.area >= 0 for sample in data_set for label in sample.labels)
            assert all(refused["check"] is not None for refused in data_set.finished.rejections())
            contact_sheet(copy, copy / "sheet.png", rows=1, cols=2)
        except DataError as error:
            message = str(error)
        assert message.isprintable()
        assert len(message) < 900
        shutil.rmtree(copy.parent)

    law()
