"""How strongly a pack's pictures are held to their layouts: the least guidance at which its annotator finds them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from synth.core.outcome import Rejection
from synth.image.options.judges import VerifyOptions
from synth.image.options.run import ImageConfig, SamplerOptions
from synth.image.packs.card import Sampler
from synth.image.packs.pack import load_pack
from synth.image.records import Plan, Verified
from synth.image.scene.load import load_scene
from synth.image.studio import PictureStudio
from synth.image.train.export import export_card
from synth.image.train.scene_file import SCENE
from synth.kinds import Share

GUIDANCES, FEWER = (1.0, 1.5, 2.0), (1.0, 2.0)
"""Weights of classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598), the plain one first: the others cost
twice as much, and pictures differ less. Beyond 2 more is found and less is learnt (docs/packs.md). `FEWER` are tried
of pictures that take long.
"""

MOST_PLANS, LEAST_PLANS, STEPS_A_PLAN = 16, 4, 40
"""A generator that was trained for a few steps is not worth the plans of a long training."""

ENOUGH = 0.8
"""Share of the drafts that pass with which no stronger guidance is tried."""

LEAST_GAIN = 0.02
"""Share of the labels that must be found beyond those of a weaker guidance where as many drafts pass."""


Trial = tuple[Plan, Verified | Rejection]
"""A plan, and what became of its draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What first drafts under a guidance came to: the share that passed, and the share of their labels that was found,
    none of those of a draft that failed for another reason. `tries` are worth making of one layout.
    """

    guidance: float
    passed: float
    found: float
    tries: int = Sampler().tries

    def beats(self, other: Tried) -> bool:
        """Whether it is worth more than a weaker guidance."""
        if self.passed != other.passed:
            return self.passed > other.passed
        return self.found >= other.found + LEAST_GAIN


def choose_guidance(folder: Path, steps: int, seconds: float | None, device: str) -> Tried | None:
    """Draw first drafts of the plans of the pack's own scene under each guidance, let its annotator judge them, and
    write the choice into the card: the weakest that no stronger one beats. Where second drafts of its refused layouts
    pass more seldom than first ones, a layout gets no second one.

    `steps` that the generator was trained. None, and the card as it was, where they or the `seconds` (None: without
    limit) do not suffice.
    """
    plans, guidances = min(MOST_PLANS, steps // STEPS_A_PLAN), GUIDANCES
    if plans < LEAST_PLANS:
        return None
    since, studio = time.monotonic(), _studio(folder, GUIDANCES[0], plans, device)
    trials = _first_drafts(studio, range(LEAST_PLANS))
    if seconds is not None:
        drafts = int(seconds * LEAST_PLANS / (time.monotonic() - since))
        guidances = GUIDANCES if drafts >= LEAST_PLANS * _costs(GUIDANCES) else FEWER
        plans = min(plans, drafts // _costs(guidances))
        if plans < LEAST_PLANS:
            return None
    trials += _first_drafts(studio, range(LEAST_PLANS, plans))
    best, best_trials = _tried(GUIDANCES[0], trials), trials
    told = {"1": best}
    for guidance in guidances[1:]:
        if best.passed >= ENOUGH:
            break
        trials = _first_drafts(_studio(folder, guidance, plans, device), range(plans))
        tried = told[f"{guidance:g}"] = _tried(guidance, trials)
        if tried.beats(best):
            best, best_trials = tried, trials
    studio = _studio(folder, best.guidance, plans, device)
    again = [_drafted(studio, plan) for refused in best_trials if (plan := _replanned(studio, *refused))]
    if again and _passed(again) < best.passed:
        best = replace(best, tries=1)
    _write(folder, best, told, {"plans": plans, "second_drafts": len(again), "second_passed": round(_passed(again), 3)})
    return best


def _costs(guidances: Sequence[float]) -> int:
    """What drafts of one plan with each of them, and a second draft, cost in plain drafts."""
    return sum(1 if one == 1 else 2 for one in guidances) + 2


def _studio(folder: Path, guidance: float, plans: int, device: str) -> PictureStudio:
    """The studio of `synth generate`, with the pack's own scene and a guidance."""
    path = folder / SCENE
    options = {"sampler": SamplerOptions(guidance=guidance), "verify": VerifyOptions(max_tries=2), "device": device}
    config = ImageConfig(scene=str(path), scene_folder=folder, out=folder, count=plans, **options)
    return PictureStudio(config, load_scene(path), Share())


def _first_drafts(studio: PictureStudio, numbers: range) -> list[Trial]:
    """Samples without a plan are left out."""
    plans = [plan for number in numbers if not isinstance(plan := studio.plan(number), Rejection)]
    return [_drafted(studio, plan) for plan in plans]


def _replanned(studio: PictureStudio, plan: Plan, outcome: Verified | Rejection) -> Plan | None:
    """The plan of a second draft of a refused layout."""
    return studio.replan(plan, outcome) if isinstance(outcome, Rejection) and not outcome.final else None


def _drafted(studio: PictureStudio, plan: Plan) -> Trial:
    (draft,) = studio.draft([plan])
    return plan, draft if isinstance(draft, Rejection) else studio.verify(plan, draft)


def _tried(guidance: float, trials: Sequence[Trial]) -> Tried:
    found = float(np.mean([_found(outcome) for _, outcome in trials] or [0]))
    return Tried(guidance=guidance, passed=_passed(trials), found=found)


def _passed(trials: Sequence[Trial]) -> float:
    return float(np.mean([isinstance(outcome, Verified) for _, outcome in trials] or [0]))


def _found(outcome: Verified | Rejection) -> float:
    """The share of a draft's labels that the annotator found."""
    checks = outcome.checks if isinstance(outcome, Verified) else (outcome,)
    return 1 - next((one.measured for one in checks if one.check == "missed"), 1.0)


def _write(folder: Path, best: Tried, told: Mapping[str, Tried], numbers: Mapping[str, float]) -> None:
    card = load_pack(str(folder)).card
    shares = {name: {"passed": round(one.passed, 3), "found": round(one.found, 3)} for name, one in told.items()}
    sampler = card.sampler.model_copy(update={"guidance": best.guidance, "tries": best.tries})
    scores = {**card.scores, "guidance": {**numbers, **shares}}
    export_card(card.model_copy(update={"sampler": sampler, "scores": scores}), folder)


def guidance_line(chosen: Tried | None) -> str:
    """What was chosen, in a line."""
    if chosen is None:
        return "guidance  not chosen: too few steps, or too little time, to draw and judge pictures with each"
    passed, found = f"{chosen.passed:.0%} of first drafts pass", f"{chosen.found:.0%} of labels found"
    return f"guidance  {chosen.guidance:g}: {passed}, {found}; {chosen.tries} drafts of a layout at most"
