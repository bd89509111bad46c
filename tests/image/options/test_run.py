"""Options that pictures take beside those of every kind."""

from __future__ import annotations

import inspect
import pickle

import pytest

from synth.core.errors import SynthError
from synth.image.options.judges import Limits, VerifyOptions
from synth.image.options.run import ImageConfig
from synth.options import RunConfig, leaves, options_from


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sampler": {"steps": 2.5}}, "sampler.steps: got 2.5; must be a valid integer"),
        (
            {"sampler": {"stepps": 2}},
            "sampler.stepps: got an unknown key; known: guidance, steps (did you mean 'steps'?)",
        ),
        ({"verify": {"min_iou": float("nan")}}, "verify.min_iou: got nan; must be a finite number"),
        ({"verify": 3}, "verify: got 3; must be a dictionary or an instance of VerifyOptions"),
        ({"device": ""}, "device: got ''; String must have at least 1 character"),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(SynthError) as error:
        options_from(ImageConfig, {"scene": "s", "out": "o", **changes})
    assert str(error.value) == message


def test_they_are_those_of_every_kind_and_more() -> None:
    assert leaves(ImageConfig)[: len(leaves(RunConfig))] == leaves(RunConfig)
    run = options_from(ImageConfig, {"scene": "s", "out": "o", "verify": {"min_iou": 0.6}})
    assert isinstance(run, RunConfig)
    assert pickle.loads(pickle.dumps(run)) == run


def test_a_limit_has_one_home() -> None:
    """What the checks compare with is what the command line sets."""
    assert Limits.__dataclass_fields__.keys() == {
        "min_iou", "max_missed_share", "min_cover", "max_extra_px", "max_offset_px",
    }  # fmt: skip
    assert isinstance(VerifyOptions(min_iou=0.7), Limits)
    assert not inspect.get_annotations(VerifyOptions).keys() & Limits.__dataclass_fields__.keys()
