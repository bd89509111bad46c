"""Laws of a run: what a sample is does not depend on how it came about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth.core.digital_source import DigitalSource
from synth.core.errors import OutputError, PlacementError, SynthError
from synth.core.outcome import Outcome
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.pack import Pack
from synth.image.recipe import recipe_of
from synth.image.records import Verified
from synth.image.scene.schema import Scene
from tests.runs import config_of, lines_of, outcomes_of, pack_scene, run_into, sketch_scene, tree

COUNT = 24


def verified(outcome: Outcome[Verified]) -> Verified:
    assert outcome.verified is not None, outcome.rejections
    return outcome.verified


def assert_same(one: Verified, other: Verified, tolerance: int = 0) -> None:
    """Labels are bit-equal; pixels at most `tolerance` levels apart."""
    assert one.plan.variables == other.plan.variables
    assert one.plan.style == other.plan.style
    assert np.array_equal(one.plan.label_map(), other.plan.label_map())
    assert [i.requested_box for i in one.plan.instances] == [i.requested_box for i in other.plan.instances]
    assert one.draft.pixel_seed == other.draft.pixel_seed
    apart = np.abs(one.draft.image.astype(int) - other.draft.image.astype(int)).max()
    assert apart <= tolerance


@pytest.fixture(scope="module")
def scene(tiny_pack: Pack) -> Scene:
    return pack_scene(tiny_pack)


@pytest.fixture(scope="module")
def whole(scene: Scene) -> dict[int, Outcome[Verified]]:
    """All samples of a data set that the tiny pack paints one by one."""
    return outcomes_of(scene, COUNT)


def test_a_sample_alone_is_the_sample_of_the_whole(scene: Scene, whole: dict[int, Outcome[Verified]]) -> None:
    assert sorted(whole) == list(range(COUNT))
    alone = verified(outcomes_of(scene, COUNT, only=[17])[17])
    assert_same(alone, verified(whole[17]))
    assert [i.reading for i in alone.instances] == [i.reading for i in verified(whole[17]).instances]


def test_a_batch_of_four_paints_what_four_alone_are(scene: Scene, whole: dict[int, Outcome[Verified]]) -> None:
    together = outcomes_of(scene, COUNT, only=range(8), batch_size=4)
    assert sorted(together) == list(range(8))
    for number, outcome in together.items():
        assert_same(verified(outcome), verified(whole[number]), tolerance=1)


def test_samples_and_seeds_differ(scene: Scene, whole: dict[int, Outcome[Verified]]) -> None:
    images = {verified(outcome).draft.image.tobytes() for outcome in whole.values()}
    assert len(images) == COUNT
    other = verified(outcomes_of(scene, COUNT, only=[17], seed=1)[17])
    assert other.draft.image.tobytes() not in images


def test_a_sketched_sample_alone_is_the_sample_of_the_whole() -> None:
    quotas = {"full": {"share": 0.25, "set": {"objects.ball.count": 6}}}
    scene = sketch_scene(quotas=quotas)
    whole = outcomes_of(scene, COUNT)
    for number in (0, 17, 23):
        assert_same(verified(outcomes_of(scene, COUNT, only=[number])[number]), verified(whole[number]))
    members = [n for n, outcome in whole.items() if verified(outcome).plan.quotas]
    assert len(members) == 6


def test_four_workers_write_the_bytes_of_one(tmp_path: Path) -> None:
    for workers in (1, 4):
        run_into(tmp_path / str(workers), sketch_scene(), 13, workers=workers)
    assert tree(tmp_path / "1") == tree(tmp_path / "4")
    assert len(lines_of(tmp_path / "4/samples.jsonl")) == 13


def test_a_folder_grows(tmp_path: Path) -> None:
    run_into(tmp_path / "grown", sketch_scene(), 4)
    run_into(tmp_path / "grown", sketch_scene(), 9)
    run_into(tmp_path / "straight", sketch_scene(), 9)
    assert tree(tmp_path / "grown") == tree(tmp_path / "straight")


@pytest.mark.parametrize(
    ("scene", "options", "named"),
    [
        (sketch_scene(), {"seed": 1}, "seed: got 1; this folder was made with 0"),
        (sketch_scene(prompt="other"), {}, "scene.prompt: got 'other'; this folder was made with 'balls by {time}'"),
        (sketch_scene(min_area=30), {}, "scene.min_area: got 30; this folder was made with 12"),
    ],
)
def test_another_run_into_the_same_folder_is_refused(
    tmp_path: Path, scene: Scene, options: dict[str, int], named: str
) -> None:
    run_into(tmp_path, sketch_scene(), 2)
    before = tree(tmp_path)
    with pytest.raises(OutputError) as refused:
        run_into(tmp_path, scene, 2, **options)
    assert str(refused.value).startswith(f"{tmp_path}: {named}")
    assert tree(tmp_path) == before


def test_a_folder_does_not_go_on_with_objects_in_another_order(tmp_path: Path) -> None:
    """Its first pictures would keep the category ids of the old order under the names of the new one."""
    objects = {"ball": {"count": 1, "size": 10}, "crate": {"count": 1, "size": 8}}
    run_into(tmp_path, sketch_scene(objects=objects), 2)
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=r"scene_order\.objects: got \['crate', 'ball'\]; this folder was made with"):
        run_into(tmp_path, sketch_scene(objects=dict(reversed(objects.items()))), 3)
    assert tree(tmp_path) == before
    run_into(tmp_path, sketch_scene(objects=objects), 3)


IMPOSSIBLE = {"count": 30, "size": 40, "place": {"max_overlap": 0.0, "max_tries": 5}}


def test_an_impossible_scene_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(PlacementError) as caught:
        run_into(out, sketch_scene(objects={"crate": IMPOSSIBLE}, max_redraws=3), 4)
    assert str(caught.value).startswith("sample 0: got 'no layout after 3 redraws'; blocked by: crate")
    assert not out.exists()


def test_a_pack_that_does_not_exist_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SynthError, match="pack: got 'nucleii'"):
        run_into(tmp_path / "out", sketch_scene(), 4, pack="nucleii", generator=GeneratorOptions(kind="pack"))
    assert not (tmp_path / "out").exists()


def test_a_later_sample_without_a_layout_is_given_up_with_the_rules_counts(tmp_path: Path) -> None:
    """Where the variable says `full` there is no layout; the data set goes on without these samples."""
    scene = sketch_scene(
        objects={"ball": {"count": 1, "size": 10}, "crate": {**IMPOSSIBLE, "when": {"time": "night"}}}, max_redraws=3
    )
    count = 8
    summary = run_into(tmp_path, scene, count, seed=1)
    refused = lines_of(tmp_path / "rejected.jsonl")
    written = lines_of(tmp_path / "samples.jsonl")
    assert written[0]["id"] == 0
    assert 1 <= len(refused) < count
    assert len(written) + len(refused) == count
    assert all(line["check"] == "placement" and line["measured"] == line["limit"] == 3 for line in refused)
    assert all("crate" in line["detail"] and " x" in line["detail"] for line in refused)
    assert (summary.written, summary.rejected) == (len(written), len(refused))
    assert not summary.complete
    assert f"{len(written)} of 8 samples" in summary.shortfall
    assert f"most by the check 'placement' ({len(refused)})" in summary.shortfall


def test_pictures_say_that_they_are_synthetic(tmp_path: Path) -> None:
    """What a drawing says is what a drawing is; `provenance=False` says nothing, and changes no label."""
    said, silent = tmp_path / "said", tmp_path / "silent"
    for out, options in ((said, {}), (silent, {"provenance": False})):
        run_into(out, sketch_scene(), 1, **options)
    pictures = [Image.open(out / "images/000000.png") for out in (said, silent)]
    assert DigitalSource.ALGORITHMIC.address in pictures[0].info["XML:com.adobe.xmp"]
    assert not pictures[1].info
    assert np.array_equal(np.asarray(pictures[0]), np.asarray(pictures[1]))
    assert (said / "annotations.json").read_bytes() == (silent / "annotations.json").read_bytes()
    with pytest.raises(OutputError, match="provenance: got False; this folder was made with True"):
        run_into(said, sketch_scene(), 2, provenance=False)


def test_what_a_model_drew_says_so(scene: Scene, tmp_path: Path) -> None:
    recipe = recipe_of(config_of(tmp_path, 1), scene)
    assert recipe.digital_source is DigitalSource.TRAINED
