"""What a whole data set of documents amounts to, gathered in one pass in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synth.document.read import DocumentDataSet, DocumentSample, open_documents
from synth.folder.finished import spread_choice
from synth.report.tally import Measure, Tally, count_value
from synth.report.verdicts import Verdicts

MEASURES = (
    Measure(name="words", title="Words a page", unit="", log=False, fine_edges=lambda: np.arange(0.0, 4097.0)),
    Measure(name="fields", title="Fields a document", unit="", log=False, fine_edges=lambda: np.arange(0.0, 2049.0)),
    Measure(name="pages", title="Pages a document", unit="", log=False, fine_edges=lambda: np.arange(0.0, 257.0)),
    Measure(name="skew", title="Skew of a page", unit="°", log=False, fine_edges=lambda: np.linspace(-45.0, 45.0, 901)),
    Measure(
        name="severity", title="Severity of an effect", unit="", log=False, fine_edges=lambda: np.linspace(0, 1, 101)
    ),
    Measure(
        name="truncation",
        title="Share cut off a cut word",
        unit="",
        log=False,
        fine_edges=lambda: np.linspace(0.0, 1.0, 101),
    ),
)


@dataclass(slots=True, kw_only=True)
class DocumentSummary:
    """Counts of a data set of documents, and the few documents that were asked for.

    `factors`: locale, profile and variables, name -> value -> documents; None: more than `MOST_VALUES` values.
    """

    data_set: DocumentDataSet
    pages: int = 0
    kept: list[DocumentSample] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    graphics: Counter[str] = field(default_factory=Counter)
    field_types: Counter[str] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)
    factors: dict[str, Counter[str] | None] = field(default_factory=dict)
    quotas: Counter[str] = field(default_factory=Counter)
    measures: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally(one) for one in MEASURES})
    verdicts: Verdicts = field(default_factory=Verdicts)

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.data_set.manifest

    @property
    def scene(self) -> Mapping[str, Any]:
        return self.manifest["spec"]

    @property
    def documents(self) -> int:
        return self.verdicts.written


def summarise_documents(folder: Path, keep: int) -> DocumentSummary:
    """Read a finished data set of documents once; at most `keep` of them, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    data_set = open_documents(folder)
    summary = DocumentSummary(data_set=data_set)
    shown = set(spread_choice(data_set.finished.count(), keep))
    for place, sample in enumerate(data_set):
        _count(summary, sample)
        if place in shown:
            summary.kept.append(sample)
    summary.verdicts.count_refused(data_set.finished.rejections())
    return summary


def _count(summary: DocumentSummary, sample: DocumentSample) -> None:
    summary.verdicts.count_passed(sample.each("checks"))
    summary.pages += len(sample.pages)
    summary.quotas.update(sample.quotas)
    for part in ("words", "lines", "fields", "links", "tables", "regions", "checkboxes", "graphics"):
        summary.parts[part] += len(sample.each(part))
    summary.parts["cells"] += sum(len(table["cells"]) for table in sample.each("tables"))
    summary.parts["handwritten"] += sum(bool(word.get("handwritten")) for word in sample.words)
    summary.regions.update(region["category"] for region in sample.each("regions"))
    summary.graphics.update(graphic["kind"] for graphic in sample.each("graphics"))
    summary.field_types.update(one.get("type", "text") for one in sample.each("fields"))
    if sample.template:
        summary.templates[sample.template] += 1
    factors = {"locale": sample.locale or None, "profile": sample.profile or None, **sample.variables}
    for name, value in factors.items():
        if value is not None:
            count_value(summary.factors, name, value)
    for name, values in _measured(sample).items():
        summary.measures[name].add(values)


def _measured(sample: DocumentSample) -> dict[str, list[float]]:
    """The numbers that one document adds to each measure."""
    words, numbers = sample.words, range(len(sample.pages))
    on_page = Counter(word["page"] for word in words)
    cut = [word["truncation"] for word in words if word.get("truncation", 0) > 0]
    skews = [_skew_deg([line["quad"] for line in sample.each("lines") if line["page"] == page]) for page in numbers]
    return {
        "words": [float(on_page[page]) for page in numbers],
        "fields": [float(len(sample.each("fields")))],
        "pages": [float(len(numbers))],
        "skew": [skew for skew in skews if skew is not None],
        "severity": list(sample.severities.values()),
        "truncation": cut,
    }


def _skew_deg(quads: list[list[float]]) -> float | None:
    """The median slope of a page's lines, degrees, clockwise positive; None where it has no lines."""
    if not quads:
        return None
    corners = np.array(quads, np.float64).reshape(-1, 4, 2)
    along = corners[:, 1] - corners[:, 0]
    return float(np.median(np.degrees(np.arctan2(along[:, 1], along[:, 0]))))
