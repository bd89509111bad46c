"""Options that every kind takes: they are typed, and what does not fit is named."""

from __future__ import annotations

import pytest

from synth.core.errors import SynthError
from synth.options import RunConfig, leaves, options_from


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "seed: got -1; must be greater than or equal to 0"),
        ({"count": True}, "count: got True; must be a valid integer"),
        ({"scene": ""}, "scene: got ''; String must have at least 1 character"),
        (
            {"cuont": 3},
            "cuont: got an unknown key; known: count, out, overwrite, scene, seed, workers (did you mean 'count'?)",
        ),
        ({"verify": {}}, "verify: got an unknown key; known: count, out, overwrite, scene, seed, workers"),
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
    assert leaves(RunConfig) == ["scene", "count", "seed", "out", "overwrite", "workers"]
