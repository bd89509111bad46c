"""Laws of the output folder: order, threads, interruption and growth leave no trace; what is not ours is refused."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from synth.image.encode.folder import open_folder

from synth.core.errors import OutputError

from .fake import CATEGORIES, FACTS, IDENTITY, make_one, make_rejections, make_sample, run, tree

COUNT = 24


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("undisturbed") / "out"
    run(path, COUNT)
    return tree(path)


def opened(path: Path, *, count: int = COUNT, seed: int = 0, identity=IDENTITY, categories=CATEGORIES):
    return open_folder(path, identity=identity, seed=seed, count=count, categories=categories)


def test_the_folder_holds_the_files_of_the_design(undisturbed):
    assert {name for name in undisturbed if not name.startswith(("images/", ".synth/"))} == {
        "annotations.json", "captions.json", "samples.jsonl", "rejected.jsonl", "README.md", "croissant.json",
    }  # fmt: skip
    assert sum(name.startswith("images/") for name in undisturbed) == COUNT - 2  # 10 and 21 are given up
    assert {name for name in undisturbed if name.startswith(".synth/")} == {
        ".synth/identity.json", ".synth/journal", ".synth/lock",
    }  # fmt: skip


def test_order_and_threads_leave_no_trace(undisturbed, tmp_path):
    run(tmp_path / "backwards", COUNT, order=range(COUNT - 1, -1, -1))
    run(tmp_path / "threads", COUNT, order=np.random.default_rng(0).permutation(COUNT).tolist(), threads=4)
    assert tree(tmp_path / "backwards") == undisturbed
    assert tree(tmp_path / "threads") == undisturbed


def test_a_stopped_run_goes_on_where_it_was(undisturbed, tmp_path):
    with opened(tmp_path / "out") as folder:
        for sample_id in (7, 3, 10, 12):
            make_one(folder, sample_id)
        folder.reject(make_rejections(15)[0], final=False)
    assert not (tmp_path / "out" / "annotations.json").exists()
    with opened(tmp_path / "out") as folder:
        assert folder.done == {3, 7, 10, 12}
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_a_finished_folder_has_nothing_left_to_do_and_can_grow(undisturbed, tmp_path):
    run(tmp_path / "out", 8)
    with opened(tmp_path / "out", count=8) as folder:
        assert folder.finished
        assert folder.made == 0
    with opened(tmp_path / "out") as folder:
        assert not folder.finished
        assert len(folder.done) == 8
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["run"]["samples_made"] == COUNT - 8


def test_a_lost_or_changed_picture_is_made_again(undisturbed, tmp_path):
    run(tmp_path / "out", COUNT)
    images = tmp_path / "out" / "images"
    (images / "000003.png").unlink()
    (images / "000005.png").write_bytes(b"not what was written")
    (images / ".000006.png.tmp").write_bytes(b"torn")
    (images / "000010.png").write_bytes(b"a picture of a sample that was given up")
    (images / "mine.txt").write_text("not ours")
    with opened(tmp_path / "out") as folder:
        assert set(range(COUNT)) - folder.done == {3, 5}
        assert not folder.finished
    assert (images / "mine.txt").exists()
    (images / "mine.txt").unlink()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_a_torn_or_damaged_journal_loses_only_what_follows(undisturbed, tmp_path):
    run(tmp_path / "out", COUNT)
    journal = tmp_path / "out" / ".synth" / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:9]) + lines[9].replace(b"cell", b"cull", 1) + b"".join(lines[10:]))
    with opened(tmp_path / "out") as folder:
        assert folder.done == set(range(9))
    journal.write_bytes(b"".join(lines[:5]) + lines[5][:-20])
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1}, "seed: got 1; this folder was made with 0"),
        (
            {"identity": {"scene": {"objects": {"cell": {"count": 60}}}, "pack": "none"}},
            "scene.objects.cell.count: got 60; this folder was made with 40",
        ),
        ({"identity": {**IDENTITY, "pack": "ab12"}}, "pack: got 'ab12'; this folder was made with 'none'"),
        ({"identity": {**IDENTITY, "zoom": True}}, "zoom: got True; this folder was made with 'nothing'"),
        ({"categories": CATEGORIES[:1]}, "categories.debris: got 'nothing'; this folder was made with ''"),
        ({"count": 5}, "count: got 5; this folder holds sample 7: 8 or more"),
    ],
)
def test_another_runs_folder_is_refused_with_the_difference(tmp_path, change, message):
    run(tmp_path / "out", 8)
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError) as caught, opened(tmp_path / "out", **{"count": 8, **change}):
        pass
    assert str(caught.value).startswith(f"{tmp_path / 'out'}: {message}")
    assert "\n" not in str(caught.value)
    assert tree(tmp_path / "out") == before


def test_a_folder_or_file_of_other_origin_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with (
        pytest.raises(OutputError, match=r"got 'thesis\.tex'; an empty folder, or one that this command made"),
        opened(tmp_path),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(OutputError, match="got 'a file'"), opened(tmp_path / "thesis.tex"):
        pass


def test_what_hydra_left_in_a_new_folder_is_welcome(tmp_path):
    (tmp_path / ".hydra").mkdir()
    (tmp_path / "generate.log").write_text("")
    with opened(tmp_path) as folder:
        assert folder.done == set()


def test_two_runs_never_write_one_folder(tmp_path):
    first = opened(tmp_path / "out")
    with first, pytest.raises(OutputError, match="a folder that another run is writing"), opened(tmp_path / "out"):
        pass
    with opened(tmp_path / "out") as folder:
        assert folder.done == set()


def test_only_verified_samples_of_this_folder_can_be_written(tmp_path):
    sample = make_sample(0)
    moved = replace(sample.instances[0], mask=replace(sample.instances[0].mask, x0=47))
    with opened(tmp_path / "out", count=2) as folder:
        with pytest.raises(TypeError, match="only a Verified sample can be written, got Draft"):
            folder.write(sample.draft)  # pyright: ignore[reportArgumentType]
        with pytest.raises(ValueError, match=r"sample 2 is not in 0\.\.1"):
            folder.write(make_sample(2))
        with pytest.raises(ValueError, match="for a 48 x 40 plan"):
            folder.write(replace(sample, draft=replace(sample.draft, image=np.zeros((8, 8, 3), np.uint8))))
        with pytest.raises(ValueError, match="leaves the 48 x 40 canvas"):
            folder.write(replace(sample, instances=(moved,)))
        with pytest.raises(ValueError, match=r"category 'dog' is not in \['cell', 'debris'\]"):
            folder.write(replace(sample, instances=(replace(sample.instances[0], category="dog"),)))
        folder.write(sample)
        with pytest.raises(ValueError, match="sample 0 is done already"):
            folder.write(sample)
        with pytest.raises(ValueError, match="sample 0 is done already"):
            folder.reject(make_rejections(0)[0], final=True)
        with pytest.raises(OutputError, match="got '1 of 2 samples'"):
            folder.finish(FACTS)


def test_errors_of_the_caller_pass_through_unchanged(tmp_path):
    with pytest.raises(FileNotFoundError, match="weights"), opened(tmp_path / "out"):
        raise FileNotFoundError("weights")


def test_every_thread_may_write(tmp_path):
    with opened(tmp_path / "out", count=40) as folder:
        threads = [
            threading.Thread(target=lambda part=part: [make_one(folder, i) for i in range(part, 40, 8)])
            for part in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert folder.made == 40
        totals = folder.finish(FACTS)
    assert (totals.written, totals.given_up, totals.drafts) == (37, 3, 50)
    assert totals.yield_share == 37 / 50
