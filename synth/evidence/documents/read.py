"""Documents as texts whose fields are spans, and what their pages look like as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.document.read import DOCUMENTS, DocumentDataSet, DocumentSample
from synth.folder.finished import open_finished
from synth.text.formats.labelled import LabelledSpan, LabelledText


def documents_in(folder: Path) -> Iterator[DocumentSample]:
    """The documents of a folder, every key checked. DataError for a malformed one."""
    yield from DocumentDataSet(finished=open_finished(folder, DOCUMENTS)).checked()


def document_texts(folder: Path) -> Iterator[LabelledText]:
    """Each document as its words in reading order, a line of the page a line; a field whose words follow each other is
    a span with the last part of its key as the label, in upper case.
    """
    for one in documents_in(folder):
        text, places = _printed(one)
        yield LabelledText(text, spans=tuple(_spans(one, places)), variables=stated_of(one))


def stated_of(one: DocumentSample) -> dict[str, str]:
    """What is said of a document in one word: template, locale, degradation, variables of the scene."""
    whole: Mapping[str, Any] = {
        **one.variables, "template": one.template, "locale": one.locale, "degradation": one.profile,
    }  # fmt: skip
    return {name: str(value) for name, value in whole.items() if isinstance(value, str | bool) and value != ""}


def _printed(one: DocumentSample) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text, and word -> its characters in it."""
    pieces, places, length = list[str](), dict[int, tuple[int, int]](), 0
    line = None
    for word in one.words:
        gap = "" if not pieces or word.get("glued") else " " if word["line"] == line else "\n"
        pieces.append(gap + word["text"])
        start, length = length + len(gap), length + len(gap) + len(word["text"])
        places[word["id"]] = start, length
        line = word["line"]
    return "".join(pieces), places


def _spans(one: DocumentSample, places: Mapping[int, tuple[int, int]]) -> Iterator[LabelledSpan]:
    found = list[LabelledSpan]()
    for field in one.each("fields"):
        words = field["words"]
        if words and list(words) == list(range(words[0], words[0] + len(words))):
            label = field["key"].rpartition(".")[2].upper()
            found.append(LabelledSpan(places[words[0]][0], places[words[-1]][1], label))
    yield from sorted(found, key=lambda span: (span.start, -span.end))
