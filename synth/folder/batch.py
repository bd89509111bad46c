"""A batch: the outcomes of consecutive samples as bytes for the disk, wherever they were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, NamedTuple

from synth.core.outcome import Note, Outcome
from synth.folder.lines import rejection_lines
from synth.folder.totals import Totals

REJECTED = "rejected"
"""The part that every kind has: the lines of rejected.jsonl."""


class SampleFile(NamedTuple):
    """A file of one sample: its name, a path below the folder of samples' files, and its bytes."""

    sample_id: int
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """sha256 (hex) of the bytes."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Samples `first` to `first` + `number` - 1, encoded.

    `parts`: part -> for each sample its lines, newlines included, or nothing. `keys` are what a screen compares samples
    by (see `synth.kinds.Kind.screen`); empty where a kind has none.
    """

    first: int
    number: int
    parts: Mapping[str, Sequence[bytes]]
    totals: Totals
    files: tuple[SampleFile, ...] = ()
    notes: tuple[Note, ...] = ()
    keys: Sequence[Any] = ()

    def with_sample(self, sample_id: int, before: Totals, after: Batch) -> Batch:
        """The batch in which one sample, whose own totals were `before`, is replaced by `after`."""
        place = sample_id - self.first
        parts = {
            name: [*lines[:place], after.parts[name][0], *lines[place + 1 :]] for name, lines in self.parts.items()
        }
        return replace(
            self,
            parts=parts,
            totals=self.totals - before + after.totals,
            files=(
                *(file for file in self.files if file.sample_id < sample_id),
                *after.files,
                *(file for file in self.files if file.sample_id > sample_id),
            ),
            keys=[*self.keys[:place], *after.keys, *self.keys[place + 1 :]],
        )


@dataclass(slots=True, kw_only=True)
class BatchContent:
    """What a kind adds to the batch of some outcomes: see `Batch`. Groups count only samples that are written."""

    parts: dict[str, list[bytes]]
    groups: Mapping[str, Mapping[str, int]]
    files: list[SampleFile] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    keys: Sequence[Any] = ()


def batch_of(outcomes: Sequence[Outcome[Any]], verified: type, content: BatchContent) -> Batch:
    """The batch of outcomes with consecutive ids. What is verified has the `plan` that it was made of.

    TypeError for a draft that is not `verified`, so that only what was verified can be written; ValueError for ids that
    are not consecutive, for a sample given up without a rejection, or for a plan or a rejection of another sample.
    """
    for sample_id, outcome in enumerate(outcomes, outcomes[0].sample_id):
        _check(outcome, sample_id, verified)
    rejected = [_rejected(outcome) if outcome.rejections else b"" for outcome in outcomes]
    written = sum(outcome.verified is not None for outcome in outcomes)
    return Batch(
        first=outcomes[0].sample_id,
        number=len(outcomes),
        parts={**content.parts, REJECTED: rejected},
        totals=Totals(
            written=written,
            given_up=len(outcomes) - written,
            rejected=Counter(rejection.check for outcome in outcomes for rejection in outcome.rejections),
            groups=content.groups,
        ),
        files=tuple(content.files),
        notes=tuple(content.notes),
        keys=content.keys,
    )


def _rejected(outcome: Outcome[Any]) -> bytes:
    lines = rejection_lines(outcome.rejections, given_up=outcome.verified is None)
    return b"".join([line.encode() + b"\n" for line in lines])


def _check(outcome: Outcome[Any], sample_id: int, verified: type) -> None:
    if outcome.sample_id != sample_id:
        raise ValueError(f"sample {sample_id} is next, got the outcome of sample {outcome.sample_id}")
    if outcome.verified is None:
        if not outcome.rejections:
            raise ValueError(f"sample {sample_id}: given up without a rejection")
    elif not isinstance(outcome.verified, verified):
        raise TypeError(f"only a {verified.__name__} can be written, got {type(outcome.verified).__name__}")
    elif (planned := outcome.verified.plan.sample_id) != sample_id:
        raise ValueError(f"sample {sample_id}: a draft of sample {planned}")
    for rejection in outcome.rejections:
        if rejection.sample_id != sample_id:
            raise ValueError(f"sample {sample_id}: a rejection of sample {rejection.sample_id}")
