"""`datasets.load_dataset(folder)` gives every label of a folder that we wrote, whichever sample comes first."""

from __future__ import annotations

import json
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from synth.core.outcome import Outcome
from synth.folder.data_folder import open_folder
from synth.text.encode.batch import encode_texts
from synth.text.encode.final import text_layout
from synth.text.records import VerifiedText
from tests.document.encode import fake_documents
from tests.image.encode import fake
from tests.text.encode import fake_texts

os.environ["HF_HUB_OFFLINE"] = "1"  # before `datasets` is imported: a test asks no server
datasets = pytest.importorskip("datasets", reason="datasets is not installed")

TEXTS: tuple[dict[str, Any], ...] = (
    {"attributes": {"topic": "trade"}, "provenance": {"model": "m"}},
    {"attributes": {"topic": 3}, "tokens": True},
    {"attributes": {"topic": ["a", "b"]}, "truth": ()},
)


def rows(folder: Path, tmp_path: Path) -> Any:
    return datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))["train"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def stated(value: Any) -> Any:
    """A value without what a row has only because another one has it; `datasets` reads free keys by a decoder that
    may miss the last bit of a float.
    """
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: stated(inner) for key, inner in value.items() if inner is not None}
    return [stated(inner) for inner in value] if isinstance(value, list) else value


def write_texts(folder: Path, order: tuple[int, ...]) -> Path:
    made = [fake_texts.make_text(place, **TEXTS[number]) for place, number in enumerate(order)]
    outcomes: list[Outcome[VerifiedText]] = [fake_texts.kept(one) for one in made]
    with open_folder(
        folder, identity={}, layout=text_layout(fake_texts.LABELS), seed=0, count=len(outcomes)
    ) as open_one:
        open_one.write(encode_texts(outcomes, 0, fake_texts.LABELS, near=False))
        open_one.finish(fake_texts.FACTS)
    return folder


def test_texts_have_the_same_columns_whichever_comes_first(tmp_path: Path) -> None:
    seen = []
    for number, order in enumerate(permutations(range(3))):
        folder = write_texts(tmp_path / f"texts{number}", order)
        found = rows(folder, tmp_path)
        assert [stated(row) for row in found] == lines(folder / "text.jsonl")
        seen.append(found.features)
    assert all(features == seen[0] for features in seen)
    assert {"label", "labels", "pos", "tags", "tokens", "provenance", "true_spans", "quotas"} <= seen[0].keys()


@pytest.mark.parametrize(
    ("values", "dtype"), [(("a", "b"), "string"), ((1, 2), "int64"), ((1, 2.5), "float64"), ((True, False), "bool")]
)
def test_a_label_has_its_type(tmp_path: Path, values: tuple[object, ...], dtype: str) -> None:
    made = [fake_texts.make_text(number, attributes={"x": value}) for number, value in enumerate(values)]
    with open_folder(tmp_path / "out", identity={}, layout=text_layout(fake_texts.LABELS), seed=0, count=2) as folder:
        folder.write(encode_texts([fake_texts.kept(one) for one in made], 0, fake_texts.LABELS, near=False))
        folder.finish(fake_texts.FACTS)
    found = rows(tmp_path / "out", tmp_path)
    assert found.features["label"] == datasets.Value(dtype)
    assert found["label"][:] == list(values)


def test_documents_have_all_of_their_labels(tmp_path: Path) -> None:
    fake_documents.run(tmp_path / "papers", 4)
    found = rows(tmp_path / "papers", tmp_path)
    wanted = lines(tmp_path / "papers/documents.jsonl")
    assert [stated(row) for row in found] == wanted
    assert found.features.keys() == wanted[0].keys()


def test_pictures_have_their_objects(tmp_path: Path) -> None:
    folder = tmp_path / "cells"
    fake.run(folder, 4)
    coco = json.loads((folder / "annotations.json").read_text())
    names = {category["id"]: category["name"] for category in coco["categories"]}
    for row, sample in zip(rows(folder, tmp_path), lines(folder / "samples.jsonl"), strict=True):
        assert np.array_equal(np.asarray(row["image"]), fake.make_sample(row["id"]).draft.image)
        assert (row["captions"], json.loads(row["variables"])) == (sample["captions"], sample["plan"]["variables"])
        own = [one for one in coco["annotations"] if one["image_id"] == row["id"]]
        objects = row["objects"]
        assert objects["id"] == [one["id"] for one in own]
        assert objects["bbox"] == [one["bbox"] for one in own]
        assert objects["category"] == [names[one["category_id"]] for one in own]
        for counts, one in zip(objects["rle"], own, strict=True):
            rle: Any = {"size": [row["height"], row["width"]], "counts": counts}
            assert coco_mask.area(rle) == one["area"]
