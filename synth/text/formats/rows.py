"""Texts as the rows of a table, with the columns that any of them has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.core.json_lines import compact
from synth.folder.columns import Columns, Kind
from synth.text.read import TextDataSet, TextSample

_OPTIONAL = ("pos", "label", "locale", "template")

_ALWAYS: Mapping[str, Kind] = {
    "id": "int64",
    "text": "string",
    "tokens": ["string"],
    "tags": ["string"],
    "spans": [
        {
            "start": "int64",
            "end": "int64",
            "label": "string",
            "value": "string",
            "entity_id": "int64",
            "attributes": "string",
        }
    ],
    "attributes": "string",
}


def row_columns(texts: TextDataSet) -> Columns:
    """The columns of a data set and of each of its parts, found by reading all of it once.

    `pos`, `label`, `locale` and `template` where a text has them, and `label_NAME` for each of several labels of a text
    as a whole: a list where one text has several of it.
    """
    optional: dict[str, Kind] = {}
    for sample in texts.whole.checked():
        for name, value in _whole_text(sample.record).items():
            if isinstance(value, list) or name not in optional:
                optional[name] = ["string"] if isinstance(value, list) else "string"
    return {**_ALWAYS, **{name: optional[name] for name in sorted(optional, key=_place)}}


def row_of(sample: TextSample, columns: Columns) -> dict[str, Any]:
    """One text. `tags` are BIO tags of the outermost spans; attributes are JSON texts, since their keys differ."""
    text = sample.text
    row: dict[str, Any] = {
        "id": sample.id,
        "text": text,
        "tokens": [text[token.start : token.end] for token in sample.tokens],
        "tags": [token.tag for token in sample.tokens],
        "spans": [{**span._asdict(), "attributes": compact(dict(span.attributes))} for span in sample.spans],
        "attributes": compact(dict(sample.attributes)),
    }
    stated = _whole_text(sample.record)
    return row | {name: _value(stated.get(name), columns[name]) for name in columns.keys() - row.keys()}


def _place(name: str) -> tuple[int, str]:
    return (_OPTIONAL.index(name), "") if name in _OPTIONAL else (len(_OPTIONAL), name)


def _whole_text(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record may have beyond spans; each of several labels of the text as a whole is `label_NAME`."""
    labels = {f"label_{name}": value for name, value in record.get("labels", {}).items()}
    return {**{key: record[key] for key in _OPTIONAL if key in record}, **labels}


def _value(value: Any, kind: Kind) -> str | list[str] | None:
    """A label as a text, or as a list of texts in a column of lists."""
    if value is None:
        return None
    if isinstance(kind, list):
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return str(value)
