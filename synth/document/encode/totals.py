"""Counts over documents: pages, words, fields and tables; regions by class; documents by template, locale and so on."""

from __future__ import annotations

from collections.abc import Iterable

from synth.document.records import VerifiedDocument
from synth.folder.totals import Totals

LABELS = ("pages", "words", "fields", "tables")
"""The labels that are counted as a whole."""

GROUPS = ("regions", "templates", "locales", "profiles", "quotas")


def add_counts(groups: dict[str, dict[str, int]], document: VerifiedDocument) -> None:
    """Add one document to the counts: group -> name -> number."""
    plan, labels = document.plan, document.draft.labels
    for name in LABELS:
        _add(groups, "labels", [name], len(getattr(labels, name)))
    _add(groups, "regions", (region.category for region in labels.regions))
    _add(groups, "templates", [plan.template])
    _add(groups, "locales", [plan.locale])
    _add(groups, "profiles", [plan.degradation.profile])
    _add(groups, "quotas", plan.quotas)


def totals_record(totals: Totals) -> dict[str, object]:
    """The entries of the manifest."""
    counts = {name: totals.group("labels").get(name, 0) for name in LABELS}
    return {**totals.yield_record(), **counts, **{name: totals.group(name) for name in GROUPS}}


def _add(groups: dict[str, dict[str, int]], group: str, names: Iterable[str], number: int = 1) -> None:
    counts = groups.setdefault(group, {})
    for name in names:
        counts[name] = counts.get(name, 0) + number
