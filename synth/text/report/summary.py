"""What a whole data set of texts amounts to, gathered in one pass in memory that does not grow with it."""

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
from synth.text.report.variety import MOST_TEXTS, Variety

MEASURES = (
    Measure(name="length", title="Characters a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 100_002.0)),
    Measure(name="spans", title="Spans a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 4097.0)),
    Measure(name="tokens", title="Tokens a text", unit="", log=False, fine_edges=lambda: np.arange(0.0, 100_002.0)),
)
_BATCH = 4096


@dataclass(slots=True, kw_only=True)
class TextSummary:
    """Counts of a data set of texts, and the few records that were asked for.

    `displaced`: spans that are not the characters at their place.
    `attributes`: name -> value -> texts, a list counted by its members; None: more than `MOST_VALUES` values.
    """

    manifest: dict[str, Any]
    texts: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    per_label: Counter[str] = field(default_factory=Counter)
    displaced: int = 0
    mislabelled: int = 0
    attributes: dict[str, Counter[str] | None] = field(default_factory=dict)
    locales: Counter[str] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)
    quotas: Counter[str] = field(default_factory=Counter)
    measures: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally(one) for one in MEASURES})
    variety: Variety = field(default_factory=Variety)
    refusals: dict[str, CheckNumbers] = field(default_factory=dict)

    @property
    def spans(self) -> int:
        return self.per_label.total()

    @property
    def refused(self) -> int:
        """Drafts that were refused."""
        return sum(numbers.number for numbers in self.refusals.values())

    @property
    def drafts(self) -> int:
        return self.texts + self.refused

    @property
    def duplicates(self) -> int:
        """Drafts that were refused because such a text was there already."""
        names = ("duplicate", "near_duplicate")
        return sum(self.refusals[name].number for name in names if name in self.refusals)

    @property
    def scene(self) -> Mapping[str, Any]:
        return self.manifest["spec"]

    @property
    def labels(self) -> list[str]:
        """The scene's labels in its order, then what else was found."""
        named = list(self.scene.get("labels") or ())
        return named + sorted(self.per_label.keys() - set(named))


def summarise_texts(folder: Path, keep: int) -> TextSummary:
    """Read a finished data set of texts; at most `keep` records, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    summary = TextSummary(manifest=read_manifest(folder))
    path = folder / "text.jsonl"
    if not path.is_file():
        found = sorted(entry.name for entry in folder.glob("*"))[:8]
        raise DataError(str(folder), found, "a finished data set of texts, with text.jsonl")
    with path.open("rb") as lines:
        number = sum(1 for _ in lines)
    shown, sampled = set(spread_choice(number, keep)), set(spread_choice(number, MOST_TEXTS))
    sizes: dict[str, list[int]] = {name: [] for name in summary.measures}
    for place, record in enumerate(_records(path)):
        _count(summary, record, sizes)
        if place in sampled:
            summary.variety.add(record["text"])
        if place in shown:
            summary.kept.append(record)
        if place % _BATCH == 0:
            _flush(summary, sizes)
    _flush(summary, sizes)
    for one in iter_rejections(folder):
        summary.refusals.setdefault(one["check"], CheckNumbers(limit=one["limit"])).add(one["measured"])
    return summary


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(iter_jsonl(path), 1):
        missing = {"id", "text", "spans"} - record.keys()
        if missing:
            raise DataError(f"{path}:{number}", sorted(record), f"a text record with {', '.join(sorted(missing))}")
        yield record


def _count(summary: TextSummary, record: Mapping[str, Any], sizes: Mapping[str, list[int]]) -> None:
    text, spans = record["text"], record["spans"]
    summary.texts += 1
    summary.per_label.update([span["label"] for span in spans])
    summary.displaced += sum(text[span["start"] : span["end"]] != span["value"] for span in spans)
    summary.mislabelled += record.get("true_spans", spans) != spans
    summary.quotas.update(record.get("quotas", ()))
    if "locale" in record:
        summary.locales[record["locale"]] += 1
    if "template" in record:
        summary.templates[record["template"]] += 1
    for name, value in record.get("attributes", {}).items():
        count_value(summary.attributes, name, value)
    sizes["length"].append(len(text))
    sizes["spans"].append(len(spans))
    if "tokens" in record:
        sizes["tokens"].append(len(record["tokens"]))


def _flush(summary: TextSummary, sizes: dict[str, list[int]]) -> None:
    for name, values in sizes.items():
        summary.measures[name].add(values)
        values.clear()
