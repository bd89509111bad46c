"""What a whole data set amounts to: counts and distributions, gathered in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synth.folder.finished import iter_rejections, read_manifest, spread_choice
from synth.image.report.folder import Picture, count_pictures, iter_pictures, read_categories
from synth.image.report.measures import MEASURES, UNIT_MEASURES
from synth.report.tally import CheckNumbers, Tally, count_verdict

EVERYTHING = "all"


@dataclass(slots=True, kw_only=True)
class Summary:
    """Counts of a data set, and the few pictures that were asked for.

    `groups` maps a variable's value, or "all", to a Tally per measure. `notes` counts the pictures with a note of each
    kind, `note_texts` holds the first text of each.
    """

    folder: Path
    manifest: dict[str, Any]
    categories: list[tuple[int, str]]
    pictures: int = 0
    kept: list[Picture] = field(default_factory=list)
    per_category: Counter[int] = field(default_factory=Counter)
    variables: dict[str, Counter[str]] = field(default_factory=dict)
    quotas: Counter[str] = field(default_factory=Counter)
    generators: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    note_texts: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[str, Tally]] = field(default_factory=dict)
    readings: dict[str, Tally] = field(default_factory=lambda: {n: Tally(m) for n, m in UNIT_MEASURES.items()})
    passed: dict[str, CheckNumbers] = field(default_factory=dict)
    refusals: dict[str, CheckNumbers] = field(default_factory=dict)

    @property
    def instances(self) -> int:
        return self.per_category.total()

    @property
    def refused(self) -> int:
        """Drafts that verification refused."""
        return sum(numbers.number for numbers in self.refusals.values())

    @property
    def yield_share(self) -> float:
        """Accepted drafts / all drafts."""
        return self.pictures / max(self.pictures + self.refused, 1)

    def mean(self, measure: str) -> float | None:
        """Mean of a measure or of a reading over the whole data set; None where nothing was counted."""
        tally = self.readings[measure] if measure in self.readings else self.groups[EVERYTHING][measure]
        return tally.mean if tally.number else None


def summarise(folder: Path, keep: int = 0, split_by: Collection[str] = ()) -> Summary:
    """Read a finished data set once.

    At most `keep` pictures, evenly spread, are kept. Those whose variables hold a value of `split_by` are also counted
    under that value.
    """
    summary = Summary(folder=folder, manifest=read_manifest(folder), categories=read_categories(folder))
    places = set(spread_choice(count_pictures(folder), keep))
    summary.groups = {name: {n: Tally(m) for n, m in MEASURES.items()} for name in (EVERYTHING, *split_by)}
    for place, picture in enumerate(iter_pictures(folder)):
        _count_picture(summary, picture)
        if place in places:
            summary.kept.append(picture)
    for record in iter_rejections(folder):
        count_verdict(summary.refusals, record["check"], record["measured"], record["limit"])
    return summary


def _count_picture(summary: Summary, picture: Picture) -> None:
    summary.pictures += 1
    summary.per_category.update(label.category_id for label in picture.labels)
    summary.quotas.update(picture.quotas)
    summary.generators[picture.generator] += 1
    summary.notes.update({kind for kind, _ in picture.notes})
    for kind, text in picture.notes:
        summary.note_texts.setdefault(kind, text)
    for name, value in picture.variables.items():
        summary.variables.setdefault(name, Counter())[str(value)] += 1
    for check, measured, limit in picture.checks:
        count_verdict(summary.passed, check, measured, limit)
    values = _values_of(picture)
    groups = {EVERYTHING, *(str(value) for value in picture.variables.values())} & summary.groups.keys()
    for group in groups:
        for name, numbers in values.items():
            summary.groups[group][name].add(numbers)
    summary.readings["iou"].add([label.iou for label in picture.labels if label.iou is not None])
    summary.readings["score"].add([label.score for label in picture.labels if label.score is not None])


def _values_of(picture: Picture) -> dict[str, list[float]]:
    """The numbers that one picture adds to each measure; `neighbour` is between box centres of two or more objects."""
    centres = np.array([label.box.centre_xy for label in picture.labels]).reshape(-1, 2)
    neighbours: list[float] = []
    if len(centres) > 1:
        from scipy.spatial import KDTree

        neighbours = KDTree(centres).query(centres, k=2)[0][:, 1].tolist()
    return {
        "count": [float(len(picture.labels))],
        "area": [float(label.area) for label in picture.labels],
        "aspect": [label.box.height / label.box.width for label in picture.labels],
        "neighbour": neighbours,
    }
