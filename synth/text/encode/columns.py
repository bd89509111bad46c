"""The columns of text.jsonl, for the head of the card: the same whichever text comes first."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.columns import JSON, Columns, Kind
from synth.folder.totals import Totals
from synth.text.encode.totals import COLUMNS

_LABEL = "label "

SPANS: Kind = [
    {
        "start": "int64",
        "end": "int64",
        "label": "string",
        "value": "string",
        "entity_id": "int64",
        "attributes": JSON,
    }
]

_ALWAYS: Mapping[str, Kind] = {
    "id": "int64",
    "text": "string",
    "spans": SPANS,
    "attributes": JSON,
    "locale": "string",
    "template": "string",
    "seed": "int64",
}

_TOKENS: Mapping[str, Kind] = {"tokens": [["int64"]], "tags": ["string"]}
_SOME: Mapping[str, Kind] = {"labels": JSON, "pos": ["string"], "provenance": JSON, "true_spans": SPANS}


def text_columns(totals: Totals) -> Columns:
    """The keys that any line has, each with its type."""
    found = totals.group(COLUMNS)
    label = {name.removeprefix(_LABEL) for name in found if name.startswith(_LABEL)}
    return {
        **_ALWAYS,
        **({"label": _common(label)} if label else {}),
        **(_TOKENS if totals.group("sums").get("tokens") else {}),
        **({"quotas": ["string"]} if totals.group("quotas") else {}),
        **{name: kind for name, kind in _SOME.items() if name in found},
    }


def _common(types: set[str]) -> Kind:
    """The type that holds values of all of these types."""
    if len(types) == 1:
        return next(iter(types))
    return "float64" if types == {"int64", "float64"} else JSON
