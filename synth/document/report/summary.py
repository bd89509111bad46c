"""What a whole data set of documents amounts to, gathered in one pass in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.folder.finished import iter_rejections, read_manifest, spread_choice
from synth.report.tally import CheckNumbers, Measure, Tally, count_value

DOCUMENTS = "documents.jsonl"

_NEEDED = frozenset({"id", "pages", "words"})

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
    """Counts of a data set of documents, and the few records that were asked for.

    `told`: locale, profile and variables, name -> value -> documents; None: more values than anybody reads.
    """

    manifest: dict[str, Any]
    documents: int = 0
    pages: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    graphics: Counter[str] = field(default_factory=Counter)
    field_types: Counter[str] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)
    told: dict[str, Counter[str] | None] = field(default_factory=dict)
    quotas: Counter[str] = field(default_factory=Counter)
    measures: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally(one) for one in MEASURES})
    passed: dict[str, CheckNumbers] = field(default_factory=dict)
    refusals: dict[str, CheckNumbers] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Drafts that verification refused."""
        return sum(numbers.number for numbers in self.refusals.values())

    @property
    def drafts(self) -> int:
        return self.documents + self.refused

    @property
    def scene(self) -> Mapping[str, Any]:
        return self.manifest["spec"]


def summarise_documents(folder: Path, keep: int) -> DocumentSummary:
    """Read a finished data set of documents once; at most `keep` records, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    summary = DocumentSummary(manifest=read_manifest(folder))
    path = folder / DOCUMENTS
    if not path.is_file():
        found = sorted(entry.name for entry in folder.glob("*"))[:8]
        raise DataError(str(folder), found, f"a finished data set of documents, with {DOCUMENTS}")
    with path.open("rb") as lines:
        shown = set(spread_choice(sum(1 for _ in lines), keep))
    for place, record in enumerate(_records(path)):
        _count(summary, record)
        if place in shown:
            summary.kept.append(record)
    for one in iter_rejections(folder):
        _add_verdict(summary.refusals, one)
    return summary


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(iter_jsonl(path), 1):
        missing = _NEEDED - record.keys()
        if missing:
            raise DataError(f"{path}:{number}", sorted(record), f"a document with {', '.join(sorted(missing))}")
        yield record


def _count(summary: DocumentSummary, record: Mapping[str, Any]) -> None:
    words, fields = record["words"], record.get("fields", ())
    summary.documents += 1
    summary.pages += len(record["pages"])
    summary.quotas.update(record.get("quotas", ()))
    for part in ("words", "lines", "fields", "links", "tables", "regions", "checkboxes", "graphics"):
        summary.parts[part] += len(record.get(part, ()))
    summary.parts["cells"] += sum(len(table["cells"]) for table in record.get("tables", ()))
    summary.parts["handwritten"] += sum(bool(word.get("handwritten")) for word in words)
    summary.regions.update(region["category"] for region in record.get("regions", ()))
    summary.graphics.update(graphic["kind"] for graphic in record.get("graphics", ()))
    summary.field_types.update(one.get("type", "text") for one in fields)
    if "template" in record:
        summary.templates[record["template"]] += 1
    degradation = record.get("degradation", {})
    told = {"locale": record.get("locale"), "profile": degradation.get("profile"), **record.get("variables", {})}
    for name, value in told.items():
        if value is not None:
            count_value(summary.told, name, value)
    for check in record.get("checks", ()):
        _add_verdict(summary.passed, check)
    for name, values in _measured(record).items():
        summary.measures[name].add(values)


def _add_verdict(verdicts: dict[str, CheckNumbers], one: Mapping[str, Any]) -> None:
    verdicts.setdefault(one["check"], CheckNumbers(limit=one["limit"])).add(one["measured"])


def _measured(record: Mapping[str, Any]) -> dict[str, list[float]]:
    """The numbers that one document adds to each measure."""
    words, numbers = record["words"], range(len(record["pages"]))
    on_page = Counter(word["page"] for word in words)
    cut = [word["truncation"] for word in words if word.get("truncation", 0) > 0]
    skews = [_skew_deg([line["quad"] for line in record.get("lines", ()) if line["page"] == page]) for page in numbers]
    return {
        "words": [float(on_page[page]) for page in numbers],
        "fields": [float(len(record.get("fields", ())))],
        "pages": [float(len(numbers))],
        "skew": [skew for skew in skews if skew is not None],
        "severity": list(record.get("degradation", {}).get("severity", {}).values()),
        "truncation": cut,
    }


def _skew_deg(quads: list[list[float]]) -> float | None:
    """The median slope of a page's lines, degrees, clockwise positive; None where it has no lines."""
    if not quads:
        return None
    corners = np.array(quads, np.float64).reshape(-1, 4, 2)
    along = corners[:, 1] - corners[:, 0]
    return float(np.median(np.degrees(np.arctan2(along[:, 1], along[:, 0]))))
