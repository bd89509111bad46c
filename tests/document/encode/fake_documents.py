"""A fast stand-in for the printing of documents: outcomes that are a pure function of the sample id."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from synth.document.encode.folder import DocumentFolder, open_document_folder
from synth.document.encode.outcome import EncodedDocument, encode_document

from synth.core.outcome import Rejection
from synth.document.encode.totals import DocumentTotals
from synth.folder.facts import RunFacts
from tests.small_document import small_document

IDENTITY = {"scene": {"dpi": 150}, "files": {"plain.typ": "ab"}}
FACTS = RunFacts(
    name="papers", description="By hand.", spec={"a": 1}, config={}, versions={"synth": "0"}, hashes={"plain.typ": "ab"}
)
PROFILES = ("clean", "scan", "photo")


def rejections(sample_id: int, attempts: int = 1) -> list[Rejection]:
    return [
        Rejection(sample_id=sample_id, check="text_ink_outside", measured=sample_id / 7, limit=0.5, attempt=attempt)
        for attempt in range(attempts)
    ]


def outcome(sample_id: int, seed: int = 0) -> EncodedDocument:
    """Every fifth is refused once, every eleventh is given up; one to three pages, all profiles."""
    if sample_id % 11 == 10:
        return encode_document(None, rejections(sample_id, attempts=2), seed)
    document = small_document(sample_id, pages=1 + sample_id % 3, profile=PROFILES[sample_id % 4 % 3])
    return encode_document(document, rejections(sample_id) if sample_id % 5 == 0 else [], seed)


def open_it(path: Path, count: int, seed: int = 0) -> AbstractContextManager[DocumentFolder]:
    return open_document_folder(path, identity=IDENTITY, seed=seed, count=count)


def run(path: Path, count: int, *, order: Iterable[int] | None = None, seed: int = 0) -> DocumentTotals:
    """A whole run into `path`: what is missing is made in the order given, then the files are assembled."""
    with open_it(path, count, seed) as folder:
        for sample_id in order or range(count):
            if sample_id not in folder.done:
                folder.write(outcome(sample_id, seed))
        return folder.finish(FACTS)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
