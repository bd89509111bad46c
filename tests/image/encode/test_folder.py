"""What pictures add to the laws of a folder: its files, damaged pictures, and what cannot be encoded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synth.core.errors import OutputError
from synth.core.outcome import Note, Outcome
from synth.folder.data_folder import open_folder
from synth.image.encode.batch import encode_pictures
from synth.image.encode.final import picture_layout
from synth.image.records import Verified
from tests.runs import run_into, sketch_scene
from tests.runs import tree as tree_of_run

from .fake import CATEGORIES, FACTS, IDENTITY, make_rejections, make_sample, outcome, run, tree

COUNT = 24


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("undisturbed") / "out"
    run(path, COUNT)
    return tree(path)


def test_the_folder_holds_the_files_of_the_design(undisturbed):
    assert {name for name in undisturbed if not name.startswith(("images/", ".synth/"))} == {
        "annotations.json", "captions.json", "samples.jsonl", "metadata.jsonl", "rejected.jsonl", "README.md",
        "croissant.json", "guidelines.md",
    }  # fmt: skip
    assert sum(name.startswith("images/") for name in undisturbed) == COUNT - 2  # 10 and 21 are given up


@pytest.mark.parametrize("size", [1, 3, 7])
def test_how_outcomes_are_cut_into_batches_leaves_no_trace(undisturbed, tmp_path, size):
    layout, path = picture_layout(CATEGORIES), tmp_path / "out"
    with open_folder(path, identity=IDENTITY, layout=layout, seed=0, count=COUNT) as folder:
        for start in range(0, COUNT, size):
            ids = range(start, min(start + size, COUNT))
            folder.write(encode_pictures([outcome(sample_id) for sample_id in ids], 0, CATEGORIES))
        folder.finish(FACTS)
    assert tree(path) == undisturbed


def test_a_folder_of_pictures_grows(undisturbed, tmp_path):
    run(tmp_path / "out", 8)
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["run"]["samples_made"] == COUNT - 8


@pytest.mark.parametrize("workers", [1, 2])
def test_lost_and_changed_pictures_are_made_again_and_strangers_stay(tmp_path, workers):
    run_into(tmp_path / "out", sketch_scene(), 9)
    before, images = tree_of_run(tmp_path / "out"), tmp_path / "out" / "images"
    (images / "000003.png").unlink()
    (images / "000005.png").write_bytes(b"not what was written")
    (images / "000006.png").write_bytes((images / "000007.png").read_bytes())
    (images / ".000007.png.tmp").write_bytes(b"torn")
    (images / "000012.png").write_bytes(b"a picture of nobody")
    (images / "mine.txt").write_text("not ours")
    run_into(tmp_path / "out", sketch_scene(), 9, workers=workers)
    assert (images / "mine.txt").read_text() == "not ours"
    (images / "mine.txt").unlink()
    assert tree_of_run(tmp_path / "out") == before
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["run"]["samples_made"] == 3


def test_a_folder_belongs_to_its_categories(tmp_path):
    run_into(tmp_path, sketch_scene(), 2)
    before = tree_of_run(tmp_path)
    other = sketch_scene(objects={"ball": {"size": 8, "category": "egg"}})
    with pytest.raises(OutputError, match=r"categories\.ball: got 'nothing'; this folder was made with ''"):
        run_into(tmp_path, other, 2)
    assert tree_of_run(tmp_path) == before


def changed(sample: Verified, **instance: object) -> Verified:
    """The sample with another first instance."""
    return replace(sample, instances=(replace(sample.instances[0], **instance), *sample.instances[1:]))


SABOTAGES: dict[str, tuple[Callable[[Verified], object], type[Exception], str]] = {
    "a draft": (lambda s: s.draft, TypeError, "only a Verified can be written, got Draft"),
    "other pixels": (
        lambda s: replace(s, draft=replace(s.draft, image=np.zeros((8, 8, 3), np.uint8))),
        ValueError,
        r"sample 0: uint8 \(8, 8, 3\) for a 48 x 40 plan",
    ),
    "a mask that leaves": (
        lambda s: changed(s, mask=replace(s.instances[0].mask, x0=47)),
        ValueError,
        "leaves the 48 x 40 canvas",
    ),
    "a stranger": (
        lambda s: changed(s, category="dog"),
        ValueError,
        r"category 'dog' is not in \['cell', 'debris'\]",
    ),
    "twins": (lambda s: changed(s, id=s.instances[1].id), ValueError, "two instances have the id"),
    "a measured box that is nowhere": (
        lambda s: changed(s, reading=None, box_only=True, relabelled=True),
        ValueError,
        "has a detector's box that is nowhere",
    ),
}


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_only_a_verified_sample_that_agrees_with_itself_is_encoded(sabotage):
    spoil, error, message = SABOTAGES[sabotage]
    with pytest.raises(error, match=message):
        encode_pictures([Outcome(sample_id=0, verified=spoil(make_sample(0)))], 0, CATEGORIES)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        ([outcome(1), outcome(3)], "sample 2 is next, got the outcome of sample 3"),
        ([Outcome(sample_id=4, verified=None)], "sample 4: given up without a rejection"),
        (
            [Outcome(sample_id=4, verified=None, rejections=tuple(make_rejections(5)))],
            "sample 4: a rejection of sample 5",
        ),
    ],
)
def test_a_batch_is_of_consecutive_samples_with_their_own_rejections(outcomes, message):
    with pytest.raises(ValueError, match=message):
        encode_pictures(outcomes, 0, CATEGORIES)


def test_a_batch_counts_instances_and_keeps_notes():
    noted, note = make_sample(0), Note("prompt_cut", "left out: a van")
    noted = replace(noted, draft=replace(noted.draft, notes=(note,)))
    batch = encode_pictures([Outcome(sample_id=0, verified=noted), outcome(1), outcome(2)], 0, CATEGORIES)
    samples = [noted, make_sample(1), make_sample(2)]
    assert batch.notes == (note,)
    assert sum(batch.totals.group("instances").values()) == sum(len(sample.instances) for sample in samples)
    assert [file.name for file in batch.files] == ["000000.png", "000001.png", "000002.png"]
    given_up = encode_pictures([outcome(10)], 0, CATEGORIES)
    assert (given_up.files, given_up.totals.given_up, given_up.totals.drafts) == ((), 1, 2)
    assert [name for name, lines in given_up.parts.items() if lines != [b""]] == ["rejected"]


def test_a_sample_stands_in_one_folder_for_good(tmp_path: Path):
    layout = picture_layout(CATEGORIES)
    with open_folder(tmp_path / "out", identity=IDENTITY, layout=layout, seed=0, count=2) as folder:
        folder.write(encode_pictures([outcome(0)], 0, CATEGORIES))
        with pytest.raises(ValueError, match="a batch from sample 0 where 1 is next"):
            folder.write(encode_pictures([outcome(0)], 0, CATEGORIES))
        with pytest.raises(ValueError, match=r"sample 2 is not in 0\.\.1"):
            folder.write(encode_pictures([outcome(1), outcome(2)], 0, CATEGORIES))
        with pytest.raises(OutputError, match="got '1 of 2 samples'"):
            folder.finish(FACTS)
