"""True sentences about a plan, and questions with answers. Every statement is measured on the plan itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypedDict

import numpy as np

from synth.core.seeds import rng_for
from synth.image.labels import Instance
from synth.image.plan.english import article, counted, listed, plural, sentence, words
from synth.image.plan.measures import touching_pairs, unhidden_share
from synth.image.records import Plan

FEWEST, MOST = 3, 6
HIDDEN_BELOW = 0.95
"""An object counts as partly hidden when less than this share of its part inside the canvas is visible."""

VERBS = {
    "on": "on", "inside": "inside", "left_of": "to the left of", "right_of": "to the right of",
    "above": "above", "below": "below", "near": "near",
}  # fmt: skip


OPENINGS = ("the picture shows", "in the picture there {be}", "this is a picture of", "visible {be}")


class Question(TypedDict):
    """A question about a picture; `kind` is `count` or `presence`."""

    question: str
    answer: str
    kind: str


def captions(plan: Plan) -> list[str]:
    """Three to six different true sentences: first the contents, then facts in an order drawn for the sample."""
    rng = rng_for(0, plan.sample_id, f"captions/{plan.scene}")
    facts = [sentence(text) for text in _facts(plan, rng)]
    chosen = [_contents(plan, rng), *(facts[int(index)] for index in rng.permutation(len(facts)))]
    spare = [
        sentence(f"the picture is {plan.width} pixels wide and {plan.height} pixels high"),
        sentence(f"in total there {_are(len(plan.instances))} {counted(len(plan.instances), 'object')}"),
    ]
    different = list(dict.fromkeys(chosen))[:MOST]
    return different + spare[: max(FEWEST - len(different), 0)]


def questions(plan: Plan, categories: Sequence[str] = ()) -> list[Question]:
    """Questions about count and presence, for the plan's categories and `categories`. Answers: digits, yes or no."""
    counts = Counter(instance.category for instance in plan.instances)
    total = sum(counts.values())
    found = [
        Question(question="How many objects are in the picture?", answer=str(total), kind="count"),
        Question(question="Is there any object in the picture?", answer=_yes(total), kind="presence"),
    ]
    for name in dict.fromkeys((*counts, *categories)):
        found += [
            Question(question=f"How many {plural(name)} are in the picture?", answer=str(counts[name]), kind="count"),
            Question(
                question=f"Is there {article(words(name))} in the picture?", answer=_yes(counts[name]), kind="presence"
            ),
        ]
    return found


def _contents(plan: Plan, rng: np.random.Generator) -> str:
    """A sentence with the number of objects of each category."""
    counts = Counter(instance.category for instance in plan.instances)
    if not counts:
        return str(rng.choice(["The picture shows no objects.", "There are no objects in the picture."]))
    first = next(iter(counts.values()))
    parts = listed([counted(count, name) for name, count in counts.items()])
    opening = str(rng.choice(OPENINGS))
    return sentence(f"{opening.format(be=_are(first))} {parts}")


def _facts(plan: Plan, rng: np.random.Generator) -> Iterator[str]:
    """Further facts about the plan, without capital letter and full stop."""
    yield from _variables(plan)
    if not plan.instances:
        return
    yield from _relations(plan, rng)
    yield from _sides(plan, rng)
    yield from _hidden(plan)
    yield from _attributes(plan, rng)
    yield from _comparisons(plan)
    yield from _touching(plan)


def _variables(plan: Plan) -> Iterator[str]:
    if plan.variables:
        yield listed([f"the {words(name)} is {_value(value)}" for name, value in plan.variables.items()])


def _relations(plan: Plan, rng: np.random.Generator) -> Iterator[str]:
    """One sentence for each name of a relation in the plan, about one relation of that name."""
    by_id = {instance.id: instance for instance in plan.instances}
    for name in dict.fromkeys(relation.name for relation in plan.relations):
        stated = [relation for relation in plan.relations if relation.name == name]
        chosen = stated[int(rng.integers(len(stated)))]
        subject, target = _the(plan, by_id[chosen.subject]), _the(plan, by_id[chosen.object])
        same = by_id[chosen.subject].category == by_id[chosen.object].category
        yield f"{subject} is {VERBS[chosen.name]} {'another one' if same else target}"


