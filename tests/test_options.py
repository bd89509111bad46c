"""Typed options: conf/ and synth/options.py agree, and what does not fit is named."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from synth.core.errors import SynthError
from synth.core.paths import CONF
from synth.options import RunConfig, TrainConfig, options_from


def conf(name: str) -> dict[str, object]:
    values = yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))
    return {key: value for key, value in values.items() if key not in ("defaults", "hydra")}


def test_the_defaults_in_conf_are_those_of_the_classes() -> None:
    run = options_from(RunConfig, {"scene": "nuclei", "out": "o"})
    told = conf("config") | {group: conf(f"{group}/default") for group in ("generator", "sampler", "verify")}
    assert asdict(run) == told | {"scene": "nuclei", "scene_folder": Path(), "out": Path("o")}
    train = options_from(TrainConfig, {"data": "d", "out": "o"})
    told = conf("train") | {"data": Path("d"), "out": Path("o")}
    assert asdict(train) == told | {"parts": ("prior", "annotator", "generator")}


PRESETS = sorted(f"{p.parent.name}/{p.stem}" for g in ("generator", "sampler", "verify") for p in (CONF / g).iterdir())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_valid_and_changes_only_what_the_default_has(preset: str) -> None:
    group = preset.split("/")[0]
    assert conf(preset).keys() <= conf(f"{group}/default").keys()
    options_from(RunConfig, {"scene": "s", "out": "o", group: conf(preset)})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "seed: got -1; must be greater than or equal to 0"),
        ({"sampler": {"steps": 2.5}}, "sampler.steps: got 2.5; must be a valid integer"),
        ({"sampler": {"stepps": 2}}, "sampler.stepps: got 2; known: guidance, steps (did you mean 'steps'?)"),
        ({"verify": {"min_iou": float("nan")}}, "verify.min_iou: got nan; must be a finite number"),
        ({"verify": 3}, "verify: got 3; must be a dictionary or an instance of VerifyOptions"),
        ({"device": ""}, "device: got ''; String must have at least 1 character"),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(SynthError) as error:
        options_from(RunConfig, {"scene": "s", "out": "o", **changes})
    assert str(error.value) == message


def test_options_are_frozen() -> None:
    run = options_from(RunConfig, {"scene": "s", "out": "o"})
    with pytest.raises(AttributeError):
        run.seed = 1  # pyright: ignore[reportAttributeAccessIssue]
