"""Laws of every kind: a data set that a cluster made in shards has the bytes of one that was made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from synth.core.errors import OutputError, SynthError
from synth.core.progress import Counter
from synth.engines import cluster
from synth.engines.cluster import run_on_cluster
from synth.engines.task import Making, Task
from synth.options import EngineOptions
from tests.golden.room import hashes_of
from tests.kinds.conftest import Undisturbed
from tests.kinds.subjects import Placed

SHARDS = 3
ENGINE = {"kind": "ray", "shards": SHARDS}


class Cluster:
    """Makes the shards one after the other, here; those in `broken` end without having begun."""

    def __init__(self, broken: Sequence[int] = ()) -> None:
        self.broken, self.made = set(broken), 0

    def __call__(self, options: EngineOptions, logs: Path) -> Making:
        self.logs = logs
        return self.make

    def make(self, tasks: Sequence[Task], watch: Callable[[], None]) -> Mapping[int, str]:
        self.logs.mkdir(exist_ok=True)
        failures = {}
        for number, task in enumerate(tasks):
            if why := "the node is gone" if number in self.broken else task():
                failures[number] = why
            else:
                self.made += 1
            watch()
        return failures


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Cluster], Cluster]:
    def used(one: Cluster) -> Cluster:
        monkeypatch.setattr(cluster, "_engine", lambda _: one)
        return one

    return used


def on_cluster(placed: Placed, out: Path, **options: object) -> Counter:
    progress = Counter()
    summary = run_on_cluster(placed.config(out, engine=ENGINE, **options), placed.scene(), progress)
    assert summary.out == out
    return progress


def test_a_cluster_makes_the_same_bytes_and_leaves_nothing_beside(
    whole: Undisturbed, tmp_path: Path, use: Callable[[Cluster], Cluster]
) -> None:
    used = use(Cluster())
    progress = on_cluster(whole.placed, tmp_path / "out")
    assert hashes_of(tmp_path / "out") == whole.hashes
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (progress.done, progress.total) == (whole.placed.subject.count,) * 2
    on_cluster(whole.placed, tmp_path / "out")  # a whole data set: nothing is made
    assert used.made == SHARDS


def test_what_a_broken_cluster_made_is_kept(
    whole: Undisturbed, tmp_path: Path, use: Callable[[Cluster], Cluster]
) -> None:
    use(Cluster(broken=[1]))
    with pytest.raises(SynthError, match="shard 1: got the node is gone; 2 of 3 shards are kept; the same command"):
        on_cluster(whole.placed, tmp_path / "out")
    assert not (tmp_path / "out/manifest.json").exists()
    use(Cluster())
    assert on_cluster(whole.placed, tmp_path / "out").fresh < whole.placed.subject.count
    assert hashes_of(tmp_path / "out") == whole.hashes


def test_another_data_set_is_refused_before_a_shard_is_begun(
    whole: Undisturbed, tmp_path: Path, use: Callable[[Cluster], Cluster]
) -> None:
    used = use(Cluster())
    whole.placed.make(tmp_path / "out", whole.placed.subject.other)
    with pytest.raises(OutputError, match="overwrite=true makes it anew"):
        on_cluster(whole.placed, tmp_path / "out")
    assert used.made == 0


def test_a_shard_of_a_cluster_is_refused(whole: Undisturbed, tmp_path: Path, use: Callable[[Cluster], Cluster]) -> None:
    use(Cluster())
    with pytest.raises(SynthError, match=r"shard.count: got 2; engine=ray makes all shards"):
        on_cluster(whole.placed, tmp_path / "out", shard={"index": 0, "count": 2})
    assert not (tmp_path / "out").exists()
