"""What a whole data set of texts amounts to, gathered in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.forked import forked
from synth.folder.finished import spread_choice
from synth.report.tally import Edges, Measure, Tally, count_value, join_values
from synth.report.verdicts import Verdicts
from synth.text.read import TextDataSet, TextSample, open_texts
from synth.text.report.variety import MOST_TEXTS, Variety


def _whole_numbers(most: float) -> Edges:
    return np.arange(0.0, most)


MEASURES = (
    Measure(name="length", title="Characters a text", unit="", log=False, fine_edges=partial(_whole_numbers, 100_002)),
    Measure(name="spans", title="Spans a text", unit="", log=False, fine_edges=partial(_whole_numbers, 4097)),
    Measure(name="tokens", title="Tokens a text", unit="", log=False, fine_edges=partial(_whole_numbers, 100_002)),
)
_BATCH = 4096
_LEAST = 2_000
"""Texts for which a process of its own is worth its start."""


@dataclass(slots=True, kw_only=True)
class TextSummary:
    """Counts of a data set of texts, and the few texts that were asked for.

    `displaced`: spans that are not the characters at their place.
    `attributes`: name -> value -> texts, a list counted by its members; None: more than `MOST_VALUES` values.
    """

    data_set: TextDataSet
    kept: list[TextSample] = field(default_factory=list)
    per_label: Counter[str] = field(default_factory=Counter)
    displaced: int = 0
    mislabelled: int = 0
    attributes: dict[str, Counter[str] | None] = field(default_factory=dict)
    locales: Counter[str] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)
    quotas: Counter[str] = field(default_factory=Counter)
    measures: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally(one) for one in MEASURES})
    variety: Variety = field(default_factory=Variety)
    verdicts: Verdicts = field(default_factory=Verdicts)

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.data_set.manifest

    @property
    def scene(self) -> Mapping[str, Any]:
        return self.manifest["spec"]

    @property
    def texts(self) -> int:
        return self.verdicts.written

    @property
    def spans(self) -> int:
        return self.per_label.total()

    @property
    def duplicates(self) -> int:
        """Drafts that were refused because such a text was there already."""
        refusals = self.verdicts.refusals
        return sum(refusals[name].number for name in ("duplicate", "near_duplicate") if name in refusals)

    @property
    def labels(self) -> list[str]:
        """The scene's labels in its order, then what else was found."""
        named = list(self.data_set.labels)
        return named + sorted(self.per_label.keys() - set(named))

    def join(self, other: TextSummary) -> None:
        """Count what was found in the texts behind those of this summary."""
        self.kept += other.kept
        for name in ("per_label", "locales", "templates", "quotas"):
            getattr(self, name).update(getattr(other, name))
        self.displaced += other.displaced
        self.mislabelled += other.mislabelled
        join_values(self.attributes, other.attributes)
        for name, tally in other.measures.items():
            self.measures[name].join(tally)
        self.variety.join(other.variety)
        self.verdicts.written += other.verdicts.written


def summarise_texts(folder: Path, keep: int, workers: int = 1) -> TextSummary:
    """Read a finished data set of texts in up to `workers` processes; at most `keep` texts, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    data_set = open_texts(folder)
    number = data_set.finished.count()
    shown, sampled = set(spread_choice(number, keep)), set(spread_choice(number, MOST_TEXTS))
    parts = max(1, min(workers, number // _LEAST))
    borders = [number * part // parts for part in range(parts + 1)]
    places = [range(start, stop) for start, stop in pairwise(borders)]
    summary, *others = forked(partial(_summary_of, data_set, shown, sampled), places)
    for other in others:
        summary.join(other)
    summary.verdicts.count_refused(data_set.finished.rejections())
    return summary


def _summary_of(data_set: TextDataSet, shown: set[int], sampled: set[int], places: range) -> TextSummary:
    """What the texts of some lines amount to."""
    summary = TextSummary(data_set=data_set)
    sizes: dict[str, list[int]] = {name: [] for name in summary.measures}
    for place, sample in enumerate(data_set.part(places), places.start):
        _count(summary, sample, sizes)
        if place in sampled:
            summary.variety.add(sample.text)
        if place in shown:
            summary.kept.append(sample)
        if place % _BATCH == 0:
            _flush(summary, sizes)
    _flush(summary, sizes)
    return summary


def _count(summary: TextSummary, sample: TextSample, sizes: Mapping[str, list[int]]) -> None:
    labels = sample.span_labels
    summary.verdicts.count_passed(())
    summary.per_label.update(labels)
    summary.displaced += sample.displaced
    summary.mislabelled += sample.mislabelled
    if sample.quotas:
        summary.quotas.update(sample.quotas)
    if sample.locale:
        summary.locales[sample.locale] += 1
    if sample.template:
        summary.templates[sample.template] += 1
    for name, value in sample.attributes.items():
        count_value(summary.attributes, name, value)
    sizes["length"].append(len(sample.text))
    sizes["spans"].append(len(labels))
    if "tokens" in sample.record:
        sizes["tokens"].append(len(sample.record["tokens"]))


def _flush(summary: TextSummary, sizes: dict[str, list[int]]) -> None:
    for name, values in sizes.items():
        summary.measures[name].add(values)
        values.clear()
