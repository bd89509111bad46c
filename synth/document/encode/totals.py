"""Counts over a folder of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from synth.core.canonical import canonical
from synth.document.records import VerifiedDocument
from synth.folder.facts import Yield, tally
from synth.folder.journal import Entry

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTotals(Yield):
    """Counts over written documents. `regions`: class -> regions; templates, locales, profiles, quotas -> documents."""

    pages: int = 0
    words: int = 0
    fields: int = 0
    tables: int = 0
    regions: Counts = field(default_factory=dict)
    templates: Counts = field(default_factory=dict)
    locales: Counts = field(default_factory=dict)
    profiles: Counts = field(default_factory=dict)
    quotas: Counts = field(default_factory=dict)

    def record(self) -> dict[str, object]:
        """The entries of the manifest."""
        return {
            **self.yield_record(),
            "pages": self.pages,
            "words": self.words,
            "fields": self.fields,
            "tables": self.tables,
            "regions": self.regions,
            "templates": self.templates,
            "locales": self.locales,
            "profiles": self.profiles,
            "quotas": self.quotas,
        }


def counts_json(document: VerifiedDocument) -> str:
    """What one document adds to the totals, for the journal."""
    plan, labels = document.plan, document.draft.labels
    return canonical(
        {
            "labels": {name: len(getattr(labels, name)) for name in ("pages", "words", "fields", "tables")},
            "regions": Counter(region.category for region in labels.regions),
            "templates": {plan.template: 1},
            "locales": {plan.locale: 1},
            "profiles": {plan.degradation.profile: 1},
            "quotas": dict.fromkeys(plan.quotas, 1),
        }
    )


def document_totals(entries: Iterable[Entry]) -> DocumentTotals:
    """Count a journal of documents."""
    found, counts = tally(entries)
    labels = counts["labels"]
    return DocumentTotals(
        written=found.written,
        given_up=found.given_up,
        rejected=found.rejected,
        pages=labels["pages"],
        words=labels["words"],
        fields=labels["fields"],
        tables=labels["tables"],
        regions=dict(counts["regions"]),
        templates=dict(counts["templates"]),
        locales=dict(counts["locales"]),
        profiles=dict(counts["profiles"]),
        quotas=dict(counts["quotas"]),
    )
