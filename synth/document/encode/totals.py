"""Counts over documents: pages, words, fields and tables; regions by class; documents by template, locale and so on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from synth.core.outcome import Outcome
from synth.document.records import VerifiedDocument
from synth.document.verify.verify import DRAWN
from synth.folder.totals import Totals

LABELS = ("pages", "words", "fields", "tables")
"""The labels that are counted as a whole."""

REFUSED = "refused"
_FEWEST = 2
_MOST_REFUSED = 0.5
"""A listed value is told of when so many drafts had it and this share of them was refused."""
_LONGEST_VALUE = 200

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


def add_drawn(groups: dict[str, dict[str, int]], outcome: Outcome[VerifiedDocument]) -> None:
    """Add the listed values of all drafts of a sample to the group `drawn`, of those refused to `refused`."""
    for rejection in outcome.rejections:
        values = _values(rejection.evidence.get(DRAWN))
        _add(groups, DRAWN, values)
        _add(groups, REFUSED, values)
    if isinstance(outcome.verified, VerifiedDocument):
        _add(groups, DRAWN, _values(outcome.verified.plan.drawn))


def favoured_by_refusals(totals: Totals) -> list[str]:
    """`kind=long 0 of 12 drafts kept` for each listed value that refusals hit far more often than all drafts."""
    share = 1 - totals.yield_share
    found = []
    for name, refused in sorted(totals.group(REFUSED).items()):
        drawn = totals.group(DRAWN)[name]
        if drawn >= _FEWEST and refused / drawn >= max(_MOST_REFUSED, min(2 * share, 1)) and drawn < totals.drafts:
            found.append(f"{name} {drawn - refused} of {drawn} drafts kept")
    return found


def _values(drawn: object) -> list[str]:
    values = drawn if isinstance(drawn, Mapping) else {}
    return [f"{name}={value}" for name, value in values.items() if len(str(value)) <= _LONGEST_VALUE]


def totals_record(totals: Totals) -> dict[str, object]:
    """The entries of the manifest."""
    counts = {name: totals.group("labels").get(name, 0) for name in LABELS}
    missed = favoured_by_refusals(totals)
    more = {"rarer_than_asked": missed} if missed else {}
    return {**totals.yield_record(), **counts, **{name: totals.group(name) for name in GROUPS}, **more}


def _add(groups: dict[str, dict[str, int]], group: str, names: Iterable[str], number: int = 1) -> None:
    counts = groups.setdefault(group, {})
    for name in names:
        counts[name] = counts.get(name, 0) + number
