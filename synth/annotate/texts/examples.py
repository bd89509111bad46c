"""Labelled texts of any set as what a tagger is fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.annotate.texts.read import records
from synth.text.learn.fit import Example


def examples_in(data: Path) -> Iterator[Example]:
    """Of a set of texts. DataError at a line that is no text, or whose spans do not lie in it."""
    return (example_of(record) for _, record in records(data))


def examples_of(lines: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    """Of lines of text.jsonl."""
    return map(example_of, lines)


def example_of(record: Mapping[str, Any]) -> Example:
    """A text with its spans and those labels of the whole text that are one plain value."""
    labels = {**record.get("labels", {}), **({"label": record["label"]} if "label" in record else {})}
    return Example(
        text=record["text"],
        ranges=tuple((span["start"], span["end"], span["label"]) for span in record["spans"]),
        classes={name: str(value) for name, value in labels.items() if isinstance(value, str | int)},
    )
