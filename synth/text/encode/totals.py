"""What is counted over texts: characters and tokens, spans by label, texts by length, attribute and source."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synth.folder.totals import MOST_VALUES, OPEN, Counts, Totals
from synth.people.glance import GLANCES

NO_VALUE = "(none)"
"""What an empty list of a multi-label attribute counts as."""

RECOGNISABLE = "recognisable"
"""The group of how many spans of each label are seen at a glance to be none of real life (`synth.people.glance`)."""

GROUPS = ("spans", RECOGNISABLE, "templates", "locales", "quotas")

SIZES = ("characters", "spans", "tokens")
"""What texts are measured by; `sizes_in` counts them by the number."""

COLUMNS = "columns"
"""The group of how many lines have each key that not every data set has; of a `label` with its type, `label string`."""

_SIZES_OF = "texts by "
_OTHER_KEYS = ("labels", "pos", "provenance", "true_spans")
_TYPES = {'"': "string", "t": "bool", "f": "bool"}
"""How a value that is no number begins in JSON -> its type."""


def totals_record(totals: Totals) -> dict[str, object]:
    """The entries of the manifest."""
    sums = {name: totals.group("sums").get(name, 0) for name in ("characters", "tokens")}
    groups = {name: totals.group(name) for name in GROUPS}
    lengths = length_bins(sizes_in(totals, "characters"))
    return {**totals.yield_record(), **sums, "attributes": attributes_in(totals), **groups, "lengths": lengths}


def size_groups(characters: Sequence[int], spans: Sequence[int], tokens: Sequence[int]) -> dict[str, Counts]:
    """Texts by what they measure, out of the numbers of all texts; `tokens` only of those that have any."""
    numbers = dict(zip(SIZES, (characters, spans, tokens), strict=True))
    return {
        f"{_SIZES_OF}{name}": {str(number): texts for number, texts in Counter(found).items()}
        for name, found in numbers.items()
    }


def sizes_in(totals: Totals, name: str) -> dict[int, int]:
    """Number of characters, spans or tokens -> texts with so many."""
    return {int(number): texts for number, texts in totals.group(f"{_SIZES_OF}{name}").items()}


def attributes_in(totals: Totals) -> dict[str, Counts]:
    """Attribute -> value (texts without quotes, others as JSON) -> texts, a list counted by its members; nothing for an
    attribute that took more than `MOST_VALUES` values.
    """
    return {name.removeprefix(OPEN): counts for name, counts in totals.groups.items() if name.startswith(OPEN)}


def groups_of(records: Sequence[Mapping[str, Any]]) -> dict[str, Counts]:
    """What is counted over texts, each given as its line says it."""
    lengths = [len(record["text"]) for record in records]
    tokens = [len(record["tokens"]) for record in records if "tokens" in record]
    return {
        "sums": {"characters": sum(lengths), "tokens": sum(tokens)},
        **size_groups(lengths, [len(record["spans"]) for record in records], tokens),
        "spans": Counter([span["label"] for record in records for span in record["spans"]]),
        RECOGNISABLE: recognisable((span["label"], span["value"]) for record in records for span in record["spans"]),
        "templates": Counter([record["template"] for record in records]),
        "locales": Counter([record["locale"] for record in records]),
        "quotas": Counter([quota for record in records for quota in record.get("quotas", ())]),
        COLUMNS: Counter([column for record in records for column in _columns(record)]),
        **attribute_counts(
            {name: json.dumps(value) for name, value in record["attributes"].items()} for record in records
        ),
    }


def recognisable(spans: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The spans, each as (label, value), that are seen at a glance to be none of real life, by label."""
    return dict(Counter([label for label, value in spans if label in GLANCES and GLANCES[label](value)]))


def label_column(value: str) -> str:
    """What a `label`, given in JSON, counts as in the group `COLUMNS`."""
    return f"label {_TYPES.get(value[0]) or ('float64' if set(value) & set('.eE') else 'int64')}"


def _columns(record: Mapping[str, Any]) -> list[str]:
    label = [label_column(json.dumps(record["label"]))] if "label" in record else []
    return [*label, *(key for key in _OTHER_KEYS if key in record)]


def length_bins(lengths: Mapping[int, int]) -> dict[str, int]:
    """Texts by their length in code points (length -> texts), by the lower edge of its bin: 0, 1, 2, 3, 4, 6, 8, 12,
    16, 24 ..., two bins for each doubling.
    """
    bins: Counter[str] = Counter()
    for length, number in lengths.items():
        shift = max(length.bit_length() - 2, 0)
        bins[str(length >> shift << shift)] += number
    return dict(bins)


def attribute_counts(samples: Iterable[Mapping[str, str]]) -> dict[str, Counts]:
    """Counts of the attributes of some samples, each given as name -> value in JSON, as open groups."""
    columns: dict[str, list[str]] = {}
    for sample in samples:
        for name, value in sample.items():
            columns.setdefault(name, []).append(value)
    return {OPEN + name: _value_counts(Counter(column)) for name, column in columns.items()}


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
