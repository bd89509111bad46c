"""An open folder of samples with files: files first, then the journal's line; resumed, only what is whole counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from synth.core.errors import OutputError, SynthError
from synth.folder.disk import one_line_errors
from synth.folder.journal import Entry, Journal
from synth.folder.opening import opened
from synth.folder.sample_files import FilePlace, sweep, write_files
from synth.folder.staging import MANIFEST, STATE


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """A folder as it was opened: whose it is, where its samples go, and which of them are there already."""

    path: Path
    identity_sha256: str
    seed: int
    count: int
    place: FilePlace
    journal: Journal
    done: set[int]


@contextmanager
def open_samples(
    path: Path, identity: Mapping[str, object], place: FilePlace, *, seed: int, count: int
) -> Iterator[FolderState]:
    """Hold `path` for `count` samples of `identity`, of which the seed is a part; see `opened` on what is refused.

    OutputError also where the folder holds more samples than `count`. A folder that was made here goes again where an
    error that is none of the disk comes before the first sample: the next try may have another identity.
    """
    fresh, done = not (path / STATE).exists(), set[int]()
    try:
        with _opened(path, identity, place, seed=seed, count=count, done=done) as state:
            yield state
    except SynthError as error:
        if fresh and not done and not isinstance(error, OutputError):
            _remove_empty(path, place)
        raise


def _remove_empty(path: Path, place: FilePlace) -> None:
    """Remove the parts of a folder without samples, and the folder where nothing else is in it."""
    shutil.rmtree(path / STATE, ignore_errors=True)
    for folder in (path / place.folder, path):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def _opened(
    path: Path, identity: Mapping[str, object], place: FilePlace, *, seed: int, count: int, done: set[int]
) -> Iterator[FolderState]:
    """The folder's state; `done` is filled with the samples that are there, and further as they are put down."""
    with opened(path, {**identity, "seed": seed}) as identity_sha256:
        with one_line_errors(path):
            (path / place.folder).mkdir(exist_ok=True)
            journal = Journal(path / STATE / "journal")
        try:
            with one_line_errors(path):
                done |= _resume(path, place, journal, count)
            yield FolderState(
                path=path,
                identity_sha256=identity_sha256,
                seed=seed,
                count=count,
                place=place,
                journal=journal,
                done=done,
            )
        finally:
            journal.close()


class SampleFolder:
    """What folders of pictures and of documents have in common. `done`: ids of samples written or given up.

    Samples may be put down from any thread, in any order, each sample by one thread at a time.
    """

    def __init__(self, state: FolderState) -> None:
        self.path, self.count, self.done = state.path, state.count, state.done
        self.identity_sha256, self.seed = state.identity_sha256, state.seed
        self._journal, self._files = state.journal, state.path / state.place.folder
        self._done_before = len(state.done)

    @property
    def made(self) -> int:
        """Samples that were finished since the folder was opened."""
        return len(self.done) - self._done_before

    @property
    def finished(self) -> bool:
        """True when every sample is done and the final files stand: there is nothing left to do."""
        return len(self.done) == self.count and (self.path / MANIFEST).is_file()

    def _expect(self, sample_id: int) -> int:
        if not 0 <= sample_id < self.count:
            raise ValueError(f"sample {sample_id} is not in 0..{self.count - 1}")
        if sample_id in self.done:
            raise ValueError(f"sample {sample_id} is done already")
        return sample_id

    def _expect_all(self) -> None:
        if len(self.done) < self.count:
            raise OutputError(str(self.path), f"{len(self.done)} of {self.count} samples", "run the same command again")

    def _put(self, entry: Entry, contents: Sequence[bytes] = ()) -> None:
        """The bytes of the entry's files, then the entry. Returns when all of it is durable."""
        with one_line_errors(self.path):
            write_files(self._files, entry.files, contents)
            self._journal.append(entry)
        self.done.add(entry.sample_id)


def _resume(path: Path, place: FilePlace, journal: Journal, count: int) -> set[int]:
    """The ids that are done and intact. OutputError where the folder holds more samples than are wanted.

    Where samples are missing the manifest goes: it stands only beside files that are whole.
    """
    largest = max((entry.sample_id for entry in journal.entries()), default=-1)
    if largest >= count:
        raise OutputError(f"{path}: count", count, f"this folder holds sample {largest}: {largest + 1} or more")
    done = sweep(path / place.folder, place.own_name, journal.entries())
    if len(done) < count:
        (path / MANIFEST).unlink(missing_ok=True)
    return done
