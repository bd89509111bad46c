"""Generate and verify plans draft by draft, keeping what the annotator read of the refused ones too."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from common import Readings

from synth.core.outcome import Rejection
from synth.core.seeds import seed_for
from synth.image.condition.make import condition_of
from synth.image.generate.protocol import Generator
from synth.image.options.judges import Limits
from synth.image.records import Draft, Drawn, Plan
from synth.image.verify.annotator import Annotator
from synth.image.verify.verify import verify

MAX_TRIES, BATCH = 3, 4


@dataclass(slots=True, kw_only=True)
class Drafts:
    """What became of all drafts of one value of the variable; `seconds` of generating alone."""

    first: Readings = field(default_factory=Readings)
    accepted: Readings = field(default_factory=Readings)
    refusals: Counter[str] = field(default_factory=Counter)
    drafts: int = 0
    seconds: float = 0.0


def draft_all(plans: Sequence[Plan], generate: Generator, annotate: Annotator, seed: int) -> Drafts:
    """Generate and verify every plan; a refused one is tried again with another pixel seed."""
    result, waiting = Drafts(), list(plans)
    for attempt in range(MAX_TRIES):
        refused: list[Plan] = []
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            seeds = [seed_for(seed, plan.sample_id, f"pixels/{attempt}", bits=56) for plan in batch]
            began = time.perf_counter()
            drawn = generate(batch, [condition_of(plan, attempt) for plan in batch], seeds)
            result.seconds += time.perf_counter() - began
            for plan, picture, pixel_seed in zip(batch, drawn, seeds, strict=True):
                assert isinstance(picture, Drawn)  # a pack has no faults
                draft = Draft(image=picture.image, generator="pack", pixel_seed=pixel_seed, attempt=attempt)
                if not judge(plan, draft, annotate, result):
                    refused.append(plan)
        waiting = refused
    return result


def judge(plan: Plan, draft: Draft, annotate: Annotator, result: Drafts) -> bool:
    """Verify a draft and count it; whether it was accepted."""
    reading, planned = annotate(draft.image), plan.label_map()
    verdict = verify(plan, draft, lambda _: reading, Limits())
    result.drafts += 1
    if draft.attempt == 0:
        result.first.add(planned, reading.labels, reading.scores)
    if isinstance(verdict, Rejection):
        result.refusals[verdict.check] += 1
        return False
    result.accepted.add(planned, reading.labels, reading.scores)
    return True
