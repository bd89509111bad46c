"""The same sabotages with the shipped pack: what its generator paints, its annotator judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from synth.core.outcome import Rejection
from synth.core.paths import SCENES
from synth.image.options.judges import VerifyOptions
from synth.image.packs.pack import load_pack
from synth.image.recipe import recipe_of
from synth.image.records import Plan, Verified
from synth.image.scene.load import load_scene
from synth.image.verify.annotator import Annotator, load_annotator
from synth.image.verify.verify import verify
from synth.scene.read import read_yaml
from tests.image.verify.painted import in_domain, masks_of, moved, with_one_more, without
from tests.runs import config_of, outcomes_of

MODALITIES = ("fluorescence", "stained")
SIDE_PX = 128
LEAST_NUCLEI, MOST_SAMPLES = 4, 8

PAINTED: dict[str, Any] = {"verify": VerifyOptions(), "sampler": {}}


def scene_for_modality(modality: str) -> Any:
    scene = dict(read_yaml(SCENES / "nuclei.yaml"))
    return load_scene({**scene, "canvas": {"width": SIDE_PX, "height": SIDE_PX}, "variables": {"modality": modality}})


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return load_annotator(load_pack("nuclei"))


@pytest.fixture(scope="session", params=MODALITIES)
def sample(request: pytest.FixtureRequest) -> Verified:
    """The first verified sample of a modality that shows enough nuclei; there is one among the first few."""
    for number in range(MOST_SAMPLES):
        outcome = outcomes_of(scene_for_modality(request.param), MOST_SAMPLES, only=[number], **PAINTED)[number]
        if outcome.verified and len(outcome.verified.instances) >= LEAST_NUCLEI:
            return outcome.verified
    pytest.fail(f"no verified {request.param} sample with {LEAST_NUCLEI} nuclei among {MOST_SAMPLES}")


def judged(labels: Plan, sample: Verified, annotator: Annotator) -> Verified | Rejection:
    limits = recipe_of(config_of(SCENES, 1, **PAINTED), scene_for_modality("stained")).verify
    return verify(labels, sample.draft, annotator, limits)


def largest(plan: Plan) -> int:
    """Index of the largest nucleus."""
    return max(range(len(plan.instances)), key=lambda index: plan.instances[index].area)


def other(plan: Plan) -> str:
    return next(modality for modality in MODALITIES if modality != plan.variables["modality"])


SABOTAGES: dict[str, Callable[[Plan], Plan]] = {
    "shifted by 6 px": lambda plan: moved(plan, 6, 0),
    "shifted by 6 px up": lambda plan: moved(plan, 0, -6),
    "one dropped": lambda plan: without(plan, largest(plan)),
    "one added": lambda plan: with_one_more(plan, masks_of(plan)[largest(plan)]),
    "modality swapped": lambda plan: in_domain(plan, other(plan)),
}


def test_the_honest_plan_is_verified(sample: Verified, annotator: Annotator) -> None:
    again = judged(sample.plan, sample, annotator)
    assert isinstance(again, Verified)
    assert again.checks == sample.checks


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_wrong_labels_are_refused(sabotage: str, sample: Verified, annotator: Annotator) -> None:
    outcome = judged(SABOTAGES[sabotage](sample.plan), sample, annotator)
    assert isinstance(outcome, Rejection)
    expected = {"one dropped": {"extra"}, "one added": {"absent", "missed"}, "modality swapped": {"domain"}}
    assert outcome.check in expected.get(sabotage, {"absent", "extra", "missed", "offset"})
