"""A folder that `datasets.load_dataset` reads: train.jsonl, and a card whose head tells the columns' types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from synth.dataset.export.json_lines import compact, write_lines
from synth.dataset.export.source import Sample, Source
from synth.errors import DataError

_SPAN_COLUMNS = {
    "start": "int64",
    "end": "int64",
    "label": "string",
    "value": "string",
    "entity_id": "int64",
    "attributes": "string",
}
_OPTIONAL = ("label", "locale", "template")


def write_hf(source: Source, path: Path) -> None:
    """`tokens` with `ner_tags` (class labels, BIO of the outermost spans), `spans` with all of them, `pos` where told.

    Attributes are JSON texts, because their keys differ from row to row.
    """
    path.mkdir()
    tags = ["O", *(f"{part}-{label}" for label in source.labels for part in "BI")]
    first = source.first()
    present = [key for key in ("pos", *_OPTIONAL) if first is not None and key in first.record]
    number = write_lines(path / "train.jsonl", _rows(source, tags, present))
    card = _card(source.manifest, _features(tags, present), number)
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


def _rows(source: Source, tags: Sequence[str], present: Sequence[str]) -> Iterator[dict[str, object]]:
    numbers = {tag: number for number, tag in enumerate(tags)}
    for sample in source.samples():
        foreign = {token.tag for token in sample.tokens} - numbers.keys()
        if foreign:
            raise DataError(
                f"text {sample.id}", min(foreign), f"tags of the scene's labels: {', '.join(source.labels)}"
            )
        yield _row(sample, numbers, present)


def _row(sample: Sample, numbers: Mapping[str, int], present: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = {
        "id": sample.id,
        "text": sample.text,
        "tokens": [sample.text[token.start : token.end] for token in sample.tokens],
        "ner_tags": [numbers[token.tag] for token in sample.tokens],
        "spans": [{**span._asdict(), "attributes": compact(dict(span.attributes))} for span in sample.spans],
        "attributes": compact(dict(sample.attributes)),
    }
    for key in present:
        value = sample.record.get(key)
        row[key] = value if key == "pos" or value is None else str(value)
    return row


def _features(tags: Sequence[str], present: Sequence[str]) -> list[dict[str, Any]]:
    names = {str(number): tag for number, tag in enumerate(tags)}
    plain = [{"name": key, "dtype": "string"} for key in present if key != "pos"]
    return [
        {"name": "id", "dtype": "int64"},
        {"name": "text", "dtype": "string"},
        {"name": "tokens", "list": "string"},
        {"name": "ner_tags", "list": {"class_label": {"names": names}}},
        {"name": "spans", "list": [{"name": name, "dtype": dtype} for name, dtype in _SPAN_COLUMNS.items()]},
        {"name": "attributes", "dtype": "string"},
        *([{"name": "pos", "list": "string"}] if "pos" in present else []),
        *plain,
    ]


def _card(manifest: Mapping[str, Any], features: list[dict[str, Any]], number: int) -> str:
    head = {
        "pretty_name": manifest["name"],
        "task_categories": ["token-classification"],
        "tags": ["synthetic"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "train.jsonl"}]}],
        "dataset_info": {"features": features, "splits": [{"name": "train", "num_examples": number}]},
    }
    told = manifest.get("description", "")
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n"
        f"# {manifest['name']}\n\n{told}\n\n"
        f"{number} synthetic texts made with synth, seed {manifest['seed']}. `start` and `end` of a span are code "
        "points, half-open. `ner_tags` are of the outermost spans; `spans` has the nested ones too.\n"
    )
