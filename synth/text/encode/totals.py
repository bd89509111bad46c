"""What is counted over texts, in memory that does not grow with them and equally however they are cut into chunks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from synth.folder.facts import Yield

MOST_VALUES = 100
"""An attribute with more distinct values than this is a measurement or a name, and its values are not counted."""

NO_VALUE = "(none)"
"""What an empty list of a multi-label attribute counts as."""

Counts = Mapping[str, int]

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTotals(Yield):
    """Counts over written texts. `spans`: label -> number; `lengths`: shortest text of a bin, in code points -> texts.

    `attributes`: name -> value (as JSON, texts without quotes) -> texts, a list counted by its members; a name that
    took more than `MOST_VALUES` values maps to nothing.
    """

    characters: int = 0
    tokens: int = 0
    spans: Counts = field(default_factory=dict)
    attributes: Mapping[str, Counts] = field(default_factory=dict)
    templates: Counts = field(default_factory=dict)
    locales: Counts = field(default_factory=dict)
    quotas: Counts = field(default_factory=dict)
    lengths: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: TextTotals) -> TextTotals:
        names = self.attributes.keys() | other.attributes.keys()
        return TextTotals(
            written=self.written + other.written,
            given_up=self.given_up + other.given_up,
            rejected=_sum(self.rejected, other.rejected),
            characters=self.characters + other.characters,
            tokens=self.tokens + other.tokens,
            spans=_sum(self.spans, other.spans),
            attributes={name: _sum_values(self.attributes.get(name), other.attributes.get(name)) for name in names},
            templates=_sum(self.templates, other.templates),
            locales=_sum(self.locales, other.locales),
            quotas=_sum(self.quotas, other.quotas),
            lengths=_sum(self.lengths, other.lengths),
        )

    def record(self) -> dict[str, object]:
        """The entries of the manifest, in JSON's own types."""
        return {
            **self.yield_record(),
            "characters": self.characters,
            "tokens": self.tokens,
            "spans": self.spans,
            "attributes": self.attributes,
            "templates": self.templates,
            "locales": self.locales,
            "quotas": self.quotas,
            "lengths": {str(length): number for length, number in self.lengths.items()},
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> TextTotals:
        """The inverse of `record`."""
        fields: dict[str, Any] = {name: value for name, value in record.items() if name not in ("drafts", "yield")}
        fields["lengths"] = {int(length): number for length, number in record["lengths"].items()}
        return cls(**fields)


NOTHING = TextTotals(written=0, given_up=0, rejected={})
"""The totals of no sample."""


def length_bins(lengths: Iterable[int]) -> dict[int, int]:
    """Lengths by the lower edge of their bin: 0, 1, 2, 3, 4, 6, 8, 12, 16, 24 ..., two bins for each doubling."""
    bins: Counter[int] = Counter()
    for length, number in Counter(lengths).items():
        shift = max(length.bit_length() - 2, 0)
        bins[length >> shift << shift] += number
    return dict(bins)


def attribute_counts(samples: Iterable[Mapping[str, str]]) -> dict[str, Counts]:
    """Counts of the attributes of some samples, each given as name -> value in JSON."""
    columns: dict[str, list[str]] = {}
    for sample in samples:
        for name, value in sample.items():
            columns.setdefault(name, []).append(value)
    return {name: _value_counts(Counter(column)) for name, column in columns.items()}


def _value_counts(column: Mapping[str, int]) -> Counts:
    """Counts of values by their text, out of counts by their JSON; nothing where there are too many."""
    if sum(not value.startswith("[") for value in column) > MOST_VALUES:
        return {}
    counts: Counter[str] = Counter()
    for value, number in column.items():
        for text in _value_texts(json.loads(value)):
            counts[text] += number
    return dict(counts) if len(counts) <= MOST_VALUES else {}


def _value_texts(value: object) -> Iterable[str]:
    if isinstance(value, list):
        return (_value_text(member) for member in value) if value else (NO_VALUE,)
    return (_value_text(value),)


def _value_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _sum(one: Mapping[K, int], other: Mapping[K, int]) -> dict[K, int]:
    return dict(Counter(one) + Counter(other))


def _sum_values(one: Counts | None, other: Counts | None) -> Counts:
    """The sum of two counts of one attribute's values; None: the attribute did not occur, empty: too many values."""
    if one is None or other is None:
        return one or other or {}
    if not one or not other:
        return {}
    both = _sum(one, other)
    return both if len(both) <= MOST_VALUES else {}
