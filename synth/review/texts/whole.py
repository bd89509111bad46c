"""Labels of texts as wholes, such as an intent: which there are, and how the page names them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synth.annotate.texts.job import BY_MODEL

MOST_VALUES = 100
"""Values of a label that is a class; one with more is an id, a title or a sum."""

_ONE, _SEVERAL = "label", "labels"
"""Keys of a line: its one label, and its labels by name."""

Scalar = str | int


def whole_labels(record: Mapping[str, Any]) -> dict[str, Scalar]:
    """Key -> value of the labels of a line as a whole: of `label`, and of each of `labels` as `labels.NAME`."""
    several = record.get(_SEVERAL)
    found = {f"{_SEVERAL}.{name}": value for name, value in several.items()} if isinstance(several, dict) else {}
    if _ONE in record:
        found[_ONE] = record[_ONE]
    return {key: value for key, value in found.items() if type(value) in (str, int) and "." not in name_of(key)}


def values_in(records: Iterable[Mapping[str, Any]]) -> dict[str, list[Scalar]]:
    """Key -> values, the most frequent first, of those labels that are classes: with 2 to `MOST_VALUES` values."""
    counts = defaultdict[str, Counter[Scalar]](Counter)
    for record in records:
        for key, value in whole_labels(record).items():
            if len(counts[key]) <= MOST_VALUES:
                counts[key][value] += 1
    return {
        key: [value for value, _ in found.most_common()]
        for key, found in counts.items()
        if 1 < len(found) <= MOST_VALUES
    }


def name_of(key: str) -> str:
    """The name of a label as people know it."""
    return key.removeprefix(f"{_SEVERAL}.")


def signature_key(key: str) -> str:
    """Where a line says which model gave a label of the text as a whole."""
    return f"{BY_MODEL}.{name_of(key)}"


def shown(key: str, value: Scalar, record: Mapping[str, Any]) -> dict[str, Any]:
    """A label as the page gets it."""
    by_model = stated_by_model(key, record) or {}
    return {
        "id": id_of(key), "of": name_of(key), "category": str(value), "score": by_model.get("score"),
        "attributes": by_model,
    }  # fmt: skip


def stated_by_model(key: str, record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a line says of the model that gave a label; None where it says nothing."""
    by_model = record.get(BY_MODEL)
    found = by_model.get(name_of(key)) if isinstance(by_model, dict) else None
    return found if isinstance(found, dict) else None


def id_of(key: str) -> str:
    """The id that the page knows a label by."""
    return f"w:{key}"


def shown_values(values: Mapping[str, Sequence[Scalar]]) -> dict[str, list[str]]:
    """Id in the page -> the values of its label."""
    return {id_of(key): [str(value) for value in found] for key, found in values.items()}
