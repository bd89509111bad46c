"""How strongly a pack's pictures are held to their layouts: the least guidance at which its annotator finds them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from synth.core.outcome import Rejection
from synth.image.options.run import ImageConfig, SamplerOptions
from synth.image.packs.pack import load_pack
from synth.image.records import Verified
from synth.image.scene.load import load_scene
from synth.image.studio import PictureStudio
from synth.image.train.export import export_card
from synth.image.train.scene_file import SCENE
from synth.kinds import Share

GUIDANCES = (1.0, 1.5, 2.0, 3.0)
"""Weights of classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598), the plain one first: the others cost
twice as much, and pictures differ less.
"""

COSTS = sum(1 if one == 1 else 2 for one in GUIDANCES)
"""What drafts of one plan with each of them cost, in drafts of the first."""

MOST_PLANS, LEAST_PLANS, STEPS_A_PLAN = 16, 4, 40
"""A generator that was trained for a few steps is not worth the plans of a long training."""

ENOUGH = 0.8
"""Share of the drafts that pass with which no stronger guidance is tried."""

LEAST_GAIN = 0.02
"""Share of the labels that must be found beyond those of a weaker guidance where as many drafts pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What first drafts under a guidance came to: the share that passed, and the share of their labels that was found,
    none of those of a draft that failed for another reason.
    """

    guidance: float
    passed: float
    found: float

    def beats(self, other: Tried) -> bool:
        """Whether it is worth more than a weaker guidance."""
        if self.passed != other.passed:
            return self.passed > other.passed
        return self.found >= other.found + LEAST_GAIN


def choose_guidance(folder: Path, steps: int, seconds: float | None, device: str) -> Tried | None:
    """Draw first drafts of the plans of the pack's own scene under each guidance, let its annotator judge them, and
    write the choice into the card: the weakest that no stronger one beats.

    `steps` that the generator was trained. None, and the card as it was, where they or the `seconds` (None: without
    limit) do not suffice.
    """
    plans = min(MOST_PLANS, steps // STEPS_A_PLAN)
    if plans < LEAST_PLANS:
        return None
    since = time.monotonic()
    first = _drafts(folder, GUIDANCES[0], range(LEAST_PLANS), device)
    if seconds is not None:
        plans = min(plans, int(seconds * LEAST_PLANS / ((time.monotonic() - since) * COSTS)))
        if plans < LEAST_PLANS:
            return None
    tried = [_tried(GUIDANCES[0], [*first, *_drafts(folder, GUIDANCES[0], range(LEAST_PLANS, plans), device)])]
    best = tried[0]
    for guidance in GUIDANCES[1:]:
        if best.passed >= ENOUGH:
            break
        tried.append(_tried(guidance, _drafts(folder, guidance, range(plans), device)))
        best = tried[-1] if tried[-1].beats(best) else best
    _write(folder, best, tried, plans)
    return best


def _drafts(folder: Path, guidance: float, numbers: range, device: str) -> list[Verified | Rejection]:
    """What becomes of the first drafts of these samples; samples without a plan are left out."""
    path = folder / SCENE
    scene = load_scene(path)
    config = ImageConfig(
        scene=str(path),
        out=folder,
        scene_folder=folder,
        count=max(numbers.stop, 1),
        device=device,
        sampler=SamplerOptions(guidance=guidance),
    )
    studio, outcomes = PictureStudio(config, scene, Share()), list[Verified | Rejection]()
    for number in numbers:
        plan = studio.plan(number)
        if isinstance(plan, Rejection):
            continue
        (draft,) = studio.draft([plan])
        outcomes.append(draft if isinstance(draft, Rejection) else studio.verify(plan, draft))
    return outcomes


def _tried(guidance: float, outcomes: Sequence[Verified | Rejection]) -> Tried:
    found = [_found(outcome) for outcome in outcomes]
    passed = [isinstance(outcome, Verified) for outcome in outcomes]
    return Tried(guidance=guidance, passed=float(np.mean(passed or [0])), found=float(np.mean(found or [0])))


def _found(outcome: Verified | Rejection) -> float:
    """The share of a draft's labels that the annotator found."""
    checks = outcome.checks if isinstance(outcome, Verified) else (outcome,)
    return 1 - next((one.measured for one in checks if one.check == "missed"), 1.0)


def _write(folder: Path, best: Tried, tried: Sequence[Tried], plans: int) -> None:
    card = load_pack(str(folder)).card
    shares = {f"{one.guidance:g}": {"passed": round(one.passed, 3), "found": round(one.found, 3)} for one in tried}
    scores = {**card.scores, "guidance": {"plans": plans, **shares}}
    sampler = card.sampler.model_copy(update={"guidance": best.guidance})
    export_card(card.model_copy(update={"sampler": sampler, "scores": scores}), folder)


def guidance_line(chosen: Tried | None) -> str:
    """What was chosen, in a line."""
    if chosen is None:
        return "guidance  not chosen: too few steps, or too little time, to draw and judge pictures with each"
    passed, found = f"{chosen.passed:.0%} of first drafts pass", f"{chosen.found:.0%} of labels found"
    return f"guidance  {chosen.guidance:g}: {passed}, {found}"
