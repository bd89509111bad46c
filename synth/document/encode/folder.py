"""The output folder of one run of documents: filled sample by sample, finished at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from synth.document.encode.card import document_card_text
from synth.document.encode.coco import REGION_CATEGORIES
from synth.document.encode.outcome import EncodedDocument
from synth.document.encode.page_images import PAGES
from synth.document.encode.totals import DocumentTotals, document_totals
from synth.folder.coco import instances_frame, join
from synth.folder.croissant import document_croissant_text
from synth.folder.disk import one_line_errors
from synth.folder.facts import RunFacts
from synth.folder.finish import FinalFiles, assemble, rejected_column, written_column
from synth.folder.sample_folder import SampleFolder, open_samples


@contextmanager
def open_document_folder(
    path: Path, *, identity: Mapping[str, object], seed: int, count: int
) -> Iterator[DocumentFolder]:
    """Open `path` for `count` documents (ids 0 to count - 1): a new folder, or one that the same run left unfinished.

    `identity` is all that a document depends on (scene, templates, fonts ...) but neither the count nor the number of
    workers, so that a folder can grow. A folder of another identity or seed, of more samples than `count`, in use by
    another run, or with files of other origin is refused with an OutputError, left untouched.
    """
    with open_samples(path, identity, PAGES, seed=seed, count=count) as state:
        yield DocumentFolder(state)


class DocumentFolder(SampleFolder):
    """An open output folder of documents; `encode_document` may run anywhere."""

    def write(self, encoded: EncodedDocument) -> None:
        """Put one sample's outcome on the disk: its files, then the journal's line. Returns when all is durable.

        ValueError for a sample that is not one of this folder's or is done; OutputError when the disk refuses (the
        folder stays resumable).
        """
        self._expect(encoded.sample_id)
        self._put(encoded.entry, encoded.contents)

    def finish(self, facts: RunFacts) -> DocumentTotals:
        """Assemble documents.jsonl and its companions from the journal, all or none; returns the totals.

        OutputError when samples are missing or when the disk refuses; the folder stays resumable.
        """
        self._expect_all()
        with one_line_errors(self.path):
            totals = document_totals(self._journal.entries())
            assemble(self, facts, self._journal, self._final(facts, totals))
        return totals

    def _final(self, facts: RunFacts, totals: DocumentTotals) -> FinalFiles:
        journal = self._journal
        images = written_column(journal, lambda entry: entry.images)
        annotations = written_column(journal, lambda entry: entry.annotations)
        frame = instances_frame(facts.name, "regions of the layout, one image for each page", REGION_CATEGORIES)
        labels = {
            "annotations.json": join(frame, images, annotations),
            "documents.jsonl": written_column(journal, lambda entry: entry.sample + "\n"),
            "rejected.jsonl": rejected_column(journal),
        }
        card = document_card_text(facts, totals, self.seed)
        return FinalFiles(labels, totals.record(), card, document_croissant_text)
