"""The output folder of one run of texts: filled chunk by chunk in order of samples, finished at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from synth.core.errors import OutputError
from synth.folder.croissant import text_croissant_text
from synth.folder.disk import one_line_errors
from synth.folder.facts import RunFacts
from synth.folder.finish import FinalFiles, stage
from synth.folder.opening import opened
from synth.folder.staging import MANIFEST, STATE, staged
from synth.text.encode.card import text_card_text
from synth.text.encode.chunk import TextChunk, encode_chunk
from synth.text.encode.journal import TextJournal
from synth.text.encode.lines import TextOutcome
from synth.text.encode.totals import TextTotals


@contextmanager
def open_text_folder(
    path: Path, *, identity: Mapping[str, object], seed: int, count: int, labels: Sequence[str]
) -> Iterator[TextFolder]:
    """Open `path` for `count` texts (ids 0 to count - 1): a new folder, or one that the same run left unfinished.

    `identity` is all that a text depends on (scene, templates ...) but neither the count nor the number of workers, so
    that a folder can grow. A folder of another identity, seed or list of span labels, of more samples than `count`, in
    use by another run, or with files of other origin is refused with an OutputError, left untouched.
    """
    with opened(path, {**identity, "seed": seed, "labels": list(labels)}) as identity_sha256:
        with one_line_errors(path):
            journal = TextJournal(path / STATE)
        try:
            with one_line_errors(path):
                _check_count(path, journal.done, count)
            yield TextFolder(
                path=path,
                journal=journal,
                identity_sha256=identity_sha256,
                seed=seed,
                count=count,
                labels=tuple(labels),
            )
        finally:
            journal.close()


class TextFolder:
    """An open output folder of texts. For one thread; `encode_chunk` may run anywhere."""

    def __init__(
        self,
        *,
        path: Path,
        journal: TextJournal,
        identity_sha256: str,
        seed: int,
        count: int,
        labels: tuple[str, ...],
    ) -> None:
        self.path, self.count, self.seed, self.labels = path, count, seed, labels
        self.identity_sha256 = identity_sha256
        self._journal = journal
        self._done_before = journal.done

    @property
    def done(self) -> int:
        """Samples 0 to `done` - 1 are on the disk, written or given up."""
        return self._journal.done

    @property
    def made(self) -> int:
        """Samples that were finished since the folder was opened."""
        return self.done - self._done_before

    @property
    def totals(self) -> TextTotals:
        """Counts over the samples that are done."""
        return self._journal.totals

    @property
    def finished(self) -> bool:
        """True when every sample is done and the final files stand: there is nothing left to do."""
        return self.done == self.count and (self.path / MANIFEST).is_file()

    def texts(self) -> Iterator[tuple[int, str]]:
        """Sample id and text of every sample that is done and was not given up, read one at a time."""
        for line in self._journal.texts.lines():
            record = json.loads(line)
            yield record["id"], record["text"]

    def write_chunk(self, outcomes: Sequence[TextOutcome]) -> None:
        """Put the outcomes of samples `done`, `done` + 1 ... on the disk; from here on a kill cannot undo them.

        Some hundred at a time, because each call writes to three files. Errors as of `encode_chunk` and `append`.
        """
        self.append(encode_chunk(outcomes, self.seed))

    def append(self, chunk: TextChunk) -> None:
        """As `write_chunk`, for a chunk that was encoded elsewhere.

        ValueError for a chunk that does not begin at `done`, that leaves the folder or has a label that is not one of
        its own; OutputError when the disk refuses (the folder stays resumable).
        """
        if chunk.first + chunk.number > self.count:
            raise ValueError(f"sample {chunk.first + chunk.number - 1} is not in 0..{self.count - 1}")
        foreign = chunk.totals.spans.keys() - set(self.labels)
        if foreign:
            raise ValueError(f"samples from {chunk.first}: label {min(foreign)!r} is not in {sorted(self.labels)}")
        with one_line_errors(self.path):
            self._journal.append(chunk)

    def finish(self, facts: RunFacts) -> TextTotals:
        """Put text.jsonl and its companions in place, all or none; returns the totals.

        OutputError when samples are missing or when the disk refuses; the folder stays resumable.
        """
        if self.done < self.count:
            raise OutputError(str(self.path), f"{self.done} of {self.count} samples", "run the same command again")
        with one_line_errors(self.path), staged(self.path) as staging:
            stage(self, facts, self._files(facts), staging)
            self._journal.compact()
        return self.totals

    def _files(self, facts: RunFacts) -> FinalFiles:
        """The final files. They are copies: the journal's parts grow when the folder does."""
        labels = {"text.jsonl": self._journal.texts.pieces(), "rejected.jsonl": self._journal.rejected.pieces()}
        card = text_card_text(facts, self.labels, self.totals, self.seed)
        return FinalFiles(labels, self.totals.record(), card, text_croissant_text)


def _check_count(path: Path, done: int, count: int) -> None:
    """OutputError where the folder holds more samples than are wanted. Where some are missing, the manifest goes."""
    if done > count:
        raise OutputError(f"{path}: count", count, f"this folder holds sample {done - 1}: {done} or more")
    if done < count:
        (path / MANIFEST).unlink(missing_ok=True)
