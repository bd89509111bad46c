"""A fast stand-in for the printing of documents: outcomes that are a pure function of the sample id."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from synth.core.outcome import Outcome, Rejection
from synth.document.encode.batch import encode_documents
from synth.document.encode.final import DOCUMENT_LAYOUT
from synth.document.records import VerifiedDocument
from synth.folder.batch import Batch
from synth.folder.data_folder import DataFolder, open_folder
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals
from synth.scene.quotas import QuotaPlan
from tests.small_document import small_document

IDENTITY = {"scene": {"dpi": 150}, "files": {"plain.typ": "ab"}}
FACTS = RunFacts(
    name="papers",
    description="By hand.",
    spec={"a": 1},
    config={},
    versions={"synth": "0"},
    hashes={"plain.typ": "ab"},
    quotas=[QuotaPlan(name="rare", share=0.2, count=12, planned=3, members=(0, 4, 8))],
)
PROFILES = ("clean", "scan", "photo")


def rejections(sample_id: int, attempts: int = 1) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(sample_id=sample_id, check="text_ink_outside", measured=sample_id / 7, limit=0.5, attempt=attempt)
        for attempt in range(attempts)
    )


def outcome(sample_id: int) -> Outcome[VerifiedDocument]:
    """Every fifth is refused once, every eleventh is given up; one to three pages, all profiles."""
    if sample_id % 11 == 10:
        return Outcome(sample_id=sample_id, verified=None, rejections=rejections(sample_id, attempts=2))
    document = small_document(sample_id, pages=1 + sample_id % 3, profile=PROFILES[sample_id % 4 % 3])
    refused = rejections(sample_id) if sample_id % 5 == 0 else ()
    return Outcome(sample_id=sample_id, verified=document, rejections=refused)


def batch(first: int, number: int = 1, seed: int = 0) -> Batch:
    """The batch of the samples from `first` on."""
    return encode_documents([outcome(sample_id) for sample_id in range(first, first + number)], seed)


def batch_of_one(document: VerifiedDocument, seed: int = 0) -> Batch:
    """The batch of a single document that was accepted at once."""
    return encode_documents([Outcome(sample_id=document.plan.sample_id, verified=document, rejections=())], seed)


def open_it(path: Path, count: int, seed: int = 0) -> AbstractContextManager[DataFolder]:
    return open_folder(path, identity=IDENTITY, layout=DOCUMENT_LAYOUT, seed=seed, count=count)


def run(path: Path, count: int, *, size: int = 1, seed: int = 0) -> Totals:
    """A whole run into `path`, `size` documents in a batch: what is missing is made, then the files are assembled."""
    with open_it(path, count, seed) as folder:
        for sample_id in folder.damaged:
            folder.mend(batch(sample_id, seed=seed))
        while folder.done < count:
            folder.write(batch(folder.done, min(size, count - folder.done), seed))
        return folder.finish(FACTS)
