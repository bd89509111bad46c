"""The texts of a finished data set as exports see them: one at a time, with tokens, checked against the characters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.core.labels import NO_ATTRIBUTES, Span, Token
from synth.folder.finished import labels_file
from synth.text.grammar.tokens import tokens_of


class Sample(NamedTuple):
    """One text with its labels; spans are sorted by start, outer first. `record` is its line of text.jsonl."""

    id: int
    text: str
    spans: tuple[Span, ...]
    tokens: tuple[Token, ...]
    record: Mapping[str, Any]

    @property
    def attributes(self) -> Mapping[str, Any]:
        """What is told of the text as a whole."""
        return self.record.get("attributes", NO_ATTRIBUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A finished data set of texts."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that a span may have, in the order of the scene."""
        return tuple(self.manifest.get("spec", {}).get("labels", ()))

    def samples(self) -> Iterator[Sample]:
        """The texts in file order, one in memory at a time; DataError where a label is not at its characters."""
        path = self.folder / "text.jsonl"
        for number, record in enumerate(iter_jsonl(path), 1):
            yield _sample_of(record, f"{path}:{number}")

    def first(self) -> Sample | None:
        """The first text, for what all texts of the data set have in common."""
        return next(self.samples(), None)


def open_source(folder: Path) -> Source:
    """The data set in `folder`; DataError where there is no finished data set of texts."""
    labels_file(folder, "texts")
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(str(path), str(error), "a JSON object") from error
    return Source(folder=folder, manifest=manifest)


def _sample_of(record: Mapping[str, Any], where: str) -> Sample:
    try:
        text = record["text"]
        spans = tuple(sorted(map(_span_of, record["spans"]), key=lambda span: (span.start, -span.end)))
        tokens = _tokens_of(record, text, spans)
        sample = Sample(record["id"], text, spans, tokens, record)
    except KeyError as error:
        raise DataError(where, sorted(record), f"a text record with the key {error}") from error
    for span in spans:
        if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != span.value:
            raise DataError(
                where, (span.start, span.end, span.value), f"text[start:end] to be the value of {span.label}"
            )
    return sample


def _span_of(one: Mapping[str, Any]) -> Span:
    return Span(
        one["start"], one["end"], one["label"], one["value"], one["entity_id"], one.get("attributes", NO_ATTRIBUTES)
    )


def _tokens_of(record: Mapping[str, Any], text: str, spans: tuple[Span, ...]) -> tuple[Token, ...]:
    """The record's own tokens, or, where the data set was made without, words and marks cut at the borders of spans."""
    if "tokens" not in record:
        return tokens_of(text, spans)
    pos = record.get("pos") or [""] * len(record["tokens"])
    return tuple(
        Token(start, end, tag, part)
        for (start, end), tag, part in zip(record["tokens"], record["tags"], pos, strict=True)
    )
