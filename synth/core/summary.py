"""The summary of a run, for the last lines on the terminal and for the comparison of a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.core.progress import duration_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """`written` of `count` samples are in `out`; `rejected` samples are not, after all their attempts.

    `instances` is the number of labelled objects, `unit` the name of their kind; an annotator looked for `judged` of
    them, and read `confirmed` back. `drafts` is the number of drafts,
    `refused` the number of rejected ones for each check; both include those of an earlier, interrupted run.
    `quotas` are the lines of a table: what was asked, planned and written of each rare case, and its members. `rarer`
    says which values refusals made rarer than the scene asks for. `notes` are the numbers of notes on accepted drafts,
    by kind, of this call; `seconds` is its wall time.
    """

    out: Path
    count: int
    written: int
    rejected: int = 0
    instances: int
    judged: int = 0
    confirmed: int = 0
    unit: str = "instances"
    drafts: int
    refused: Mapping[str, int] = field(default_factory=dict)
    quotas: Sequence[str] = ()
    rarer: Sequence[str] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    seconds: float
    report: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether every requested sample is on disk."""
        return self.written == self.count

    @property
    def yield_share(self) -> float:
        """Kept drafts of all drafts, 0-1."""
        return self.written / self.drafts if self.drafts else 0.0

    @property
    def shortfall(self) -> str:
        """One line for a run that is not complete: how much is missing, and which check refused most drafts."""
        check, number = max(self.refused.items(), key=lambda item: item[1])
        return (
            f"{self.out}: {self.written} of {self.count} samples; all drafts of the others were refused, "
            f"most by the check '{check}' ({number}); see rejected.jsonl"
        )

    def lines(self) -> list[str]:
        """The short summary that ends a run."""
        reasons = _listed(self.refused)
        return [
            *self._confirmed(),
            f"written   {self.written} of {self.count} samples with {self.instances} {self.unit}",
            f"refused   {sum(self.refused.values())} drafts" + (f": {reasons}" if reasons else ""),
            f"yield     {self.yield_share:.0%}",
            *[f"{'' if line else 'quotas':10}{text}" for line, text in enumerate(self.quotas)],
            *[f"rarer     {value}" for value in self.rarer],
            *([f"notes     {_listed(self.notes)}"] if self.notes else []),
            f"time      {duration_text(self.seconds)}",
            f"look at   {self.report or self.out}",
        ]

    def _confirmed(self) -> Iterator[str]:
        if self.judged:
            words = confirmed_words(self.confirmed, self.judged)
            yield f"labels    {words}: {self.confirmed} of {self.judged} read back"

    def row(self) -> dict[str, object]:
        """The numbers that a sweep compares."""
        return {
            "out": str(self.out),
            "written": self.written,
            "count": self.count,
            "instances": self.instances,
            **({"confirmed": round(self.confirmed / self.judged, 4)} if self.judged else {}),
            "drafts": self.drafts,
            "refused": dict(sorted(self.refused.items())),
            "yield": round(self.yield_share, 4),
            "seconds": round(self.seconds, 2),
        }


def confirmed_words(confirmed: int, judged: int) -> str:
    """The share of the labels that an annotator read back, in whole per cent and never more than it is."""
    return f"{100 * confirmed // judged} % of labels confirmed"


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(numbers.items()))
