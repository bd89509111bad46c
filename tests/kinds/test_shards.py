"""Laws of every kind: shards, made by whom and when they like, are merged to the bytes of a run that is not split."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from synth.core.errors import OutputError, SynthError
from synth.core.progress import Counter
from synth.core.summary import RunSummary
from synth.merge import merge
from synth.options import MergeOptions
from tests.golden.room import hashes_of
from tests.kinds.children import make_until, merge_until, quick_start
from tests.kinds.conftest import Undisturbed
from tests.kinds.disk import ENDLESS, disk_of
from tests.kinds.folders import everything, half_written, lines_of
from tests.kinds.subjects import Placed, place


def shards_of(placed: Placed, folder: Path, number: int) -> list[Path]:
    return [shard_of(placed, folder / f"{index}-of-{number}", index, number) for index in range(number)]


def shard_of(placed: Placed, out: Path, index: int, number: int, **options: Any) -> Path:
    placed.make(out, **options, shard={"index": index, "count": number})
    return out


def merged(shards: Sequence[Path], out: Path, **options: Any) -> RunSummary:
    return merge(shards, MergeOptions(out=out, **options), Counter())


def assert_whole(whole: Undisturbed, out: Path) -> None:
    """The bytes of every file but for the clocks, those included that only the folder itself reads."""
    assert hashes_of(out) == whole.hashes
    assert _known(out) == _known(whole.folder)


def _known(folder: Path) -> dict[str, Any]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    hidden = {name: data for name, data in everything(folder).items() if name.startswith(".synth/")}
    return {**hidden, "manifest": {**manifest, "run": {}}}


def test_one_shard_is_the_whole(whole: Undisturbed, tmp_path: Path) -> None:
    merged(shards_of(whole.placed, tmp_path, 1), tmp_path / "out")
    assert_whole(whole, tmp_path / "out")


def test_three_shards_are_the_whole(whole: Undisturbed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is made by two workers, one was killed and goes on; they are given in any order."""
    placed, shards = whole.placed, [tmp_path / f"{index}" for index in range(3)]
    context = quick_start()
    shard_of(placed, shards[0], 0, 3)
    with monkeypatch.context() as patch:
        patch.setattr("synth.workers.multiprocessing", SimpleNamespace(get_context=lambda method: context))
        shard_of(placed, shards[1], 1, 3, workers=2)
    killed = context.Process(target=make_until, args=(placed, shards[2], 12, {"shard": {"index": 2, "count": 3}}))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    shard_of(placed, shards[2], 2, 3)
    merged([shards[2], shards[0], shards[1]], tmp_path / "out")
    assert_whole(whole, tmp_path / "out")


def test_shards_without_a_sample_are_merged_too(placed: Placed, tmp_path: Path) -> None:
    """Each is a finished folder, with a card and a report."""
    small = {"changes": placed.subject.loose, "count": 3}
    placed.make(tmp_path / "whole", **small)
    shards = [tmp_path / str(index) for index in range(5)]
    for index, shard in enumerate(shards):
        shard_of(placed, shard, index, 5, **small)
    counts = [json.loads((shard / "manifest.json").read_text(encoding="utf-8"))["count"] for shard in shards]
    assert sorted(counts) == [0, 0, 1, 1, 1]
    assert all((shard / name).is_file() for shard in shards for name in ("README.md", "report.html"))
    merged(shards, tmp_path / "out")
    assert hashes_of(tmp_path / "out") == hashes_of(tmp_path / "whole")


LIKE = " ".join(['{{ one_of("yes", "no", "perhaps") }}'] * 7)
"""A template whose texts are often nearly equal."""


