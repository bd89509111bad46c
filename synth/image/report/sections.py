"""The rows and plots of the page's sections that only pictures have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synth.image.report.summary import EVERYTHING, PictureSummary
from synth.report.sections import CountBar, Plot, bars_of, plot_of, wanted_shares
from synth.report.tally import reference_histogram

Reference = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""A pack card's training statistics: {variable value: {measure: {"edges": [n+1], "density": [n]}}}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotRow:
    """The plots of the pictures that share a variable's value ("all": of every picture)."""

    group: str
    pictures: int
    plots: tuple[Plot, ...]


def plot_rows(summary: PictureSummary, reference: Reference) -> list[PlotRow]:
    """A row for each value that the reference knows and the data set holds, or one row of everything."""
    known = [value for value in reference if value in summary.groups and summary.groups[value]["count"].number]
    rows = []
    for group in known or [EVERYTHING]:
        tallies = summary.groups[group]
        theirs = reference.get(group, {})
        plots = tuple(
            plot_of(tally, reference_histogram(theirs[name], f"reference.{group}.{name}") if name in theirs else None)
            for name, tally in tallies.items()
            if tally.number
        )
        rows.append(PlotRow(group=group, pictures=tallies["count"].number, plots=plots))
    return rows


def reading_plots(summary: PictureSummary) -> list[Plot]:
    """What the annotator read back: IoU and score over all instances that carry them."""
    return [plot_of(tally, None) for tally in summary.readings.values() if tally.number]


def category_bars(summary: PictureSummary) -> list[CountBar]:
    """Instances per category, in the order of the categories."""
    numbers = [(name, summary.per_category[key], key) for key, name in summary.categories]
    return bars_of(numbers, {})


def variable_bars(summary: PictureSummary, scene: Mapping[str, Any]) -> list[tuple[str, list[CountBar]]]:
    """Pictures per value of each variable, with the share that the scene's `choice` asks for."""
    ranges = scene.get("variables") or {}
    return [
        (
            name,
            bars_of([(value, number, 0) for value, number in sorted(counts.items())], wanted_shares(ranges.get(name))),
        )
        for name, counts in sorted(summary.variables.items())
        if len(counts) <= 24
    ]
