"""What a whole data set of texts amounts to: the counts of its run, and a few of its texts that are read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from synth.folder.finished import spread_choice
from synth.folder.journal import totals_in
from synth.folder.staging import STATE
from synth.folder.totals import Counts, Totals
from synth.report.tally import MOST_VALUES, Edges, Measure, Tally
from synth.report.verdicts import Verdicts
from synth.text.encode.totals import COLUMNS, attributes_in, sizes_in
from synth.text.read import TextDataSet, TextSample, open_texts
from synth.text.report.variety import MOST_TEXTS, Variety


def _whole_numbers(most: float) -> Edges:
    return np.arange(0.0, most)


MEASURES = (
    Measure(
        name="characters", title="Characters a text", unit="", log=False, fine_edges=partial(_whole_numbers, 100_002)
    ),
    Measure(name="spans", title="Spans a text", unit="", log=False, fine_edges=partial(_whole_numbers, 4097)),
    Measure(name="tokens", title="Tokens a text", unit="", log=False, fine_edges=partial(_whole_numbers, 100_002)),
)


@dataclass(slots=True, kw_only=True)
class TextSummary:
    """Counts of a data set of texts, and the few texts that were asked for.

    Of the texts that were read again: `variety`, `read_spans`, and `displaced`, spans that are not the characters at
    their place.
    """

    data_set: TextDataSet
    totals: Totals
    kept: list[TextSample] = field(default_factory=list)
    read_spans: int = 0
    displaced: int = 0
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
        return self.totals.written

    @property
    def per_label(self) -> Counts:
        """Label -> spans."""
        return self.totals.group("spans")

    @property
    def spans(self) -> int:
        return sum(self.per_label.values())

    @property
    def mislabelled(self) -> int:
        """Texts whose spans label noise made differ from the true ones."""
        return self.totals.group(COLUMNS).get("true_spans", 0)

    @property
    def attributes(self) -> dict[str, Counts]:
        """Name -> value -> texts, a list counted by its members; nothing for more than `MOST_VALUES` values."""
        return {
            name: counts if len(counts) <= MOST_VALUES else {} for name, counts in attributes_in(self.totals).items()
        }

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
    """What a run counted of a finished data set of texts; at most `keep` texts, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    data_set = open_texts(folder)
    totals = totals_in(folder / STATE)
    summary = TextSummary(data_set=data_set, totals=totals)
    summary.verdicts.written = totals.written
    summary.verdicts.count_refused(data_set.finished.rejections())
    for name, tally in summary.measures.items():
        found = sizes_in(totals, name)
        tally.add(list(found), list(found.values()))
    shown, sampled = set(spread_choice(totals.written, keep)), set(spread_choice(totals.written, MOST_TEXTS))
    places = sorted(shown | sampled)
    for place, sample in zip(places, data_set.chosen(frozenset(places)), strict=True):
        summary.read_spans += len(sample.record["spans"])
        summary.displaced += sample.displaced
        if place in sampled:
            summary.variety.add(sample.text)
        if place in shown:
            summary.kept.append(sample)
    return summary