def _sides(plan: Plan, rng: np.random.Generator) -> Iterator[str]:
    """Two objects of different categories whose boxes do not overlap along x, and the largest object."""
    shown = plan.instances
    one, other = (shown[int(rng.integers(len(shown)))] for _ in range(2))
    if one.category != other.category and one.box.x1 <= other.box.x0:
        yield f"{_the(plan, one)} is to the left of {_the(plan, other)}"
    elif one.category != other.category and one.box.x0 >= other.box.x1:
        yield f"{_the(plan, one)} is to the right of {_the(plan, other)}"
    areas = sorted(((instance.area, instance.category) for instance in shown), reverse=True)
    if len(areas) > 1 and areas[0][0] > areas[1][0] and len({instance.category for instance in shown}) > 1:
        yield f"the largest visible object is {article(words(areas[0][1]))}"
    left = sum(instance.mask.centroid_xy[0] < plan.width / 2 for instance in shown)
    if len(shown) > 2 and 2 * left != len(shown):
        side, share = ("left", left) if 2 * left > len(shown) else ("right", len(shown) - left)
        kinds = {instance.category for instance in shown}
        noun = plural(shown[0].category) if len(kinds) == 1 else "objects"
        yield f"{'all' if share == len(shown) else 'most'} of the {noun} are in the {side} half of the picture"


def _hidden(plan: Plan) -> Iterator[str]:
    """How many objects of each category are partly hidden, and how many the border cuts."""
    hidden = Counter(item.category for item in plan.instances if unhidden_share(item) < HIDDEN_BELOW)
    if hidden:
        be = _are(next(iter(hidden.values())))
        yield f"partly hidden behind other objects {be} {listed([counted(n, name) for name, n in hidden.items()])}"
    cut = Counter(item.category for item in plan.instances if item.truncation > 0)
    if cut:
        yield f"the border of the picture cuts {listed([counted(n, name) for name, n in cut.items()])}"


def _attributes(plan: Plan, rng: np.random.Generator) -> Iterator[str]:
    """How many objects of one category share one value of an attribute that is text."""
    pairs = Counter(
        (item.category, name, value)
        for item in plan.instances
        for name, value in item.attributes.items()
        if isinstance(value, str) and not value.startswith("#")
    )
    if pairs:
        (category, name, value), count = list(pairs.items())[int(rng.integers(len(pairs)))]
        yield f"the {words(name)} of {counted(count, category)} is {_value(value)}"


def _comparisons(plan: Plan) -> Iterator[str]:
    """The numbers of the two most common categories, compared."""
    common = Counter(instance.category for instance in plan.instances).most_common(2)
    if len(common) == 2 and common[0][1] > common[1][1]:
        yield f"there are more {plural(common[0][0])} than {plural(common[1][0])}"
    elif len(common) == 2:
        yield f"there are as many {plural(common[0][0])} as {plural(common[1][0])}"


def _touching(plan: Plan) -> Iterator[str]:
    """How many pairs of objects touch; only for pictures of one category."""
    if len({instance.category for instance in plan.instances}) != 1 or len(plan.instances) < 2:
        return
    pairs = len(touching_pairs(plan.instances, plan.width, plan.height))
    noun = plural(plan.instances[0].category)
    if not pairs:
        yield f"none of the {noun} touch each other"
    else:
        yield f"{counted(pairs, 'pair')} of {noun} {'touches' if pairs == 1 else 'touch'} each other"


def _the(plan: Plan, instance: Instance) -> str:
    """`the truck`, or `one of the cars` where there are several."""
    alone = sum(other.category == instance.category for other in plan.instances) == 1
    return f"the {words(instance.category)}" if alone else f"one of the {plural(instance.category)}"


def _value(value: object) -> str:
    """A variable's or attribute's value in a sentence; numbers to three digits."""
    return f"{value:.3g}" if isinstance(value, float) else words(str(value)).lower()


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _yes(count: int) -> str:
    return "yes" if count else "no"
