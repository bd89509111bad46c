"""Options that every kind takes: they are typed, and what does not fit is named."""

from __future__ import annotations

import pytest

from synth.core.errors import SynthError
from synth.options import EngineOptions, RunConfig, ShardOptions, leaves, options_from

KNOWN = "count, engine, out, overwrite, provenance, scene, seed, shard, workers"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "seed: got -1; must be greater than or equal to 0"),
        ({"count": True}, "count: got True; must be a valid integer"),
        ({"scene": ""}, "scene: got ''; String must have at least 1 character"),
        (
            {"cuont": 3},
            f"cuont: got an unknown key; known: {KNOWN} (did you mean 'count'?)",
        ),
        ({"verify": {}}, f"verify: got an unknown key; known: {KNOWN}"),
        ({"shard": {"index": 3}}, "shard.index: got 3; how many shards there are is needed (shard.count=...)"),
        ({"shard": {"count": 3}}, "shard.index: got None; 0 to 2 is needed (shard.count=3)"),
        ({"shard": {"index": 3, "count": 3}}, "shard.index: got 3; 0 to 2 is needed (shard.count=3)"),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(SynthError) as error:
        options_from(RunConfig, {"scene": "s", "out": "o", **changes})
    assert str(error.value) == message


def test_the_value_of_an_unknown_key_is_not_shown() -> None:
    with pytest.raises(SynthError) as error:
        options_from(RunConfig, {"scene": "s", "out": "o", "key": "sk-very-secret"})
    assert "secret" not in str(error.value)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(SynthError, match=r"^out: got None; needs a value \(out=...\)$"):
        options_from(RunConfig, {"scene": "s"})


def test_options_are_frozen() -> None:
    run = options_from(RunConfig, {"scene": "s", "out": "o"})
    with pytest.raises(AttributeError):
        run.seed = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_the_folder_of_the_scene_is_no_leaf() -> None:
    known = ["scene", "count", "seed", "out", "overwrite", "workers", "provenance", "shard.index", "shard.count"]
    known += [f"engine.{name}" for name in leaves(EngineOptions)]
    assert leaves(RunConfig) == known


@pytest.mark.parametrize("count", [1, 7, 24, 1000])
@pytest.mark.parametrize("number", [1, 3, 16, 30])
def test_shards_are_the_samples_in_order_and_of_equal_length(count: int, number: int) -> None:
    shards = [ShardOptions(index=index, count=number).ids(count) for index in range(number)]
    assert [sample_id for ids in shards for sample_id in ids] == list(range(count))
    assert max(map(len, shards)) - min(map(len, shards)) <= 1
    assert ShardOptions().ids(count) == range(count)


def test_folders_of_shards_are_named_in_their_order() -> None:
    names = [ShardOptions(index=index, count=16).suffix for index in range(16)]
    assert names[3] == "-shard-03-of-16"
    assert names == sorted(names)
    assert ShardOptions().suffix == ""
