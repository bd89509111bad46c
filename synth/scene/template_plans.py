"""Plans of texts: which template, in which locale, with which factors; shares met exactly over the data set."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.errors import SpecError
from synth.core.labels import AttributeValue
from synth.core.seeds import Draws, draws_for, rng_for
from synth.scene.given import Given
from synth.scene.quotas import forced_values, held_quotas, owners_wanted, quota_owners
from synth.scene.ranges import Choice
from synth.scene.templated import LOCALE, TemplatedScene
from synth.scene.when import when_matches

if TYPE_CHECKING:
    from jaxtyping import Int16

MOST_REDRAWS = 200
"""Draws of a sample's variables until none of them is another quota's rare case."""

MOST_COMBINATIONS = 10_000
"""Combinations of variables whose templates are looked up before the first plan."""

Draw = Callable[[Draws, int], AttributeValue]
"""A variable's value, from the sample's draws and its id."""


class TemplatePlanner:
    """The plans of one data set of `count` texts; a plan depends on the scene, count, seeds and its id alone.

    `run_seed` says which samples are members of quotas, `seed` everything else.

    SpecError where shares cannot be met: a quota without a member, quotas that need more than `count` samples, or a
    combination of variables for which the scene has no template.
    """

    def __init__(self, scene: TemplatedScene, count: int, seed: int, run_seed: int) -> None:
        self._scene, self._seed = scene, seed
        wanted = owners_wanted(scene, count)
        self._owner = quota_owners(wanted, count, run_seed)
        self._held = [held_quotas(scene, name) for name in (*wanted, None)]
        with_members = [None, *(name for name, number in wanted.items() if number)]
        self._forced = {held: forced_values(scene, held) for held in (held_quotas(scene, one) for one in with_members)}
        self._draws: list[tuple[str, Draw]] = [
            (name, _draw_of(name, spread, seed))
            for name, spread in scene.ranges().items()
            if not any(name in group for group in scene.groups)
        ]
        self._balanced = [_balanced(scene, group, count, seed) for group in scene.groups]
        self._templates: dict[tuple[AttributeValue, ...], tuple[list[str], list[float]]] = {}
        named = {name for template in scene.templates.values() for name in template.when}
        self._condition_names = sorted(named & scene.ranges().keys())
        for values in itertools.islice(
            itertools.product(*map(self._possible, self._condition_names)), MOST_COMBINATIONS
        ):
            self._fitting(values)

    def plan(self, sample_id: int, given: Given | None = None) -> TemplatePlan:
        """The plan of a sample's first attempt; `retried` gives those of the next.

        Variables that are `given` take these values; whatever else is drawn is as without them.
        """
        draws = draws_for(self._seed, sample_id, "plan")
        variables = {name: draw(draws, sample_id) for name, draw in self._draws}
        for group, values, places in self._balanced:
            variables.update(zip(group, values[places[sample_id]], strict=True))
        quotas = self._quotas(sample_id, draws, variables) if self._scene.quotas else ()
        if given is not None:
            stated = {name: value for name, value in given.facts.items() if name in variables}
            variables |= {**stated, LOCALE: given.locale}
        locale = str(variables.pop(LOCALE))
        template = self._template(locale, variables, draws)
        return TemplatePlan(sample_id, template, locale, variables, quotas, given=given)

    def retried(self, plan: TemplatePlan) -> TemplatePlan:
        """A plan for the next attempt: the same variables, another draw of the template."""
        attempt = plan.attempt + 1
        draws = draws_for(self._seed, plan.sample_id, f"template/{attempt}")
        return plan._replace(template=self._template(plan.locale, plan.variables, draws), attempt=attempt)

    def _quotas(self, sample_id: int, draws: Draws, variables: dict[str, AttributeValue]) -> tuple[str, ...]:
        """The quotas that a sample is a member of, with `variables` made to fit them and no other one."""
        quotas = self._held[self._owner[sample_id]]
        variables |= self._forced_values(quotas, draws)
        for _ in range(MOST_REDRAWS):
            if not self._is_rare(variables, quotas):
                return quotas
            variables |= {name: draw(draws, sample_id) for name, draw in self._draws}
            variables |= self._forced_values(quotas, draws)
        raise SpecError(f"sample {sample_id}", "only rare cases", "variables that are not always a quota's `when`")

    def _forced_values(self, quotas: tuple[str, ...], draws: Draws) -> dict[str, AttributeValue]:
        return {name: draws.pick(values) for name, values in self._forced[quotas].items()}

    def _is_rare(self, variables: Mapping[str, AttributeValue], own: Sequence[str]) -> bool:
        """Whether the variables alone make this sample another quota's rare case (one without `require`)."""
        return any(
            quota.exclusive and not quota.require and name not in own and when_matches(quota.when, variables)
            for name, quota in self._scene.quotas.items()
        )

    def _template(self, locale: str, variables: Mapping[str, AttributeValue], draws: Draws) -> str:
        values = tuple([locale if name == LOCALE else variables[name] for name in self._condition_names])
        names, totals = self._fitting(values)
        return names[draws.weighted(totals)] if len(names) > 1 else names[0]

    def _fitting(self, values: tuple[AttributeValue, ...]) -> tuple[list[str], list[float]]:
        """The templates whose `when` matches these values, and the running totals of their weights."""
        found = self._templates.get(values)
        if found is None:
            known = dict(zip(self._condition_names, values, strict=True))
            names = [name for name, template in self._scene.templates.items() if when_matches(template.when, known)]
            if not names:
                got = ", ".join(f"{name} {value}" for name, value in known.items())
                raise SpecError("templates", got, "a template whose `when` matches is needed for every combination")
            totals = list(itertools.accumulate(self._scene.templates[name].weight for name in names))
            found = self._templates[values] = names, totals
        return found

    def _possible(self, name: str) -> list[AttributeValue]:
        """The values that a variable can take: those with a weight, and those that a quota forces."""
        spread = self._scene.ranges()[name]
        weights = getattr(spread, "weights", None) or itertools.repeat(1.0)
        forced = {value for quota in self._scene.quotas.values() for value in quota.when.get(name, ())}
        return [value for value, weight in zip(spread.values(), weights, strict=False) if weight or value in forced]


