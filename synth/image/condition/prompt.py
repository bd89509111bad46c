"""The prompt of a plan: the scene's own text, then its objects, largest first; equal objects are counted."""

from __future__ import annotations

from collections import Counter

from synth.image.plan.english import counted_phrase, words
from synth.image.records import Plan


def prompt_parts(plan: Plan) -> tuple[str, ...]:
    """The scene's prompt, then one phrase per kind of object, in descending order of the total visible area."""
    areas: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for instance in plan.instances:
        phrase = instance.phrase or words(instance.category)
        areas[phrase] += instance.area
        counts[phrase] += 1
    objects = tuple(counted_phrase(counts[phrase], phrase) for phrase, _ in areas.most_common())
    return (plan.prompt, *objects) if plan.prompt else objects
