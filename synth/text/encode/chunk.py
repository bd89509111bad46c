"""A chunk: the outcomes of some consecutive samples, encoded for the disk, wherever they were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth.folder.lines import rejection_line
from synth.text.encode.lines import TextOutcome, attributes_of, encoded, text_line
from synth.text.encode.totals import TextTotals, attribute_counts, length_bins
from synth.text.records import VerifiedText


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChunk:
    """Samples `first` to `first` + `number` - 1 as lines of text.jsonl and rejected.jsonl, counted."""

    first: int
    number: int
    texts: bytes
    rejections: bytes
    totals: TextTotals


def encode_chunk(outcomes: Sequence[TextOutcome], seed: int) -> TextChunk:
    """The chunk of outcomes with consecutive ids.

    TypeError for a text that is not a `VerifiedText`; ValueError for ids that are not consecutive, for a sample given
    up without a rejection, or for a value that has no place in JSON.
    """
    first = outcomes[0].sample_id if outcomes else 0
    for sample_id, outcome in enumerate(outcomes, first):
        _check(outcome, sample_id)
    samples = [outcome.verified for outcome in outcomes if outcome.verified is not None]
    attributes = [attributes_of(sample) for sample in samples]
    lines = [text_line(sample, seed, told) for sample, told in zip(samples, attributes, strict=True)]
    rejected = Counter(rejection.check for outcome in outcomes for rejection in outcome.rejections)
    return TextChunk(
        first=first,
        number=len(outcomes),
        texts=encoded(lines),
        rejections=encoded(list(_rejection_lines(outcomes))),
        totals=_totals(samples, attributes, given_up=len(outcomes) - len(samples), rejected=rejected),
    )


def _check(outcome: TextOutcome, sample_id: int) -> None:
    sample, rejections = outcome.verified, outcome.rejections
    if sample is not None and not isinstance(sample, VerifiedText):
        raise TypeError(f"only a VerifiedText can be written, got {type(sample).__name__}")
    if sample is None and not rejections:
        raise ValueError(f"sample {sample_id}: given up without a rejection")
    own = outcome.sample_id == sample_id and (sample is None or sample.plan.sample_id == sample_id)
    if not own or any(rejection.sample_id != sample_id for rejection in rejections):
        raise ValueError(f"sample {sample_id} is next, got the outcome of another: {outcome.sample_id}")


def _rejection_lines(outcomes: Sequence[TextOutcome]) -> Iterator[str]:
    for outcome in outcomes:
        last = len(outcome.rejections) - 1 if outcome.verified is None else -1
        for number, rejection in enumerate(outcome.rejections):
            yield rejection_line(rejection, given_up=number == last)


def _totals(
    samples: Sequence[VerifiedText], attributes: Sequence[Mapping[str, str]], *, given_up: int, rejected: Counter[str]
) -> TextTotals:
    lengths = [len(sample.draft.text) for sample in samples]
    return TextTotals(
        written=len(samples),
        given_up=given_up,
        rejected=dict(rejected),
        characters=sum(lengths),
        tokens=sum(len(sample.tokens) for sample in samples),
        spans=dict(Counter([span.label for sample in samples for span in sample.draft.spans])),
        attributes=attribute_counts(attributes),
        templates=dict(Counter([sample.plan.template for sample in samples])),
        locales=dict(Counter([sample.plan.locale for sample in samples])),
        quotas=dict(Counter([quota for sample in samples for quota in sample.plan.quotas])),
        lengths=length_bins(lengths),
    )
