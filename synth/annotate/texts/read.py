"""Texts to annotate: a set of ours, JSON Lines with or without spans, or plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from synth.annotate.model import Model, is_of_model
from synth.core.canonical import canonical_exact
from synth.core.errors import DataError
from synth.core.json_stream import LARGEST_VALUE
from synth.core.plain_file import check_plain, decoded
from synth.quality.texts.raw import Line, RawTexts

PLAIN = ".txt"
"""Of a file of one text a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first look at texts says. `own_ids`: each has an id of its own that is a whole number, so that ids stay.

    `digest` is a sha256 of all lines; `labels` are those of spans in the order in which they come; `kept` counts labels
    that the model will not replace.
    """

    texts: int
    digest: str
    own_ids: bool
    labels: tuple[str, ...]
    kept: Mapping[str, int]


def is_text_data(data: Path) -> bool:
    """Whether a file is plain texts."""
    return data.suffix == PLAIN and data.is_file()


def records(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where it stands, its line) of each text, spans complete. DataError at a line that is no text, or whose spans do
    not lie in it.
    """
    if is_text_data(data):
        yield from _plain(data)
        return
    texts = RawTexts(data)
    for line in texts.lines():
        where = f"{texts.file}:{line.place + 1}"
        yield where, {**line.record, "spans": _spans(line, where)}


def survey(data: Path, model: Model) -> Survey:
    """Read all texts once."""
    digest, labels, kept = sha256(), dict[str, None](), Counter[str]()
    ids, number = set[int](), 0
    for _, record in records(data):
        number += 1
        digest.update(canonical_exact(record).encode())
        for span in record["spans"]:
            labels[span["label"]] = None
            if not is_of_model(span.get("attributes", {}), model):
                kept[span["label"]] += 1
        if type(record.get("id")) is int and record["id"] >= 0:
            ids.add(record["id"])
    if not number:
        raise DataError(str(data), "no text", "texts")
    own = len(ids) == number
    return Survey(texts=number, digest=digest.hexdigest(), own_ids=own, labels=tuple(labels), kept=kept)


def _plain(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    check_plain(data, DataError, "a file of texts is needed")
    with data.open("rb") as lines:
        number = 0
        while line := lines.readline(LARGEST_VALUE):
            number += 1
            where = f"{data}:{number}"
            if text := decoded(line, where, DataError).strip():
                yield where, {"text": text, "spans": []}


def _spans(line: Line, where: str) -> list[dict[str, Any]]:
    """The spans as they are, with value and entity where they had none, in our order."""
    found = list[dict[str, Any]]()
    entities = [one.get("entity_id") for one in line.record.get("spans", ())]
    spare = max((one for one in entities if type(one) is int), default=0)
    for span in line.spans:
        stated = line.record["spans"][span.number]
        value = line.text[span.start : span.end]
        if not 0 <= span.start < span.end <= len(line.text) or stated.get("value", value) != value:
            got = (span.start, span.end, stated.get("value"))
            raise DataError(f"{where}: spans[{span.number}]", got, "characters of the text: `synth check` finds them")
        if type(stated.get("entity_id")) is not int:
            spare += 1
            stated = {**stated, "entity_id": spare}
        found.append({**stated, "value": value})
    return sorted(found, key=lambda one: (one["start"], -one["end"]))
