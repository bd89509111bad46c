"""Labelled texts as tools write them in JSON Lines, CSV or CoNLL, one at a time: spans, classes, variables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.json_stream import LARGEST_VALUE, iter_jsonl
from synth.core.plain_file import check_plain
from synth.core.strict_json import check_value
from synth.text.learn.words import ranges_of
from synth.text.read import TEXTS

ONE_CLASS = "label"
"""Name of the class of texts that have one class, which nobody named."""

_SPANS = ("spans", "slots", "entities")
_CLASSES = ("label", "intent", "class", "category")
_TAGS = ("tags", "ner_tags")
_KNOWN = {"id", "text", "tokens", "labels", "attributes", "locale", "seed", "template", "pos", "provenance", "quotas",
          "true_spans", *_SPANS, *_CLASSES, *_TAGS}  # fmt: skip
_ENDINGS = ("jsonl", "csv", "conll", "bio", "iob")
_NEEDED = f"a folder with {TEXTS.file}, or a file: {', '.join(f'.{ending}' for ending in _ENDINGS)}"


class LabelledSpan(NamedTuple):
    """`text[start:end]` has the label; in code points."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """`spans` in order, outer before inner; `classes`: name -> class of the whole text; `variables`: what else is said
    of it in one word (locale, channel ...).
    """

    text: str
    spans: tuple[LabelledSpan, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


def text_file(data: Path) -> Path | None:
    """The file of texts that a folder or file is, by its name and its first line; None where it is none."""
    if data.is_dir():
        return data / TEXTS.file if (data / TEXTS.file).is_file() else None
    ending = data.suffix[1:]
    if ending == "jsonl":
        first = next(iter_jsonl(data), {})
        return data if "text" in first or "tokens" in first else None
    return data if data.is_file() and ending in _ENDINGS else None


def iter_labelled(data: Path) -> Iterator[LabelledText]:
    """The texts of a set in file order.

    JSON Lines have `text`, or `tokens` with BIO `tags`; spans are objects with start, end and label or lists of these
    three, as `spans`, `slots`, `entities`, `label` or `labels`; a class is `label` or `intent`, several are the object
    `labels`. CSV has the columns `text` and `label`. CoNLL has a token a line, its BIO tag last, and a blank line after
    each text. DataError where there is no such file, and at a line that is none.
    """
    file = text_file(data)
    if file is None:
        raise DataError(str(data), "no labelled texts", _NEEDED)
    if file.suffix == ".jsonl":
        return _of_json(file)
    return _of_csv(file) if file.suffix == ".csv" else _of_conll(file)


def _of_json(file: Path) -> Iterator[LabelledText]:
    for number, record in enumerate(iter_jsonl(file), 1):
        where = f"{file}:{number}"
        check_value(record, where, DataError)
        if "text" in record:
            text = record["text"]
            if not isinstance(text, str):
                raise DataError(f"{where}: text", text, "a text")
            spans = sorted(_spans(record, len(text), where), key=lambda one: (one.start, -one.end))
        else:
            text, spans = _of_tokens(record, where)
        classes = _classes(record)
        yield LabelledText(text, tuple(spans), classes, _variables(record, classes))


def _classes(record: Mapping[str, Any]) -> dict[str, str]:
    """Of our own lines a single label has the name of the attribute that it repeats."""
    stated, one = record.get("labels"), record.get("label")
    if isinstance(stated, dict):
        return {name: value for name, value in stated.items() if isinstance(value, str)}
    if isinstance(one, str | int):
        attributes = record.get("attributes")
        same = [name for name, value in attributes.items() if value == one] if isinstance(attributes, dict) else []
        return {same[0] if same else ONE_CLASS: str(one)}
    return {name: record[name] for name in _CLASSES if isinstance(record.get(name), str)}


def _variables(record: Mapping[str, Any], classes: Mapping[str, str]) -> dict[str, str]:
    """What is said of the text in one word, beside its classes."""
    attributes = record.get("attributes")
    own = attributes if isinstance(attributes, dict) else {}
    named = {key: value for key, value in record.items() if key not in _KNOWN}
    found = {"locale": record.get("locale"), **named, **own}
    return {
        name: str(value)
        for name, value in found.items()
        if isinstance(value, str | bool | int) and value != "" and name not in classes
    }


def _spans(record: Mapping[str, Any], size: int, where: str) -> Iterator[LabelledSpan]:
    key = next((key for key in (*_SPANS, "label", "labels") if isinstance(record.get(key), list)), None)
    for number, one in enumerate(record[key] if key else ()):
        if isinstance(one, dict):
            start, end, label = (one.get(name) for name in ("start", "end", "label"))
        else:
            start, end, label = one if isinstance(one, list) and len(one) == 3 else (None, None, None)
        if key == "labels" and isinstance(one, str):  # several classes, no spans
            continue
        if type(start) is not int or type(end) is not int or not isinstance(label, str):
            raise DataError(f"{where}: {key}[{number}]", one, "start, end and label of a span")
        if not 0 <= start < end <= size:
            raise DataError(f"{where}: {key}[{number}]", [start, end], f"a place within the text, 0 to {size}")
        yield LabelledSpan(start, end, label)


def _of_tokens(record: Mapping[str, Any], where: str) -> tuple[str, list[LabelledSpan]]:
    key = next((key for key in _TAGS if key in record), "tags")
    tokens, tags = record.get("tokens"), record.get(key)
    for name, value in (("tokens", tokens), (key, tags)):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise DataError(f"{where}: {name}", value, "a list of texts")
    assert isinstance(tokens, list)
    assert isinstance(tags, list)
    if len(tokens) != len(tags):
        raise DataError(f"{where}: {key}", len(tags), f"as many as tokens: {len(tokens)}")
    return _joined(tokens, tags)


def _joined(tokens: list[str], tags: list[str]) -> tuple[str, list[LabelledSpan]]:
    """Tokens with a blank between them, and the spans of their BIO tags."""
    starts, at = list[int](), 0
    for token in tokens:
        starts.append(at)
        at += len(token) + 1
    return " ".join(tokens), [
        LabelledSpan(starts[first], starts[last - 1] + len(tokens[last - 1]), label)
        for first, last, label in ranges_of(tags)
    ]


def _of_csv(file: Path) -> Iterator[LabelledText]:
    check_plain(file, DataError, "a CSV file is needed")
    csv.field_size_limit(LARGEST_VALUE)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if "text" not in (rows.fieldnames or ()):
            raise DataError(str(file), list(rows.fieldnames or ()), "a column `text`")
        for row in rows:
            named = {key: value for key, value in row.items() if key and value}
            classes = {ONE_CLASS: named["label"]} if "label" in named else {}
            yield LabelledText(row["text"], (), classes, _variables(named, classes))


def _of_conll(file: Path) -> Iterator[LabelledText]:
    check_plain(file, DataError, "a file of CoNLL columns is needed")
    with file.open(encoding="utf-8-sig") as lines:
        for block in _blocks(lines):
            columns = [line.split() for line in block]
            if short := next((one for one in columns if len(one) < 2), None):
                raise DataError(str(file), short, "a token and its tag in each line")
            text, spans = _joined([one[0] for one in columns], [one[-1] for one in columns])
            yield LabelledText(text, tuple(spans))


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines between blank ones, without comments and document marks."""
    block = list[str]()
    for line in lines:
        if line.strip() and not line.startswith(("#", "-DOCSTART-")):
            block.append(line)
        elif block and not line.strip():
            yield block
            block = []
    if block:
        yield block