@pytest.mark.parametrize("near", [None, 0.5])
def test_texts_are_judged_by_all_texts_before_them(tmp_path: Path, near: float | None) -> None:
    """Each shard is free of duplicates, all together are not. Where near-duplicates count, a shard may even refuse a
    text that the whole keeps, since it holds another one in the place of the one that this is like.
    """
    placed = place("text", tmp_path / "scene")
    changes: dict[str, Any] = {"quotas": {}, "balance": []}
    if near is not None:
        (placed.folder / "mail.j2").write_text(LIKE, encoding="utf-8")
        changes |= {"duplicates": {"near": near}, "noise": {}, "max_tries": 30}
    placed.make(tmp_path / "whole", changes)
    shards = [shard_of(placed, tmp_path / str(index), index, 4, changes=changes) for index in range(4)]
    texts = [[record["text"] for record in lines_of(shard / "text.jsonl")] for shard in shards]
    assert all(len(set(own)) == len(own) for own in texts)
    assert near or len(set(chain(*texts))) < sum(map(len, texts))
    alone, together = set(chain(*map(_duplicates, shards))), _duplicates(tmp_path / "whole")
    assert alone - together if near else alone < together
    merged(shards, tmp_path / "out")
    assert hashes_of(tmp_path / "out") == hashes_of(tmp_path / "whole")


def _duplicates(folder: Path) -> set[int]:
    """The samples of which a text was refused for its likeness to another."""
    return {line["id"] for line in lines_of(folder / "rejected.jsonl") if "duplicate" in line["check"]}


