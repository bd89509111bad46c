"""Pictures read back: samples.jsonl and annotations.json side by side, and the fewest keys that a line needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.folder.stated import Stated
from synth.image.read import open_pictures
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
