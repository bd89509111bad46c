"""Make the plan of one sample of a scene: draw, place, paint, check, and redraw a bounded number of times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from synth.core.errors import PlacementError
from synth.core.labels import AttributeValue
from synth.image.labels import Instance
from synth.image.plan.canvas_state import Placed
from synth.image.plan.draws import LayoutBlockedError, NamedDraws, draw_variables
from synth.image.plan.english import article, words
from synth.image.plan.layout import Layout, draw_layout
from synth.image.plan.measures import broken_rules
from synth.image.plan.objects import Prior
from synth.image.plan.paint import Figure, Painting, paint
from synth.image.records import Plan, Relation
from synth.image.scene.load import scene_for
from synth.image.scene.schema import Quota, Scene
from synth.scene.given import Given
from synth.scene.quotas import SampleSlot
from synth.scene.when import when_matches

TRIES_PER_SAMPLE = 50_000
"""Refused positions after which no further plan is drawn: such a scene can hardly be met."""

RULES_NAMED = 6

_SLOT = re.compile(r"(?:\b(?P<a>[Aa])n? )?\{(?P<name>[^{}]*)\}")


def make_plan(
    scene: Scene,
    sample: SampleSlot,
    seed: int,
    prior: Prior | None = None,
    name: str = "",
    *,
    layout: int = 0,
    given: Given | None = None,
) -> Plan:
    """The plan of one sample, or another one for each number of its `layout`. It depends on scene, slot, seed, layout
    and what is `given` alone: variables that take these values. `name` is the scene's name, for the record.

    A layout that is blocked, or that breaks a constraint or a quota, is redrawn as a whole, up to `max_redraws` times.
    Raises PlacementError after that; its message counts how often each rule was broken.
    """
    quota_scene = scene_for(scene, sample.quotas)
    blocked: Counter[str] = Counter()
    redraws = 0
    while redraws < scene.max_redraws and blocked.total() < TRIES_PER_SAMPLE:
        draws = NamedDraws(seed=seed, sample_id=sample.sample_id, redraw=layout * scene.max_redraws + redraws)
        redraws += 1
        try:
            return _attempt(scene, quota_scene, sample, draws, prior, name, given)
        except LayoutBlockedError as reason:
            blocked += reason.rules
    counts = ", ".join(f"{rule} x{count}" for rule, count in blocked.most_common(RULES_NAMED))
    raise PlacementError(
        f"sample {sample.sample_id}", f"no layout after {redraws} redraws", f"blocked by: {counts}; loosen these rules"
    )


def _attempt(
    scene: Scene,
    quota_scene: Scene,
    sample: SampleSlot,
    draws: NamedDraws,
    prior: Prior | None,
    name: str,
    given: Given | None,
) -> Plan:
    """One redraw of the plan. `quota_scene` is the scene with the `set` of the sample's quotas applied.

    Raises LayoutBlockedError with the rules that the redraw breaks.
    """
    own = {quota: scene.quotas[quota] for quota in sample.quotas}
    others = {quota: rule for quota, rule in scene.quotas.items() if quota not in own and rule.exclusive}
    variables = draw_variables(scene, sample.quotas, draws) | (dict(given.facts) if given else {})
    _refuse_members_of(others, variables, None, quota_scene)
    layout = draw_layout(quota_scene, draws, variables, prior)
    figures = [_figure(placed, quota_scene, variables) for placed in layout.placed]
    painting = paint(figures, quota_scene.canvas.width, quota_scene.canvas.height, quota_scene.min_area)
    _check(quota_scene, own, painting.instances)
    _refuse_members_of(others, variables, painting.instances, quota_scene)
    return Plan(
        sample_id=sample.sample_id,
        scene=name,
        width=quota_scene.canvas.width,
        height=quota_scene.canvas.height,
        prompt=fill_slots(quota_scene.prompt, variables),
        variables=variables,
        instances=painting.instances,
        style=layout.style,
        quotas=sample.quotas,
        relations=_relations(layout, painting),
        given=given,
        negative_prompt=fill_slots(quota_scene.negative_prompt, variables),
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
        hides=placed.hides,
        entry=placed.entry,
        outline=placed.outline,
    )


def _check(scene: Scene, quotas: Mapping[str, Quota], instances: Sequence[Instance]) -> None:
    """Raise LayoutBlockedError where a constraint is broken, or what a quota requires of its members."""
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
    """Raise LayoutBlockedError where a sample shows, by chance, the rare case of an exclusive quota that it is not in.

    Before a layout exists (`instances` is None), only quotas that require nothing but variables can be decided.
    """
    for name, quota in quotas.items():
        rules = quota.require.rules()
        if not (quota.when or rules) or not when_matches(quota.when, variables):
            continue
        if rules and instances is None:
            continue
        if not broken_rules(rules, instances or (), scene.canvas.width, scene.canvas.height):
            raise LayoutBlockedError({f"quota {name} is exclusive": 1})


def _relations(layout: Layout, painting: Painting) -> tuple[Relation, ...]:
    """The layout's relations between instances that are visible."""
    ids = {source: number + 1 for number, source in enumerate(painting.sources)}
    return tuple(
        Relation(subject=ids[one], name=name, object=ids[other])
        for one, name, other in layout.relations
        if one in ids and other in ids
    )


def fill_slots(template: str, values: Mapping[str, AttributeValue]) -> str:
    """Replace each `{name}` by its value. Names and braces were checked when the scene was loaded.

    The article before a slot is adapted to the value: `a {paint} car` becomes `an orange car`.
    """

    def filled(found: re.Match[str]) -> str:
        value = str(values[found["name"]])
        return value if found["a"] is None else found["a"] + article(value)[1:]

    return _SLOT.sub(filled, template)
