"""Names of classes that may be one, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.data.vocabulary.compare import Named, same_names
from synth.quality.finding import Finding


def name_findings(names: Sequence[Named]) -> Iterator[Finding]:
    """What `same_names` says of the names of all sets."""
    for one in same_names(names):
        yield Finding(
            check="vocabulary", data_set=one.named.data_set, where="names of classes", subject=one.named.name,
            given=one.named.name, suggested=one.best, confidence=one.confidence, evidence=one.evidence,
        )  # fmt: skip
