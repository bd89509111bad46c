"""What the files say about a whole run: the caller's facts and the folder's own totals."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from synth.folder.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What only the caller knows. `name` is the data set's, `spec` and `config` are plain JSON values.

    `versions` (package -> version) and `wall_time_s` go to the manifest only, so that the other files are reproducible.
    `hashes` names what the pixels depend on (pack, models), as sha256; `licence` is an SPDX identifier.
    """

    name: str
    description: str
    spec: Mapping[str, object]
    config: Mapping[str, object]
    versions: Mapping[str, str]
    hashes: Mapping[str, str] = field(default_factory=dict)
    licence: str = "CC0-1.0"
    wall_time_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What became of the samples of a folder and of their drafts. `rejected`: check -> drafts it refused."""

    written: int
    given_up: int
    rejected: Mapping[str, int]

    @property
    def drafts(self) -> int:
        """All drafts that were judged."""
        return self.written + sum(self.rejected.values())

    @property
    def yield_share(self) -> float:
        """Accepted drafts / all drafts; 0 where there was none."""
        return self.written / self.drafts if self.drafts else 0.0

    def yield_record(self) -> dict[str, object]:
        """The entries of the manifest."""
        return {
            "written": self.written,
            "given_up": self.given_up,
            "drafts": self.drafts,
            "rejected": self.rejected,
            "yield": self.yield_share,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Yield):
    """Counts over a finished folder of pictures. `instances`: category -> number."""

    instances: Mapping[str, int]

    def record(self) -> dict[str, object]:
        """The entries of the manifest."""
        return {**self.yield_record(), "instances": self.instances}


def totals_of(entries: Iterable[Entry]) -> Totals:
    """Count a journal of pictures."""
    found, counts = tally(entries)
    return Totals(
        written=found.written, given_up=found.given_up, rejected=found.rejected, instances=counts["instances"]
    )


def tally(entries: Iterable[Entry]) -> tuple[Yield, Mapping[str, Counter[str]]]:
    """What became of the samples of a journal, and the sums of their counts: group -> name -> number."""
    rejected: Counter[str] = Counter()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    written = given_up = 0
    for entry in entries:
        written, given_up = written + entry.written, given_up + (not entry.written)
        rejected.update(json.loads(rejection)["check"] for rejection in entry.rejections)
        for group, numbers in json.loads(entry.counts or "{}").items():
            counts[group].update(numbers)
    return Yield(written=written, given_up=given_up, rejected=dict(rejected)), counts
