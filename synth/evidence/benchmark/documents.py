"""Documents in a benchmark: the text of their lines, with their fields as spans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from synth.core.errors import DataError
from synth.document.read import DocumentSample, open_documents
from synth.text.formats.labelled import LabelledSpan, LabelledText


def document_texts(data: Path) -> Iterator[LabelledText]:
    """Of each document its words, a line of the page a line, in reading order. The label of a field is its key without
    the numbers of rows: `items.0.amount` is `items.amount`. A field whose words do not follow one another has a span
    for each run of them.
    """
    for document in open_documents(data):
        yield text_of(document)


def text_of(document: DocumentSample) -> LabelledText:
    """One document. DataError where a field names a word that is not there."""
    parts, places, size, line = list[str](), list[tuple[int, int]](), 0, None
    for word in document.words:
        gap = "" if not parts else " " if word["line"] == line else "\n"
        parts.append(f"{gap}{word['text']}")
        places.append((size + len(gap), size + len(parts[-1])))
        size, line = size + len(parts[-1]), word["line"]
    order = {word["id"]: at for at, word in enumerate(document.words)}
    spans = list[LabelledSpan]()
    for number, field in enumerate(document.each("fields")):
        unknown = next((word for word in field["words"] if word not in order), None)
        if unknown is not None:
            raise DataError(f"{document.where}: fields[{number}]: words", unknown, "the id of a word")
        runs = _runs(sorted(order[word] for word in field["words"]))
        spans += [LabelledSpan(places[first][0], places[last][1], _label(field["key"])) for first, last in runs]
    variables = {name: value for name, value in document.variables.items() if isinstance(value, str)}
    return LabelledText("".join(parts), tuple(sorted(spans)), {}, variables)


def _label(key: str) -> str:
    return ".".join(part for part in key.split(".") if not part.isdecimal())


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of numbers that follow one another."""
    first = 0
    for at in range(len(places)):
        if at + 1 == len(places) or places[at + 1] != places[at] + 1:
            yield places[first], places[at]
            first = at + 1
