"""Every check of a set of documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from synth.quality.documents import ink, structure, values
from synth.quality.documents.raw import Document
from synth.quality.documents.sums import Sums
from synth.quality.finding import Finding

OF_DOCUMENTS: tuple[tuple[str, Callable[[Document], Iterator[Finding]]], ...] = (
    ("missing_file", structure.page_file),
    ("dangling_word", structure.dangling_word),
    ("word_outside_page", structure.word_outside_page),
    ("field_text", structure.field_text),
    ("field_value", values.field_value),
    ("table_span", structure.table_span),
    ("blank_word", ink.blank_word),
    ("unlabelled_ink", ink.unlabelled_ink),
)
"""Check -> what finds it in a document by itself."""


def check_documents(data: Path, wanted: Collection[str]) -> tuple[list[Finding], int, int]:
    """The findings of the `wanted` checks, and how many documents and fields there are."""
    found, sums = list[Finding](), Sums()
    documents = fields = 0
    for document in Document.each_of(data):
        documents += 1
        fields += len(document.each("fields"))
        for name, check in OF_DOCUMENTS:
            if name in wanted:
                found += check(document)
        sums.add(document)
    if "sum" in wanted and (known := sums.known()):
        for document in Document.each_of(data):
            found += sums.findings(document, known)
    return found, documents, fields
