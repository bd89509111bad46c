"""From a scene to the plan of one sample: draw, place, paint, check, and redraw a bounded number of times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from synth.core.errors import PlacementError
from synth.core.labels import AttributeValue
from synth.image.labels import Instance
from synth.image.plan.board import Placed
from synth.image.plan.draws import Draws, LayoutBlockedError, draw_variables, matches
from synth.image.plan.english import article, words
from synth.image.plan.layout import Layout, draw_layout
from synth.image.plan.measures import broken_rules
from synth.image.plan.paint import Figure, Painting, paint
from synth.image.plan.things import Prior
from synth.image.records import Plan, Relation
from synth.image.scene.load import scene_for
from synth.image.scene.schema import Quota, Scene
from synth.scene.quotas import SampleSlot

TRIES_PER_SAMPLE = 50_000
"""Once this many positions were refused, no further plan is drawn: the scene can hardly be met."""

RULES_NAMED = 6

_SLOT = re.compile(r"(?:\b(?P<a>[Aa])n? )?\{(?P<name>[^{}]*)\}")


def make_plan(scene: Scene, sample: SampleSlot, seed: int, prior: Prior | None = None, name: str = "") -> Plan:
    """The plan of one sample, a function of scene, slot and seed alone; `name` is the scene's, for the record.

    A layout that is blocked, or that breaks a constraint or a quota, is redrawn as a whole up to `max_redraws` times;
    then PlacementError names how often each rule stood in the way.
    """
    ours = scene_for(scene, sample.quotas)
    blocked: Counter[str] = Counter()
    redraws = 0
    while redraws < scene.max_redraws and blocked.total() < TRIES_PER_SAMPLE:
        draws = Draws(seed=seed, sample_id=sample.sample_id, redraw=redraws)
        redraws += 1
        try:
            return _attempt(scene, ours, sample, draws, prior, name)
        except LayoutBlockedError as reason:
            blocked += reason.rules
    counts = ", ".join(f"{rule} x{count}" for rule, count in blocked.most_common(RULES_NAMED))
    raise PlacementError(
        f"sample {sample.sample_id}", f"no layout after {redraws} redraws", f"blocked by: {counts}; loosen these rules"
    )


def _attempt(scene: Scene, ours: Scene, sample: SampleSlot, draws: Draws, prior: Prior | None, name: str) -> Plan:
    """One redraw of the plan. Raises LayoutBlockedError with the rules that it breaks."""
    mine = {quota: scene.quotas[quota] for quota in sample.quotas}
    others = {quota: rule for quota, rule in scene.quotas.items() if quota not in mine and rule.exclusive}
    variables = draw_variables(ours, tuple(mine.values()), draws)
    _refuse_members_of(others, variables, None, ours)
    layout = draw_layout(ours, draws, variables, prior)
    figures = [_figure(placed, ours, variables) for placed in layout.placed]
    painting = paint(figures, ours.canvas.width, ours.canvas.height, ours.min_area)
    _check(ours, mine, painting.instances)
    _refuse_members_of(others, variables, painting.instances, ours)
    return Plan(
        sample_id=sample.sample_id,
        scene=name,
        width=ours.canvas.width,
        height=ours.canvas.height,
        prompt=fill_slots(ours.prompt, variables),
        variables=variables,
        instances=painting.instances,
        style=layout.style,
        quotas=sample.quotas,
        relations=_relations(layout, painting),
        negative_prompt=fill_slots(ours.negative_prompt, variables),
    )


def _figure(placed: Placed, scene: Scene, variables: Mapping[str, AttributeValue]) -> Figure:
    stated = scene.objects[placed.entry].phrase
    return Figure(
        category=placed.category,
        amodal=placed.mask,
        requested_box=placed.box,
        z=placed.z,
        attributes=placed.attributes,
        phrase=words(placed.category) if stated is None else fill_slots(stated, {**variables, **placed.attributes}),
        keypoints=placed.keypoints,
    )


def _check(scene: Scene, quotas: Mapping[str, Quota], instances: Sequence[Instance]) -> None:
    """Raise LayoutBlockedError where a constraint, or what a quota requires of its members, does not hold."""
    width, height = scene.canvas.width, scene.canvas.height
    broken = [f"constraint {rule}" for rule in broken_rules(scene.constraints.rules(), instances, width, height)]
    for name, quota in quotas.items():
        broken += [
            f"quota {name} needs {rule}" for rule in broken_rules(quota.require.rules(), instances, width, height)
        ]
    if broken:
        raise LayoutBlockedError(dict.fromkeys(broken, 1))


def _refuse_members_of(
    quotas: Mapping[str, Quota],
    variables: Mapping[str, AttributeValue],
    instances: Sequence[Instance] | None,
    scene: Scene,
) -> None:
    """Raise LayoutBlockedError where a sample that is no member of an exclusive quota shows its rare case by chance.

    Before a layout exists (`instances` None) only quotas that ask for nothing but variables can be decided.
    """
    for name, quota in quotas.items():
        rules = quota.require.rules()
        if not (quota.when or rules) or not matches(quota.when, variables):
            continue
        if rules and instances is None:
            continue
        if not broken_rules(rules, instances or (), scene.canvas.width, scene.canvas.height):
            raise LayoutBlockedError({f"quota {name} is exclusive": 1})


def _relations(layout: Layout, painting: Painting) -> tuple[Relation, ...]:
    """The layout's relations between instances that are seen."""
    ids = {source: number + 1 for number, source in enumerate(painting.sources)}
    return tuple(
        Relation(subject=ids[one], name=name, object=ids[other])
        for one, name, other in layout.relations
        if one in ids and other in ids
    )


def fill_slots(template: str, values: Mapping[str, AttributeValue]) -> str:
    """Put values in for `{name}`; names and braces were checked when the scene was loaded.

    `a` or `an` before a slot becomes what the value needs: `a {paint} car` is `an orange car`.
    """

    def filled(found: re.Match[str]) -> str:
        value = str(values[found["name"]])
        return value if found["a"] is None else found["a"] + article(value)[1:]

    return _SLOT.sub(filled, template)