def _draw_of(name: str, spread: object, seed: int) -> Draw:
    """Choices and literals draw from the sample's cheap stream, numeric ranges from a generator of their own."""
    values = spread.values()  # type: ignore[attr-defined]
    if isinstance(spread, Choice):
        totals = list(itertools.accumulate(spread.weights or [1.0] * len(values)))
        return lambda draws, _: values[min(bisect_right(totals, draws.random() * totals[-1]), len(values) - 1)]
    if values is not None and len(values) == 1:
        return lambda draws, _: values[0]
    return lambda _, sample_id: spread.sample(rng_for(seed, sample_id, f"variables/{name}"))  # type: ignore[attr-defined]


def _balanced(
    scene: TemplatedScene, group: tuple[str, ...], count: int, seed: int
) -> tuple[tuple[str, ...], list[tuple[AttributeValue, ...]], Int16[np.ndarray, " count"]]:
    """(names, combinations, for each sample the number of its combination), by largest remainder."""
    ranges = [scene.ranges()[name] for name in group]
    combinations: list[tuple[AttributeValue, ...]] = []
    shares: list[float] = []
    pairs = [list(zip(r.values(), getattr(r, "weights", None) or [1.0] * len(r.values()), strict=True)) for r in ranges]
    for combination in itertools.product(*pairs):
        combinations.append(tuple(value for value, _ in combination))
        shares.append(float(np.prod([weight for _, weight in combination])))
    numbers = largest_remainder(shares, count)
    places = np.repeat(np.arange(len(combinations), dtype=np.int16), numbers)
    rng_for(seed, 0, f"balance/{count}/{','.join(group)}").shuffle(places)
    return group, combinations, places


def largest_remainder(shares: Sequence[float], count: int) -> list[int]:
    """Whole numbers that sum to `count`, in proportion to `shares` (Hamilton's method; ties go to the earlier)."""
    exact = [share / sum(shares) * count for share in shares]
    numbers = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (numbers[i] - exact[i], i))
    for index in order[: count - sum(numbers)]:
        numbers[index] += 1
    return numbers


class TemplatePlan(NamedTuple):
    """One sampled text before it is written out: which template, in which locale, with which factors.

    `variables` are the scene's per-sample factors, `quotas` the rare cases that it was drawn for, `attempt` the number
    of texts of this sample that were refused before, `given` what a packet has its members agree on.
    """

    sample_id: int
    template: str
    locale: str
    variables: Mapping[str, AttributeValue]
    quotas: tuple[str, ...] = ()
    attempt: int = 0
    given: Given | None = None
