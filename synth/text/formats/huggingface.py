"""A folder that `datasets.load_dataset` reads: train.jsonl, and a card whose head states the columns' types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from synth.core.errors import DataError, listed
from synth.core.json_lines import compact, write_lines
from synth.text.read import TextDataSet, TextSample

_SPAN_COLUMNS = {
    "start": "int64",
    "end": "int64",
    "label": "string",
    "value": "string",
    "entity_id": "int64",
    "attributes": "string",
}
_OPTIONAL = ("pos", "label", "locale", "template")

Columns = Mapping[str, bool]
"""Name -> whether it is a list of texts, else it is a text."""


def write_hf(texts: TextDataSet, path: Path) -> None:
    """`tokens` with `ner_tags` (class labels, BIO of the outermost spans), `spans` with all of them.

    `pos` where the data set has parts of speech.
    `label`, or a column `label_NAME` for each of several, is of the text as a whole. Attributes are JSON texts, because
    their keys differ from row to row.
    """
    write_hf_parts({"train": texts}, path)


def write_hf_parts(parts: Mapping[str, TextDataSet], path: Path) -> None:
    """As `write_hf`, a file and a split of the card for each part; all have the columns of the first text."""
    path.mkdir()
    first_part = next(iter(parts.values()))
    tags = ["O", *(f"{part}-{label}" for label in first_part.labels for part in "BI")]
    first = first_part.first()
    optional = _optional_columns(first.record if first is not None else {})
    number = sum(write_lines(path / f"{name}.jsonl", _rows(part, tags, optional)) for name, part in parts.items())
    card = _card(first_part.manifest, _features(tags, optional), number, list(parts))
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


def _rows(texts: TextDataSet, tags: Sequence[str], optional: Columns) -> Iterator[dict[str, object]]:
    numbers = {tag: number for number, tag in enumerate(tags)}
    for sample in texts.checked():
        foreign = {token.tag for token in sample.tokens} - numbers.keys()
        if foreign:
            allowed = f"tags of the scene's labels: {listed(min(foreign), list(texts.labels))}"
            raise DataError(f"text {sample.id}", min(foreign), allowed)
        yield _row(sample, numbers, optional)


def _row(sample: TextSample, numbers: Mapping[str, int], optional: Columns) -> dict[str, object]:
    text = sample.text
    row: dict[str, object] = {
        "id": sample.id,
        "text": text,
        "tokens": [text[token.start : token.end] for token in sample.tokens],
        "ner_tags": [numbers[token.tag] for token in sample.tokens],
        "spans": [{**span._asdict(), "attributes": compact(dict(span.attributes))} for span in sample.spans],
        "attributes": compact(dict(sample.attributes)),
    }
    stated = _whole_text_columns(sample.record)
    for key, several in optional.items():
        value = stated.get(key)
        if value is not None and isinstance(value, list) != several:
            raise DataError(
                f"{sample.where}: {key}", value, f"{'a list' if several else 'one value'}, as in the first text"
            )
        row[key] = value if value is None else list(map(str, value)) if several else str(value)
    return row


def _optional_columns(record: Mapping[str, Any]) -> Columns:
    """The columns that this data set has, judged by its first text."""
    return {key: isinstance(value, list) for key, value in _whole_text_columns(record).items()}


def _whole_text_columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record may have beyond spans; each of several labels of the text as a whole is `label_NAME`."""
    labels = {f"label_{name}": value for name, value in record.get("labels", {}).items()}
    return {**{key: record[key] for key in _OPTIONAL if key in record}, **labels}


def _features(tags: Sequence[str], optional: Columns) -> list[dict[str, Any]]:
    names = {str(number): tag for number, tag in enumerate(tags)}
    return [
        {"name": "id", "dtype": "int64"},
        {"name": "text", "dtype": "string"},
        {"name": "tokens", "list": "string"},
        {"name": "ner_tags", "list": {"class_label": {"names": names}}},
        {"name": "spans", "list": [{"name": name, "dtype": dtype} for name, dtype in _SPAN_COLUMNS.items()]},
        {"name": "attributes", "dtype": "string"},
        *({"name": key, "list" if several else "dtype": "string"} for key, several in optional.items()),
    ]


def _card(manifest: Mapping[str, Any], features: list[dict[str, Any]], number: int, splits: Sequence[str]) -> str:
    head = {
        "pretty_name": manifest["name"],
        "task_categories": ["token-classification"],
        "tags": ["synthetic"],
        "configs": [
            {"config_name": "default", "data_files": [{"split": one, "path": f"{one}.jsonl"} for one in splits]}
        ],
        "dataset_info": {"features": features},
    }
    description = manifest.get("description", "")
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n"
        f"# {manifest['name']}\n\n{description}\n\n"
        f"{number} synthetic texts made with synth, seed {manifest['seed']}. `start` and `end` of a span are code "
        "points, half-open. `ner_tags` are of the outermost spans; `spans` has the nested ones too.\n"
    )
