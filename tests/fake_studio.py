"""A studio whose samples are refused where a test says so, and a kind that opens it, in worker processes too."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import Batch, SampleFile
from synth.kinds import Kind, Provenance, Share
from synth.options import RunConfig
from synth.scene.model import SceneModel
from tests.folder import fake
from tests.folder.fake import Number


@dataclass(frozen=True, slots=True)
class Plan:
    sample_id: int
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a sample is refused: no plan, or (stage, final) for each of its first drafts that is refused."""

    unplannable: bool = False
    refused: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How a fake studio behaves; plain values, so that it travels between processes.

    `errors` are raised when a sample is planned; a sample of `deaths` kills its process. `heavy` is the size of each
    sample's file in bytes, `log` a folder that is given an empty file for each sample that is planned.
    """

    troubles: Mapping[int, Trouble] = field(default_factory=dict)
    batch: int = 3
    task: int = 5
    overlaps: bool = False
    lanes: int = 1
    max_tries: int = 3
    errors: Mapping[int, Exception] = field(default_factory=dict)
    deaths: frozenset[int] = frozenset()
    heavy: int = 0
    log: Path | None = None


NO_TROUBLE = Trouble()


class FakeStudio:
    """A studio of numbers; `planned` tells what was made by this one."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.batch, self.task = story.batch, story.task
        self.overlaps, self.lanes = story.overlaps, story.lanes
        self.planned: list[int] = []

    def plan(self, sample_id: int) -> Plan | Rejection:
        self.planned.append(sample_id)
        if self.story.log:
            (self.story.log / str(sample_id)).touch()
        if sample_id in self.story.errors:
            raise self.story.errors[sample_id]
        if sample_id in self.story.deaths:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._trouble(sample_id).unplannable:
            return refusal("plan", Plan(sample_id), final=True)
        return Plan(sample_id)

    def replan(self, plan: Plan, refused: Rejection) -> Plan | None:
        given_up = refused.final or plan.attempt + 1 == self.story.max_tries
        return None if given_up else replace(plan, attempt=plan.attempt + 1)

    def draft(self, plans: Sequence[Plan]) -> list[Plan | Rejection]:
        return [self._refused("draft", plan) or plan for plan in plans]

    def verify(self, plan: Plan, draft: Plan) -> Number | Rejection:
        assert plan == draft
        return self._refused("verify", plan) or Number(plan.sample_id, f"attempt {plan.attempt}")

    def encode(self, outcomes: Sequence[Outcome[Number]]) -> Batch:
        batch = fake.encode(outcomes)
        if not self.story.heavy:
            return batch
        data = bytes(self.story.heavy)
        return replace(batch, files=tuple(SampleFile(file.sample_id, file.name, data) for file in batch.files))

    def probe(self) -> Mapping[int, Outcome[Number]]:
        return {}

    def provenance(self) -> Provenance:
        return Provenance(description="Numbers.")

    def _trouble(self, sample_id: int) -> Trouble:
        return self.story.troubles.get(sample_id, NO_TROUBLE)

    def _refused(self, stage: str, plan: Plan) -> Rejection | None:
        refused = self._trouble(plan.sample_id).refused
        if plan.attempt < len(refused) and refused[plan.attempt][0] == stage:
            return refusal(stage, plan, refused[plan.attempt][1])
        return None


def refusal(stage: str, plan: Plan, final: bool) -> Rejection:
    return Rejection(sample_id=plan.sample_id, check=stage, measured=1, limit=0, attempt=plan.attempt, final=final)


def _open(config: RunConfig, story: Story, share: Share) -> FakeStudio:
    return FakeStudio(story)


KIND = Kind(unit="numbers", scene=lambda: SceneModel, open=_open, layout=lambda story: fake.LAYOUT)
