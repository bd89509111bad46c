"""Outcomes of texts as bytes for the disk: lines of text.jsonl, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from synth.core.outcome import Outcome
from synth.folder.batch import Batch, BatchContent, batch_of
from synth.folder.totals import Counts
from synth.people.glance import GLANCES
from synth.text.encode.lines import attributes_of, encoded, one_label, text_line
from synth.text.encode.totals import (
    COLUMNS,
    RECOGNISABLE,
    attribute_counts,
    label_column,
    recognisable,
    size_groups,
)
from synth.text.grammar.duplicates import key_of
from synth.text.records import VerifiedText

T = TypeVar("T")
G = TypeVar("G")

PARTS = ("text",)
"""The lines that a text adds to the files of its data set."""


def encode_texts(outcomes: Sequence[Outcome[VerifiedText]], seed: int, labels: Sequence[str], *, near: bool) -> Batch:
    """The batch of some outcomes, with what a screen for duplicates compares them by: of a text its hash, or all of it
    where `near` duplicates count (None: given up).

    Errors as of `batch_of`; ValueError for a span label that is not one of `labels` or a value that has no place in
    JSON.
    """
    written = [outcome.verified for outcome in outcomes if isinstance(outcome.verified, VerifiedText)]
    attributes = [attributes_of(sample) for sample in written]
    lines = encoded([text_line(sample, seed, values) for sample, values in zip(written, attributes, strict=True)])
    keys: list[int | str] = [sample.draft.text if near else key_of(sample.draft.text) for sample in written]
    groups = _groups(written, attributes)
    foreign = groups["spans"].keys() - set(labels)
    if foreign:
        raise ValueError(f"samples from {outcomes[0].sample_id}: label {min(foreign)!r} is not in {sorted(labels)}")
    content = BatchContent(
        parts={"text": _in_place(lines, outcomes, b"")},
        groups=groups,
        keys=_in_place(keys, outcomes, None),
    )
    return batch_of(outcomes, VerifiedText, content)


def _in_place(found: list[T], outcomes: Sequence[Outcome[VerifiedText]], given_up: G) -> list[T] | list[T | G]:
    """What was made of the written texts, with `given_up` in the places of the others."""
    if len(found) == len(outcomes):
        return found
    rest = iter(found)
    return [next(rest) if isinstance(outcome.verified, VerifiedText) else given_up for outcome in outcomes]


def _columns(samples: Sequence[VerifiedText], attributes: Sequence[Mapping[str, str]]) -> Counts:
    labelled = [
        one_label({name: values[name] for name in sample.draft.attributes})
        for sample, values in zip(samples, attributes, strict=True)
        if sample.draft.attributes
    ]
    columns = Counter(["labels" if value is None else label_column(value) for value in labelled])
    columns["pos"] = sum([any(token.pos for token in sample.tokens) for sample in samples if sample.tokens])
    columns["provenance"] = sum([bool(sample.draft.provenance) for sample in samples])
    columns["true_spans"] = sum([sample.draft.truth is not sample.draft.spans for sample in samples])
    return +columns


def _groups(samples: Sequence[VerifiedText], attributes: Sequence[Mapping[str, str]]) -> dict[str, Mapping[str, int]]:
    """What is counted over texts: see `synth.text.encode.totals`."""
    plans, drafts = [sample.plan for sample in samples], [sample.draft for sample in samples]
    lengths = [len(draft.text) for draft in drafts]
    tokens = [len(sample.tokens) for sample in samples if sample.tokens]
    return {
        "sums": {"characters": sum(lengths), "tokens": sum(tokens)},
        **size_groups(lengths, [len(draft.spans) for draft in drafts], tokens),
        "spans": Counter([span[2] for draft in drafts for span in draft.spans]),
        RECOGNISABLE: recognisable([span[2:4] for draft in drafts for span in draft.spans if span[2] in GLANCES]),
        "templates": Counter([plan.template for plan in plans]),
        "locales": Counter([plan.locale for plan in plans]),
        "quotas": Counter([quota for plan in plans for quota in plan.quotas]),
        COLUMNS: _columns(samples, attributes),
        **attribute_counts(attributes),
    }
