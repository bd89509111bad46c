"""What becomes of quotas when overrides narrow a scene's variables: dropped, kept, or met by every sample."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import prod
from typing import Any, TypeAlias

from synth.scene.model import Scalar
from synth.scene.when import among

Weights: TypeAlias = tuple[tuple[Scalar, float], ...]
"""The values that a variable can have, each with its weight; one of weight 0 comes up only where a quota forces it."""

Case: TypeAlias = Mapping[str, Scalar]
Conditions: TypeAlias = Mapping[str, Sequence[Scalar]]

MOST_CASES = 10_000
"""Combinations of values that are looked at; beyond, quotas are only dropped where a value is gone."""


def narrowed_quotas(
    quotas: Mapping[str, Any], known: Mapping[str, Weights], left: Mapping[str, Weights], changed: Collection[str]
) -> dict[str, Any]:
    """The raw quotas of a scene whose variables `changed` had the values `known` and have those in `left`.

    A quota that forces a value which is gone is dropped. One that every sample now meets, or whose rare value is the
    only one left, gets the share 1; one of share 0 that would refuse every sample is dropped, and so are quotas that
    leave no case for the samples which are members of none. What is no well-formed quota stays as it is.
    """
    before = {name: when for name, quota in quotas.items() if (when := _when_of(quota)) and known.keys() >= when.keys()}
    if not any(changed & when.keys() for when in before.values()):
        return dict(quotas)
    found = {name: kept for name, quota in quotas.items() if (kept := _with_values_left(quota, before.get(name), left))}
    whens = {name: _when_of(found[name]) for name in before if name in found}
    names = sorted({variable for when in before.values() for variable in when})
    if any(prod(len(values[name]) for name in names) > MOST_CASES for values in (known, left)):
        return found
    cases, all_cases = _drop_never(found, whens, list(_cases(names, left))), list(_cases(names, known))
    if cases:
        rare = {
            name for name, when in whens.items() if any(_is_rare_only(when[key], known[key], left[key]) for key in when)
        }
        usual = {name for name, when in before.items() if all(_meets(case, when) for case in all_cases)}
        _drop_unmet(found, whens, _drawn(names, left))
        cases = _hold_always(found, whens, cases, rare, usual)
        _drop_unmet(found, whens, _drawn(names, left))
        crowding = _crowding(found, whens, cases)
        if crowding and not _crowding(quotas, before, all_cases):
            for name in crowding:
                del found[name]
    return found


def _when_of(quota: Any) -> Conditions:
    """A quota's `when` with lists of values; empty where it has none that is well-formed."""
    when = quota.get("when") if isinstance(quota, Mapping) else None
    if not isinstance(when, Mapping):
        return {}
    return {str(name): value if isinstance(value, list | tuple) else [value] for name, value in when.items()}


def _with_values_left(quota: Any, when: Conditions | None, left: Mapping[str, Weights]) -> Any:
    """The quota with only those values in `when` that are left; None where a variable has none of them."""
    if when is None:
        return quota
    kept = {key: [value for value in wanted if _has(left[key], value)] for key, wanted in when.items()}
    return {**quota, "when": kept} if all(kept.values()) else None


def _has(weights: Weights, value: Scalar) -> bool:
    return among(value, [other for other, _ in weights])


def _cases(names: Sequence[str], weights: Mapping[str, Weights]) -> Iterator[Case]:
    """The combinations of values that are drawn."""
    return _products(_drawn(names, weights))


def _drawn(names: Sequence[str], weights: Mapping[str, Weights]) -> Conditions:
    """The values of each variable that come up without a quota."""
    return {name: [value for value, weight in weights[name] if weight > 0] for name in names}


def _products(values: Conditions) -> Iterator[Case]:
    return (dict(zip(values, case, strict=True)) for case in itertools.product(*values.values()))


def _meets(case: Case, when: Conditions) -> bool:
    return all(among(case[name], wanted) for name, wanted in when.items())


def _drop_never(quotas: dict[str, Any], whens: dict[str, Conditions], cases: list[Case]) -> list[Case]:
    """Drop the quotas of share 0 where they refuse all cases; returns the cases that they leave."""
    never = [name for name in whens if _share(quotas[name]) == 0 and _is_settled_by_when(quotas[name])]
    kept = [case for case in cases if not any(_meets(case, whens[name]) for name in never)]
    if kept:
        return kept
    for name in never:
        del quotas[name], whens[name]
    return cases


def _hold_always(
    quotas: dict[str, Any], whens: Mapping[str, Conditions], cases: list[Case], rare: set[str], usual: set[str]
) -> list[Case]:
    """Give the share 1 to the `rare` quotas and to those that all cases meet; returns the cases that these leave.

    Those that all cases met before (`usual`) stay as they are.
    """
    for name, when in list(whens.items()):
        if name not in quotas or not _share(quotas[name]):
            continue
        if name in usual or not (name in rare or all(_meets(case, when) for case in cases)):
            continue
        quotas[name] = {**quotas[name], "share": 1}
        cases = [case for case in cases if _meets(case, when)]
    return cases


def _drop_unmet(quotas: dict[str, Any], whens: Mapping[str, Conditions], drawn: Conditions) -> None:
    """Drop the quotas of which no case is left that the others allow, given those that every sample meets."""
    always = [name for name in whens if name in quotas and _share(quotas[name]) == 1]
    for name in [name for name in whens if name in quotas and _share(quotas[name]) > 0]:
        allowed = {**drawn, **whens[name]}
        for variable, wanted in ((key, values) for quota in always for key, values in whens[quota].items()):
            allowed[variable] = [value for value in allowed[variable] if among(value, wanted)]
        others = [
            when
            for other, when in whens.items()
            if other in quotas and other not in (name, *always) and _is_settled_by_when(quotas[other])
        ]
        if all(any(_meets(case, when) for when in others) for case in _products(allowed)):
            del quotas[name]


def _is_rare_only(wanted: Sequence[Scalar], known: Weights, left: Weights) -> bool:
    """Whether a variable has nothing left but values of this quota that came up only where a quota forced them."""
    drawn = [value for value, weight in left if weight > 0]
    unforced = [value for value, weight in known if weight > 0]
    return all(among(value, wanted) and not among(value, unforced) for value in drawn)


def _crowding(quotas: Mapping[str, Any], whens: Mapping[str, Conditions], cases: list[Case]) -> list[str]:
    """The quotas that between them leave no case for a sample that is a member of none."""
    names = [name for name in whens if name in quotas and _is_settled_by_when(quotas[name])]
    names = [name for name in names if 0 < _share(quotas[name]) < 1]
    return [] if any(not any(_meets(case, whens[name]) for name in names) for case in cases) else names


def _is_settled_by_when(quota: Any) -> bool:
    """Whether a quota's `when` alone keeps a sample out that is no member."""
    return quota.get("exclusive", True) is not False and not quota.get("require")


def _share(quota: Any) -> float:
    share = quota.get("share")
    return share if isinstance(share, int | float) else 0.0
