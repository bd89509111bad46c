"""What a whole data set of texts amounts to, gathered in one pass in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synth.folder.finished import spread_choice
from synth.report.tally import Measure, Tally, count_value
from synth.report.verdicts import Verdicts
from synth.text.read import TextDataSet, TextSample, open_texts
from synth.text.report.variety import MOST_TEXTS, Variety

MEASURES = (
    Measure(name="length", title="Characters a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 100_002.0)),
    Measure(name="spans", title="Spans a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 4097.0)),
    Measure(name="tokens", title="Tokens a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 100_002.0)),
)
_BATCH = 4096


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


def summarise_texts(folder: Path, keep: int) -> TextSummary:
    """Read a finished data set of texts; at most `keep` of them, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    data_set = open_texts(folder)
    summary = TextSummary(data_set=data_set)
    number = data_set.finished.count()
    shown, sampled = set(spread_choice(number, keep)), set(spread_choice(number, MOST_TEXTS))
    sizes: dict[str, list[int]] = {name: [] for name in summary.measures}
    for place, sample in enumerate(data_set):
        _count(summary, sample, sizes)
        if place in sampled:
            summary.variety.add(sample.text)
        if place in shown:
            summary.kept.append(sample)
        if place % _BATCH == 0:
            _flush(summary, sizes)
    _flush(summary, sizes)
    summary.verdicts.count_refused(data_set.finished.rejections())
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
