"""The texts of a shipped scene: as its grammar renders them, and as they pass its checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from synth.core.labels import Span
from synth.core.paths import SCENES
from synth.core.seeds import draws_for
from synth.options import RunConfig
from synth.people import FIELDS, Persona
from synth.samples import make_outcomes
from synth.scene.template_plans import TemplatePlan, TemplatePlanner
from synth.text.grammar.library import load_library
from synth.text.people import people_of
from synth.text.records import VerifiedText
from synth.text.scene.load import load_text_scene
from synth.text.studio import TextStudio


class Rendered(NamedTuple):
    plan: TemplatePlan
    people: dict[str, Persona]
    text: str
    spans: tuple[Span, ...]
    notes: dict[str, Any]


def rendered(name: str, count: int, seed: int) -> list[Rendered]:
    """All `count` drafts, before any check refuses one."""
    scene = load_text_scene(SCENES / f"{name}.yaml")
    library = load_library(scene, SCENES, person_fields=FIELDS)
    planner = TemplatePlanner(scene, count, seed, seed)
    made: list[Rendered] = []
    for sample_id in range(count):
        plan = planner.plan(sample_id)
        draws = draws_for(seed, sample_id, "people")
        people = people_of(scene, plan.locale, seed, draws)
        context = {**plan.variables, "locale": plan.locale, **people}
        marked, notes = library.render(plan.template, context, draws_for(seed, sample_id, "text"))
        made.append(Rendered(plan, people, marked.text, marked.spans()[0], notes))
    return made


def verified(name: str, count: int, seed: int) -> tuple[VerifiedText, ...]:
    """The texts of a data set of `count`; fewer where drafts ran out."""
    scene = load_text_scene(SCENES / f"{name}.yaml")
    config = RunConfig(scene=name, scene_folder=SCENES, seed=seed, count=count, out=Path("unused"))
    outcomes = make_outcomes(TextStudio(config, scene), range(count))
    return tuple(outcome.verified for outcome in outcomes if outcome.verified is not None)
