"""Laws of the output folder: batches, growth and mending leave no trace; what is not ours is refused."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from synth.core.errors import OutputError, SpecError
from synth.core.outcome import Outcome
from synth.folder.journal import Journal
from synth.folder.sample_files import StatedFile, damaged_samples
from tests.runs import tree

from .fake import (
    FACTS,
    IDENTITY,
    LAYOUT,
    SQUARES,
    batches,
    encode,
    fill,
    name_of,
    open_it,
    outcome_of,
    rejections,
    run,
    square,
)

COUNT = 23
LABELS = {"numbers.txt", "rejected.jsonl", "README.md", "croissant.json"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("undisturbed") / "out"
    run(path, COUNT)
    return tree(path)


def manifest(path: Path) -> dict:
    return json.loads((path / "manifest.json").read_text())


def test_the_folder_holds_the_files_of_its_layout_and_its_own_memory(undisturbed) -> None:
    kept = [sample_id for sample_id in range(COUNT) if sample_id % 11 != 10]
    assert {name for name in undisturbed if "/" not in name} == LABELS
    assert {name: data for name, data in undisturbed.items() if name.startswith(SQUARES)} == {
        f"{SQUARES}/{name_of(sample_id)}": square(sample_id) for sample_id in kept
    }
    assert {name.removeprefix(".synth/") for name in undisturbed if name.startswith(".synth/")} == {
        "identity.json", "own.json", "version", "lock", "journal", "numbers.part", "rejected.part", "files.part"
    }  # fmt: skip
    assert undisturbed["numbers.txt"] == "".join(f"{sample_id}\n" for sample_id in kept).encode()


@pytest.mark.parametrize("size", [1, 3, 50])
def test_batches_of_any_size_leave_no_trace(undisturbed, tmp_path, size) -> None:
    run(tmp_path / "out", COUNT, size)
    assert tree(tmp_path / "out") == undisturbed


def test_a_stopped_run_goes_on_where_it_was(undisturbed, tmp_path) -> None:
    with open_it(tmp_path / "out", COUNT) as folder:
        for batch in batches(range(8)):
            folder.write(batch)
        assert (folder.done, folder.made) == (8, 8)
    assert not LABELS & {file.name for file in (tmp_path / "out").iterdir()}
    with open_it(tmp_path / "out", COUNT) as folder:
        assert (folder.done, folder.made, folder.damaged) == (8, 0, [])
        assert list(folder.lines("numbers")) == [b"%d" % sample_id for sample_id in range(8)]
        fill(folder, 5)
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed
    assert manifest(tmp_path / "out")["run"]["samples_made"] == COUNT - 8


def test_a_finished_folder_has_nothing_left_to_do_and_can_grow(undisturbed, tmp_path) -> None:
    run(tmp_path / "out", 10)
    first = (tmp_path / "out" / "numbers.txt").read_bytes()
    with open_it(tmp_path / "out", 10) as folder:
        assert (folder.done, folder.damaged) == (10, [])
        assert (tmp_path / "out" / "manifest.json").exists()
    with open_it(tmp_path / "out", COUNT) as folder:
        fill(folder)
        assert (tmp_path / "out" / "numbers.txt").read_bytes() == first
        assert not (tmp_path / "out" / "manifest.json").exists()
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


def test_the_manifest_tells_of_the_folder_and_names_its_files(tmp_path) -> None:
    totals = run(tmp_path / "out", COUNT)
    told = manifest(tmp_path / "out")
    assert (totals.written, totals.given_up, totals.rejected) == (21, 2, {"prime": 8})
    assert {name: told[name] for name in ("written", "given_up", "drafts", "yield", "groups", "count", "seed")} == {
        "written": 21, "given_up": 2, "drafts": 29, "yield": 21 / 29, "groups": totals.groups, "count": COUNT, "seed": 0
    }  # fmt: skip
    assert told["files"].keys() == LABELS - {"croissant.json"}
    assert all(sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == it for name, it in told["files"].items())


def test_an_empty_data_set_is_whole(tmp_path) -> None:
    assert run(tmp_path / "out", 0).drafts == 0
    assert (tmp_path / "out" / "numbers.txt").read_bytes() == b""


@pytest.mark.parametrize("how", ["gone", "torn", "changed"])
def test_a_damaged_file_is_made_again_and_nothing_else(undisturbed, tmp_path, monkeypatch, how) -> None:
    out = tmp_path / "out"
    run(out, COUNT)
    damage(out, 3, how)
    damage(out, 5, how)
    with open_it(out, COUNT) as folder:
        assert folder.damaged == [3, 5]
        assert not (out / "manifest.json").exists()
        with pytest.raises(OutputError, match=f"got '{COUNT - 2} of {COUNT} samples'"):
            folder.finish(FACTS)
        replaced: list[str] = []
        with monkeypatch.context() as patch:
            real = Path.replace
            patch.setattr(Path, "replace", lambda path, target: replaced.append(target.name) or real(path, target))
            patch.setattr(Journal, "files", None)  # the list of all files is read once
            folder.mend(encode([outcome_of(3)]))
            assert folder.damaged == [5]
            folder.mend(encode([outcome_of(5)]))
        assert replaced == [name_of(3), name_of(5)]
        assert (folder.done, folder.made, folder.damaged) == (COUNT, 2, [])
        folder.finish(FACTS)
    assert tree(out) == undisturbed
    assert manifest(out)["run"]["samples_made"] == 2


def test_files_that_follow_each_other_can_be_mended_in_one_batch(undisturbed, tmp_path) -> None:
    run(tmp_path / "out", COUNT)
    for sample_id in range(8, 13):  # of which sample 10 was given up and has no file
        damage(tmp_path / "out", sample_id, "gone")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert folder.damaged == [8, 9, 11, 12]
        folder.mend(encode([outcome_of(sample_id) for sample_id in (8, 9)]))
        folder.mend(encode([outcome_of(sample_id) for sample_id in (11, 12)]))
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


def test_a_file_that_comes_out_differently_has_its_labels_made_anew(tmp_path) -> None:
    out = tmp_path / "out"
    with open_it(out, COUNT) as folder:
        fill(folder, 4)
    damage(out, 9, "gone")
    damage(out, 15, "gone")
    with open_it(out, COUNT) as folder:
        assert folder.damaged == [9, 15]
        folder.mend(encode([outcome_of(9, "elsewhere")]))
        assert (folder.done, folder.damaged) == (8, [])
        assert {path.name for path in (out / SQUARES).iterdir()} == {name_of(sample_id) for sample_id in range(8)}
        folder.mend(encode([outcome_of(15, "elsewhere")]))  # is made anew anyhow
        assert folder.done == 8
        fill(folder, 4, "elsewhere")
        assert folder.made == COUNT - 8
        folder.finish(FACTS)
    assert (out / SQUARES / name_of(7)).read_bytes() == square(7)
    assert (out / SQUARES / name_of(8)).read_bytes() == square(8, "elsewhere")
    with open_it(out, COUNT) as folder:
        assert folder.damaged == []


def test_a_damaged_sample_that_is_given_up_elsewhere_loses_its_file(tmp_path) -> None:
    out = tmp_path / "out"
    run(out, COUNT)
    damage(out, 3, "changed")
    with open_it(out, COUNT) as folder:
        folder.mend(encode([Outcome(sample_id=3, verified=None, rejections=rejections(3, 2))]))
        assert folder.done == 0
        assert list((out / SQUARES).iterdir()) == []


def test_files_of_nobody_go_and_foreign_ones_stay(undisturbed, tmp_path) -> None:
    run(tmp_path / "out", COUNT)
    squares = tmp_path / "out" / SQUARES
    nobodys = (f".{name_of(6)}.tmp", name_of(10), name_of(4000))
    foreign = ("mine.txt", "00003.txt", "0003.text")
    for name in (*nobodys, *foreign):
        (squares / name).write_bytes(b"x")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert folder.damaged == []
    assert not [name for name in nobodys if (squares / name).exists()]
    for name in foreign:
        (squares / name).unlink()
    assert tree(tmp_path / "out") == undisturbed


def test_a_damaged_memory_is_made_again(undisturbed, tmp_path) -> None:
    run(tmp_path / "out", COUNT)
    os.truncate(tmp_path / "out" / ".synth" / "numbers.part", 10)
    with open_it(tmp_path / "out", COUNT) as folder:
        assert folder.done == 0
        assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1}, "seed: got 1; this folder was made with 0"),
        (
            {"identity": {"scene": {"numbers": {"from": 60}}, "pack": "none"}},
            "scene.numbers.from: got 60; this folder was made with 0",
        ),
        ({"identity": {**IDENTITY, "pack": "ab12"}}, "pack: got 'ab12'; this folder was made with 'none'"),
        ({"identity": {**IDENTITY, "zoom": True}}, "zoom: got True; this folder was made with 'nothing'"),
        ({"identity": {"pack": "none"}}, "scene: got 'nothing'; this folder was made with {'numbers': {'from': 0}}"),
        ({"count": 5}, "count: got 5; this folder holds sample 7: 8 or more"),
    ],
)
def test_another_runs_folder_is_refused_with_the_difference(tmp_path, change, message) -> None:
    run(tmp_path / "out", 8)
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError) as caught, open_it(tmp_path / "out", **{"count": 8, **change}):
        pass
    assert str(caught.value).startswith(f"{tmp_path / 'out'}: {message}")
    assert "\n" not in str(caught.value)
    assert tree(tmp_path / "out") == before
    assert (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(("made_with", "message"), [("1", "version 1"), (None, "version 1"), ("5", "version 5")])
def test_a_folder_of_another_version_is_refused_in_one_line(tmp_path, made_with, message) -> None:
    run(tmp_path / "out", 8)
    version = tmp_path / "out" / ".synth" / "version"
    version.unlink() if made_with is None else version.write_text(made_with + "\n")
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError, match=rf"out: \.synth: got '{message}'; .* choose another out=") as caught:  # noqa: SIM117
        with open_it(tmp_path / "out", 8):
            pass
    assert "\n" not in str(caught.value)
    assert tree(tmp_path / "out") == before


def test_a_damaged_identity_is_one_line(tmp_path) -> None:
    run(tmp_path / "out", 8)
    (tmp_path / "out" / ".synth" / "identity.json").write_text("{")
    with pytest.raises(OutputError, match="got 'a damaged file'; remove the folder or choose another out="):  # noqa: SIM117
        with open_it(tmp_path / "out", 8):
            pass


def test_a_folder_or_file_of_other_origin_is_left_alone(tmp_path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"got 'thesis\.tex'; an empty folder, or one that this command made"):  # noqa: SIM117
        with open_it(tmp_path, 8):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(OutputError, match="got 'a file'"), open_it(tmp_path / "thesis.tex", 8):
        pass


def test_what_hydra_left_in_a_new_folder_is_welcome(tmp_path) -> None:
    (tmp_path / ".hydra").mkdir()
    (tmp_path / "generate.log").write_text("")
    with open_it(tmp_path, 8) as folder:
        assert folder.done == 0


def test_two_runs_never_write_one_folder(tmp_path) -> None:
    first = open_it(tmp_path / "out", 8)
    with first, pytest.raises(OutputError, match="a folder that another run is writing"), open_it(tmp_path / "out", 8):
        pass
    with open_it(tmp_path / "out", 8) as folder:
        assert folder.done == 0


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (range(1, 4), "a batch from sample 1 where 0 is next"),
        (range(4, 8), "a batch from sample 4 where 0 is next"),
        (range(9), r"sample 8 is not in 0\.\.7"),
    ],
)
def test_a_batch_that_does_not_fit_leaves_the_folder_as_it_was(tmp_path, ids, message) -> None:
    with open_it(tmp_path / "out", 8) as folder:
        before = tree(tmp_path / "out")
        with pytest.raises(ValueError, match=message):
            folder.write(encode([outcome_of(sample_id) for sample_id in ids]))
        assert tree(tmp_path / "out") == before
        fill(folder)
        folder.finish(FACTS)
    run(tmp_path / "undisturbed", 8)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def test_a_sample_that_is_done_is_not_written_again(tmp_path) -> None:
    with open_it(tmp_path / "out", 8) as folder:
        fill(folder)
        before = tree(tmp_path / "out")
        with pytest.raises(ValueError, match="a batch from sample 3 where 8 is next"):
            folder.write(encode([outcome_of(3, "elsewhere")]))
        assert tree(tmp_path / "out") == before


def test_no_finish_before_all_samples_are_done(tmp_path) -> None:
    with open_it(tmp_path / "out", 8) as folder:
        folder.write(batches(range(4))[0])
        with pytest.raises(OutputError, match="got '4 of 8 samples'; run the same command again"):
            folder.finish(FACTS)


@pytest.mark.parametrize("error", [FileNotFoundError("weights"), KeyboardInterrupt(), SpecError("a", 1, "2")])
def test_errors_of_the_caller_pass_through_unchanged(tmp_path, error) -> None:
    with pytest.raises(type(error)) as caught, open_it(tmp_path / "out", 8):
        raise error
    assert caught.value is error


def test_a_new_folder_goes_again_where_a_run_fails_before_its_first_sample(tmp_path) -> None:
    def fails(path: Path, error: Exception, samples: int = 0) -> bool:
        def begin() -> None:
            with open_it(path, 8) as folder:
                for batch in batches(range(samples)):
                    folder.write(batch)
                raise error

        with pytest.raises(type(error)):
            begin()
        return path.exists()

    wrong = SpecError("objects", 1, "2")
    assert not fails(tmp_path / "new", wrong)
    assert fails(tmp_path / "disk", OutputError("disk", "full", "make room"))
    assert fails(tmp_path / "begun", wrong, samples=4)
    run(tmp_path / "old", 8)
    before = tree(tmp_path / "old")
    assert fails(tmp_path / "old", wrong)
    assert tree(tmp_path / "old") == before
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "generate.log").touch()
    assert fails(tmp_path / "log", wrong)
    assert [path.name for path in (tmp_path / "log").iterdir()] == ["generate.log"]


def test_a_refused_folder_leaves_no_file_open(tmp_path) -> None:
    run(tmp_path / "out", 8)
    handles = Path("/proc/self/fd")
    if not handles.exists():
        pytest.skip("open files are counted in /proc")
    before = len(list(handles.iterdir()))
    for _ in range(3):
        with pytest.raises(OutputError), open_it(tmp_path / "out", 5):
            pass
    assert len(list(handles.iterdir())) <= before


def test_files_are_compared_by_their_bytes(tmp_path) -> None:
    files = batches(range(4))[0].files
    listed = [StatedFile(file.sample_id, file.sha256, file.name) for file in files]
    place = LAYOUT.place
    assert place is not None
    squares = tmp_path / place.folder
    squares.mkdir()
    for file in files:
        (squares / file.name).write_bytes(file.data)
    assert damaged_samples(tmp_path, place, listed) == {}
    (squares / name_of(2)).unlink()
    (squares / name_of(2)).mkdir()
    assert damaged_samples(tmp_path, place, listed) == {2: {listed[2]}}


def damage(out: Path, sample_id: int, how: str) -> None:
    file = out / SQUARES / name_of(sample_id)
    if how == "gone":
        file.unlink(missing_ok=True)
    else:
        data = file.read_bytes()
        file.write_bytes(data[:-1] if how == "torn" else b"x" + data[1:])
