"""The rows and plots of the page's sections, worked out of a summary's counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from markupsafe import Markup

from synth.report.svg import histogram_svg, number_text
from synth.report.tally import Histogram, Measure, Tally, histogram, ks_distance
from synth.report.verdicts import CheckNumbers, Verdicts
from synth.scene.quotas import QuotaPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A distribution with its numbers as text; `reference_mean` and `distance` are empty without a reference."""

    title: str
    svg: Markup
    number: str
    mean: str
    reference_mean: str = ""
    distance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBar:
    """A line of a bar list; `width` and `share` in per cent, of the longest bar and of the sum."""

    name: str
    number: int
    share: float
    width: float
    key: int = 0
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """A rare case: the share and the samples that this amounts to, those planned and written, the members' ids."""

    name: str
    share: str
    asked: str
    planned: int
    got: int
    members: str


def quota_rows(got: Mapping[str, int], manifest: Mapping[str, Any]) -> list[QuotaRow]:
    """The quotas as a data set's manifest says that they were planned, against the samples written for each."""
    names = [field.name for field in fields(QuotaPlan)]
    plans = [QuotaPlan(**{name: quota[name] for name in names}) for quota in manifest.get("quotas_planned", ())]
    return [
        QuotaRow(
            name=plan.name,
            share=f"{100 * plan.share:g} %",
            asked=f"{plan.asked:g}",
            planned=plan.planned,
            got=got.get(plan.name, 0),
            members=plan.listed,
        )
        for plan in plans
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A check with its verdicts; ranges of measured numbers as text."""

    name: str
    limit: str
    passed: str
    refused: int
    refused_range: str
    refused_share: float


def check_rows(verdicts: Verdicts) -> list[CheckRow]:
    """Every check that passed or refused a draft, those that refused most first."""
    passed, refused = verdicts.passed, verdicts.refusals
    names = sorted(
        passed.keys() | refused.keys(), key=lambda name: (-refused[name].number if name in refused else 0, name)
    )
    return [_check_row(name, passed.get(name), refused.get(name), max(verdicts.drafts, 1)) for name in names]


def _check_row(name: str, passed: CheckNumbers | None, refused: CheckNumbers | None, drafts: int) -> CheckRow:
    numbers = passed or refused
    assert numbers is not None
    return CheckRow(
        name=name,
        limit=number_text(numbers.limit),
        passed=f"{number_text(passed.least)} to {number_text(passed.most)}" if passed else "",
        refused=refused.number if refused else 0,
        refused_range=f"{number_text(refused.least)} to {number_text(refused.most)}" if refused else "",
        refused_share=100 * refused.number / drafts if refused else 0.0,
    )


def plot_of(tally: Tally, reference: Histogram | None) -> Plot:
    """A tally's histogram, against a reference where there is one."""
    measure: Measure = tally.measure
    bins = min(max(round(2 * tally.number ** (1 / 3)), 6), 28)
    unit = f" {measure.unit}" if measure.unit else ""
    label = f"{measure.title}: mean {number_text(tally.mean)}{unit}"
    return Plot(
        title=measure.title + (f" ({measure.unit}{', log axis' if measure.log else ''})" if measure.unit else ""),
        svg=histogram_svg(ours=histogram(tally, bins), reference=reference, log=measure.log, label=label),
        number=number_text(tally.number),
        mean=number_text(tally.mean),
        reference_mean=number_text(reference.mean) if reference else "",
        distance=f"{ks_distance(tally, reference):.2f}" if reference else "",
    )


def bars_of(numbers: list[tuple[str, int, int]], wanted: Mapping[str, float]) -> list[CountBar]:
    """Bars of (name, number, key of its colour), with the shares that were wanted of some names."""
    total = sum(number for _, number, _ in numbers) or 1
    most = max((number for _, number, _ in numbers), default=0) or 1
    return [
        CountBar(
            name=name,
            number=number,
            share=100 * number / total,
            width=100 * number / most,
            key=key,
            wanted=f"{100 * wanted[name]:.0f} %" if name in wanted else "",
        )
        for name, number, key in numbers
    ]


def wanted_shares(value: object) -> dict[str, float]:
    """Shares that a `choice` range asks for, with or without `weights`; empty for any other range."""
    if not isinstance(value, Mapping) or not value.get("choice"):
        return {}
    choice = value["choice"]
    weights = list(choice.values() if isinstance(choice, Mapping) else value.get("weights") or [1] * len(choice))
    return {str(name): weight / sum(weights) for name, weight in zip(choice, weights, strict=True)}


def asked_shares(scene: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """What `choice` ranges ask for, by locale, variable, and attribute that is a variable; not where a rare case forces
    the variable.
    """
    ranges = {"locale": scene.get("locale"), **(scene.get("variables") or {})}
    forced = {name for quota in (scene.get("quotas") or {}).values() for name in quota.get("when", ())}
    shares = {name: wanted_shares(value) for name, value in ranges.items() if name not in forced}
    named = scene.get("attributes") or {}
    return {**{name: shares[variable] for name, variable in named.items() if variable in shares}, **shares}


def template_bars(used: Mapping[str, int], scene: Mapping[str, Any]) -> list[CountBar]:
    """Samples per template, also those of the scene that no sample uses."""
    names = sorted((scene.get("templates") or {}).keys() | used.keys())
    return bars_of([(name, used.get(name, 0), 0) for name in names], {})
