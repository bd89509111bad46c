"""Prompts of a plan: the scene's own, then what stands in it, largest first and equals counted."""

from __future__ import annotations

from collections import Counter

from synth.image.plan.english import counted_phrase, words
from synth.image.records import Plan


def prompt_parts(plan: Plan) -> tuple[str, ...]:
    """The scene's prompt, then the objects' phrases by the area in which each is seen, all its objects together."""
    areas: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for instance in plan.instances:
        phrase = instance.phrase or words(instance.category)
        areas[phrase] += instance.area
        counts[phrase] += 1
    objects = tuple(counted_phrase(counts[phrase], phrase) for phrase, _ in areas.most_common())
    return (plan.prompt, *objects) if plan.prompt else objects
