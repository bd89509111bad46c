"""A folder that `datasets.load_dataset` reads: train.jsonl, and a card whose head states the columns' types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from synth.core.errors import DataError, listed
from synth.core.json_lines import write_lines
from synth.folder.columns import Classes, Columns, Kind, loading
from synth.text.formats.rows import row_columns, row_of
from synth.text.read import TextDataSet


def write_hf(texts: TextDataSet, path: Path) -> None:
    """`tokens` with `ner_tags` (class labels, BIO of the outermost spans), `spans` with all of them.

    `pos` where the data set has parts of speech.
    `label`, or a column `label_NAME` for each of several, is of the text as a whole. Attributes are JSON texts, because
    their keys differ from row to row.
    """
    write_hf_parts({"train": texts}, path)


def write_hf_parts(parts: Mapping[str, TextDataSet], path: Path) -> None:
    """As `write_hf`, a file and a split of the card for each part; all have the columns of the whole data set."""
    path.mkdir()
    whole = next(iter(parts.values())).whole
    tags = Classes(("O", *(f"{part}-{label}" for label in whole.labels for part in "BI")))
    columns = row_columns(whole)
    number = sum(write_lines(path / f"{name}.jsonl", _rows(part, columns, tags)) for name, part in parts.items())
    card = _card(whole.manifest, _with_classes(columns, tags), number, list(parts))
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


def _rows(texts: TextDataSet, columns: Columns, tags: Classes) -> Iterator[dict[str, object]]:
    numbers = {tag: number for number, tag in enumerate(tags.names)}
    for sample in texts.checked():
        foreign = {token.tag for token in sample.tokens} - numbers.keys()
        if foreign:
            allowed = f"tags of the scene's labels: {listed(min(foreign), list(texts.labels))}"
            raise DataError(f"text {sample.id}", min(foreign), allowed)
        row = row_of(sample, columns)
        yield {_called(name): [numbers[tag] for tag in row[name]] if name == "tags" else row[name] for name in columns}


def _with_classes(columns: Columns, tags: Classes) -> Columns:
    classes: Kind = [tags]
    return {_called(name): classes if name == "tags" else kind for name, kind in columns.items()}


def _called(name: str) -> str:
    """The name that models for tokens look for."""
    return "ner_tags" if name == "tags" else name


def _card(manifest: Mapping[str, Any], columns: Columns, number: int, splits: Sequence[str]) -> str:
    head = {
        "pretty_name": manifest["name"],
        "task_categories": ["token-classification"],
        "tags": ["synthetic"],
        **loading({name: f"{name}.jsonl" for name in splits}, columns),
    }
    description = manifest.get("description", "")
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n"
        f"# {manifest['name']}\n\n{description}\n\n"
        f"{number} synthetic texts made with synth, seed {manifest['seed']}. `start` and `end` of a span are code "
        "points, half-open. `ner_tags` are of the outermost spans; `spans` has the nested ones too.\n"
    )
