"""Several processes share the machine: each studio takes its own GPU, and leaves the others their processor cores."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch

from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorKind, GeneratorOptions
from synth.image.options.judges import DetectorOptions, VerifyOptions
from synth.image.records import Plan
from synth.image.studio import PictureStudio
from synth.kinds import Share
from tests.runs import config_of, sketch_scene

FINDER = VerifyOptions(detector=DetectorOptions(model="finder"))


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many threads torch was given."""
    given: list[int] = []
    monkeypatch.setattr("torch.set_num_threads", given.append)
    return given


def devices(monkeypatch: pytest.MonkeyPatch, share: Share, **options: Any) -> set[str]:
    """The devices on which the generator and the judge of a share are loaded."""
    found: set[str] = set()

    def generator(options: object, scene: object, pack: object, sampling: Sampling) -> Any:
        found.add(sampling.device)
        return lambda plans, conditions, seeds: []

    def judge(*given: Any) -> Any:
        found.add(given[-1])
        return lambda plan, draft: None

    monkeypatch.setattr("synth.image.studio.make_generator", generator)
    monkeypatch.setattr("synth.image.studio.make_judge", judge)
    studio = PictureStudio(config_of(Path("unused"), 4, **options), sketch_scene(), share)
    plan: Any = studio.plan(0)
    assert isinstance(plan, Plan)
    studio.draft([])
    studio.verify(plan, plan)  # pyright: ignore[reportArgumentType] - the judge above looks at nothing
    return found


@pytest.mark.parametrize(
    ("gpus", "device", "taken"),
    [
        (2, "auto", ["cuda:0", "cuda:1", "cuda:0"]),
        (2, "cuda", ["cuda:0", "cuda:1", "cuda:0"]),
        (4, "auto", ["cuda:0", "cuda:1", "cuda:2"]),
        (2, "cuda:1", ["cuda:1"] * 3),
        (2, "cpu", ["cpu"] * 3),
        (1, "auto", ["auto"] * 3),
        (0, "auto", ["auto"] * 3),
    ],
)
@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("kind", ["refine", "sketch"])
def test_gpus_are_taken_in_turn(
    monkeypatch: pytest.MonkeyPatch, kind: GeneratorKind, gpus: int, device: str, taken: list[str]
) -> None:
    """Of a generator that is a model, and of a detector that judges sketches."""
    monkeypatch.setattr("torch.cuda.device_count", lambda: gpus)
    options: dict[str, Any] = {"device": device, "verify": FINDER, "batch_size": 1}
    options["generator"] = GeneratorOptions(kind=kind, model="painter" if kind != "sketch" else None)
    assert [devices(monkeypatch, Share(n, 3), **options) for n in range(3)] == [{name} for name in taken]
    assert devices(monkeypatch, Share(), **options) == {device}


def test_cores_are_shared_where_a_model_runs(monkeypatch: pytest.MonkeyPatch, threads: list[int]) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    devices(monkeypatch, Share(1, 4), verify=FINDER)
    devices(monkeypatch, Share(1, 16), verify=FINDER)
    assert threads == [2, 1]
    devices(monkeypatch, Share(), verify=FINDER)
    devices(monkeypatch, Share(1, 4))
    assert threads == [2, 1]
    assert torch.get_num_threads() >= 1
