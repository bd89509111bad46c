"""What a whole data set amounts to: counts and distributions, gathered in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synth.folder.finished import spread_choice
from synth.image.labels import CONFIRMED_IOU
from synth.image.read import PictureDataSet, PictureSample, open_pictures
from synth.image.report.measures import MEASURES, UNIT_MEASURES
from synth.report.tally import Tally
from synth.report.verdicts import Verdicts

EVERYTHING = "all"


@dataclass(slots=True, kw_only=True)
class PictureSummary:
    """Counts of a data set, and the few pictures that were asked for.

    `groups` maps a variable's value, or "all", to a Tally per measure. `notes` counts the pictures with a note of each
    kind, `note_texts` holds the first text of each.
    """

    data_set: PictureDataSet
    categories: list[tuple[int, str]]
    kept: list[PictureSample] = field(default_factory=list)
    per_category: Counter[int] = field(default_factory=Counter)
    variables: dict[str, Counter[str]] = field(default_factory=dict)
    quotas: Counter[str] = field(default_factory=Counter)
    generators: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    note_texts: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[str, Tally]] = field(default_factory=dict)
    judged: int = 0
    confirmed: int = 0
    readings: dict[str, Tally] = field(default_factory=lambda: {n: Tally(m) for n, m in UNIT_MEASURES.items()})
    verdicts: Verdicts = field(default_factory=Verdicts)

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.data_set.manifest

    @property
    def pictures(self) -> int:
        return self.verdicts.written

    @property
    def instances(self) -> int:
        return self.per_category.total()

    def mean(self, measure: str) -> float | None:
        """Mean of a measure or of a reading over the whole data set; None where nothing was counted."""
        tally = self.readings[measure] if measure in self.readings else self.groups[EVERYTHING][measure]
        return tally.mean if tally.number else None


def summarise_pictures(folder: Path, keep: int = 0, split_by: Collection[str] = ()) -> PictureSummary:
    """Read a finished data set of pictures once.

    At most `keep` pictures, evenly spread, are kept. Those whose variables hold a value of `split_by` are also counted
    under that value. DataError where the folder is not such a data set.
    """
    data_set = open_pictures(folder)
    summary = PictureSummary(data_set=data_set, categories=data_set.categories())
    places = set(spread_choice(data_set.finished.count(), keep))
    summary.groups = {name: {n: Tally(m) for n, m in MEASURES.items()} for name in (EVERYTHING, *split_by)}
    for place, picture in enumerate(data_set):
        _count_picture(summary, picture)
        if place in places:
            summary.kept.append(picture)
    summary.verdicts.count_refused(data_set.finished.rejections())
    return summary


def _count_picture(summary: PictureSummary, picture: PictureSample) -> None:
    summary.verdicts.count_passed(picture.checks)
    summary.per_category.update(label.category_id for label in picture.labels)
    summary.quotas.update(picture.quotas)
    summary.generators[picture.generator] += 1
    summary.notes.update({kind for kind, _ in picture.notes})
    for kind, text in picture.notes:
        summary.note_texts.setdefault(kind, text)
    for name, value in picture.variables.items():
        summary.variables.setdefault(name, Counter())[str(value)] += 1
    values = _values_of(picture)
    groups = {EVERYTHING, *(str(value) for value in picture.variables.values())} & summary.groups.keys()
    for group in groups:
        for name, numbers in values.items():
            summary.groups[group][name].add(numbers)
    ious = [label.iou for label in picture.labels if label.iou is not None]
    summary.judged += len(ious)
    summary.confirmed += sum(iou >= CONFIRMED_IOU for iou in ious)
    summary.readings["iou"].add(ious)
    summary.readings["score"].add([label.score for label in picture.labels if label.score is not None])


def _values_of(picture: PictureSample) -> dict[str, list[float]]:
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