@pytest.fixture(scope="package")
def two(whole: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two shards of the undisturbed run; read them only."""
    return shards_of(whole.placed, tmp_path_factory.mktemp("two"), 2)


def test_a_merge_that_is_killed_goes_on_to_the_same_bytes(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    """In the middle of any write: of a sample's file, of the journal, of a final file."""
    out, chance = tmp_path / "out", random.Random(whole.placed.name)
    with disk_of(tmp_path / "counted", ENDLESS) as disk:
        merged(two, tmp_path / "counted")
    for writes in (1, *sorted(chance.randrange(2, disk.used // 2) for _ in range(2)), 4):
        process = quick_start().Process(target=merge_until, args=(two, out, writes))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert half_written(out, whole.folder) == []
    merged(two, out)
    assert_whole(whole, out)


def test_a_full_disk_is_one_line_and_the_next_merge_ends(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with disk_of(tmp_path / "counted", ENDLESS) as disk:
        merged(two, tmp_path / "counted")
    for room in (0, 3, disk.used // 3):
        with disk_of(out, room), pytest.raises(OutputError, match="got 'No space left on device'; what is finished"):
            merged(two, out)
        assert half_written(out, whole.folder) == []
    merged(two, out)
    assert_whole(whole, out)


def test_a_folder_that_a_run_began_is_merged_into(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    """The identity is that of the whole; so a merged folder is also one that a run goes on with."""
    merged(two, tmp_path / "out")
    damaged = _damage(whole, tmp_path / "out")
    merged(two, tmp_path / "out")
    assert_whole(whole, tmp_path / "out")
    if damaged:
        _damage(whole, tmp_path / "out")
    whole.placed.make(tmp_path / "out")
    assert_whole(whole, tmp_path / "out")
    half = quick_start().Process(target=make_until, args=(whole.placed, tmp_path / "half", 20))
    half.start()
    half.join()
    merged(two, tmp_path / "half")
    assert_whole(whole, tmp_path / "half")


def _damage(whole: Undisturbed, folder: Path) -> bool:
    """Cut a sample's own file short, as a new file: others may be the same as those of a shard."""
    place = whole.placed.kind.layout(whole.placed.scene()).place
    if place is None:
        return False
    file = sorted((folder / place.folders[-1]).iterdir())[-1]
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data[:-1])
    return True


def refused(shards: Sequence[Path], out: Path, **options: Any) -> str:
    """Merge what cannot be merged, and return the line; nothing changes."""
    folders = [*shards, out]
    before = [everything(folder) for folder in folders]
    with pytest.raises(SynthError) as error:
        merged(shards, out, **options)
    assert [everything(folder) for folder in folders] == before
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_missing_shard_is_named(two: list[Path], tmp_path: Path) -> None:
    told = refused(two[:1], tmp_path / "out")
    assert told == "synth merge: got 1 of 2 shards; shard.count=2 needs these too: shard.index=1"
    assert not (tmp_path / "out").exists()


def test_a_shard_that_is_there_twice_is_named(two: list[Path], tmp_path: Path) -> None:
    shutil.copytree(two[0], tmp_path / "again")
    told = refused([*two, tmp_path / "again"], tmp_path / "out")
    assert told == f"{tmp_path / 'again'}: got shard 0 of 2 again; {two[0]} is that shard already"


def test_a_foreign_shard_is_named_by_what_differs(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    placed, count = whole.placed, whole.placed.subject.count
    ((leaf, value),) = placed.subject.other.items()
    strange = {
        "seed: got 3; .* was made with 0": shard_of(placed, tmp_path / "seed", 1, 2, seed=3),
        rf"scene\.{re.escape(leaf)}: got {value}; .* was made with ": shard_of(
            placed, tmp_path / "scene", 1, 2, changes={leaf: value}
        ),
        rf"count: got {count + 1}; .* was made with {count}": shard_of(placed, tmp_path / "c", 1, 2, count=count + 1),
        "shard.count: got 3; .* was made with 2": shard_of(placed, tmp_path / "of", 1, 3),
    }
    for complaint, shard in strange.items():
        assert re.search(rf"{re.escape(str(shard))}: {complaint}", refused([two[0], shard], tmp_path / "out"))


def test_a_shard_of_another_version_is_named(two: list[Path], tmp_path: Path) -> None:
    shutil.copytree(two[1], tmp_path / "shard")
    (tmp_path / "shard/.synth/version").write_text("1\n", encoding="utf-8")
    told = refused([two[0], tmp_path / "shard"], tmp_path / "out")
    assert f"{tmp_path / 'shard'}: .synth: got 'version 1'; this synth merges shards of version" in told
    shutil.copytree(two[1], tmp_path / "newer")
    kept = tmp_path / "newer/.synth/shard.json"
    record = json.loads(kept.read_text(encoding="utf-8"))
    record["facts"]["versions"]["synth"] = "9.9"
    kept.write_text(json.dumps(record), encoding="utf-8")
    assert f"{tmp_path / 'newer'}: versions.synth: got '9.9'; " in refused([two[0], tmp_path / "newer"], tmp_path / "o")


def test_an_unfinished_shard_is_named(two: list[Path], tmp_path: Path) -> None:
    shutil.copytree(two[1], tmp_path / "shard")
    (tmp_path / "shard/manifest.json").unlink()
    told = refused([two[0], tmp_path / "shard"], tmp_path / "out")
    assert told.startswith(f"{tmp_path / 'shard'}: got an unfinished shard; run the shard's command again")


def test_a_damaged_shard_is_named(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    shutil.copytree(two[1], tmp_path / "lines")
    part = sorted((tmp_path / "lines/.synth").glob("*.part"), key=lambda path: path.stat().st_size)[-1]
    part.write_bytes(part.read_bytes().replace(b"1", b"2", 1))
    told = refused([two[0], tmp_path / "lines"], tmp_path / "out")
    assert told.startswith(f"{tmp_path / 'lines'}: got a damaged shard; run the shard's command again")
    shutil.copytree(two[1], tmp_path / "files")
    if _damage(whole, tmp_path / "files"):
        told = refused([two[0], tmp_path / "files"], tmp_path / "out")
        assert re.match(rf"{tmp_path / 'files'}/\S+: got a damaged file; run the shard's command again", told)
    whole.placed.make(tmp_path / "files", shard={"index": 1, "count": 2})
    merged([two[0], tmp_path / "files"], tmp_path / "out")
    assert_whole(whole, tmp_path / "out")


def test_what_is_no_shard_is_named(whole: Undisturbed, two: list[Path], tmp_path: Path) -> None:
    assert "whole: got a whole data set; a shard, as " in refused([two[0], whole.folder], tmp_path / "out")
    assert "nowhere: got no folder; a shard" in refused([two[0], tmp_path / "nowhere"], tmp_path / "out")
    assert "got one of the shards; another out= is needed" in refused(two, two[0], overwrite=True)


def test_the_folder_of_another_data_set_is_refused_or_overwritten(
    whole: Undisturbed, two: list[Path], tmp_path: Path
) -> None:
    whole.placed.make(tmp_path / "out", seed=3)
    assert "out: seed: got 0; this folder was made with 3: overwrite=true" in refused(two, tmp_path / "out")
    merged(two, tmp_path / "out", overwrite=True)
    assert_whole(whole, tmp_path / "out")
