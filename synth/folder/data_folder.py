"""The output folder of one run: opened for one identity by one process, filled in order, finished at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from synth.core.errors import OutputError
from synth.folder.batch import REJECTED, Batch
from synth.folder.disk import one_line_errors
from synth.folder.journal import Journal, Part
from synth.folder.manifest import RunFacts
from synth.folder.opening import UNKNOWN, Claim, Origin, opened
from synth.folder.replace import ASIDE, OWN, forget_aside, note_own, recover
from synth.folder.sample_files import FilePlace, StatedFile, damaged_samples, take_file, write_files
from synth.folder.staging import MANIFEST, STATE, FinalFiles, stage, staged
from synth.folder.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What the final files of a folder are made of."""

    facts: RunFacts
    totals: Totals
    parts: Mapping[str, Part]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What data sets of one kind consist of.

    `parts` are the names of its lines by sample (`Batch.parts`), `place` is where its samples' own files lie (None:
    they have none), `final` makes the final files, `companions` are written beside them once they are in place.
    """

    parts: tuple[str, ...]
    place: FilePlace | None
    final: Callable[[Finished], FinalFiles]
    companions: tuple[str, ...] = ("report.html",)


@contextmanager
def open_folder(
    path: Path,
    *,
    identity: Mapping[str, object],
    layout: Layout,
    seed: int,
    count: int,
    first: int = 0,
    origin: Origin = UNKNOWN,
    overwrite: bool = False,
) -> Iterator[DataFolder]:
    """Open `path` for `count` samples (ids from `first` on): a new folder, or one that the same run left unfinished.

    `identity` is all that a sample's bytes depend on (scene, generator, pack hash ...) but neither the count nor the
    number of workers, so that a folder can grow. A folder of another identity or seed, of more samples than `count`, in
    use by another run, or with files of other origin is refused with an OutputError, left untouched. A folder that was
    made here goes again where an error that is none of the disk comes before the first sample.

    `origin` says where the identity comes from, for messages. With `overwrite` a data set of another identity, or of
    more samples, makes room for the new one when that has its first sample; files of other origin stay.
    """
    fresh, folder = not (path / STATE).exists(), None
    claim = Claim(identity={**identity, "seed": seed}, origin=origin, overwrite=overwrite)
    try:
        with opened(path, claim, first + count) as identity_sha256, _restored(path, layout):
            with one_line_errors(path):
                if not (path / STATE / OWN).exists():
                    note_own(path, layout.place, layout.companions)
                journal = Journal(path / STATE, (*layout.parts, REJECTED), first)
            with closing(journal):
                with one_line_errors(path):
                    ids = range(first, first + count)
                    folder = DataFolder(path, layout, journal, identity_sha256, seed=seed, ids=ids)
                yield folder
    except Exception as error:
        if fresh and (folder is None or folder.done == first) and not isinstance(error, OutputError):
            _remove_empty(path, layout)
        raise


class DataFolder:
    """An open output folder. For one thread; batches may be made anywhere.

    It is to hold the samples `ids`; those before `done` are on the disk, written or given up. `damaged` are those of
    them whose files are not as they were written. `made` is how many samples were finished since the folder was opened.
    """

    def __init__(
        self, path: Path, layout: Layout, journal: Journal, identity_sha256: str, *, seed: int, ids: range
    ) -> None:
        """OutputError where the folder holds more samples than `ids`; OSError when the disk refuses.

        Where samples are missing the manifest goes: it stands only beside files that are whole.
        """
        self.path, self.seed, self.ids, self.identity_sha256 = path, seed, ids, identity_sha256
        self.made = 0
        self._layout, self._journal = layout, journal
        self._files = path / layout.place.folder if layout.place else path
        if self.done > ids.stop:
            raise OutputError(
                f"{path}: count",
                self.count,
                f"this folder holds sample {self.done - 1}: {self.done} or more, or overwrite=true",
            )
        for folder in _folders(path, layout):
            folder.mkdir(exist_ok=True)
        self._damaged = self._look()
        if self.whole < self.count:
            (path / MANIFEST).unlink(missing_ok=True)

    @property
    def count(self) -> int:
        """Samples that the folder is to hold."""
        return len(self.ids)

    @property
    def done(self) -> int:
        return self._journal.done

    @property
    def whole(self) -> int:
        """Samples that are done and not damaged."""
        return self.done - self.ids.start - len(self._damaged)

    @property
    def damaged(self) -> list[int]:
        return list(self._damaged)

    @property
    def totals(self) -> Totals:
        """Counts over the samples that are done."""
        return self._journal.totals

    def lines(self, part: str) -> Iterator[bytes]:
        """The lines of one part of all samples that are done, without their newlines."""
        return self._journal.parts[part].lines()

    def write(self, batch: Batch) -> None:
        """Put a batch on the disk: its samples' files, then the journal's line; from here on a kill cannot undo it.

        ValueError for a batch that does not begin at `done` or that leaves the folder; OutputError when the disk
        refuses (the folder stays resumable).
        """
        if batch.first + batch.number > self.ids.stop:
            raise ValueError(f"sample {batch.first + batch.number - 1} is not in {self.ids.start}..{self.ids.stop - 1}")
        self._journal.check(batch)
        with one_line_errors(self.path):
            write_files(self._files, batch.files)
            self._journal.append(batch)
            if not self.made:
                forget_aside(self.path)
        self.made += batch.number

    def mend(self, batch: Batch) -> None:
        """Put files of damaged samples in place, as they were made again.

        Where they differ from the first ones (another machine rounds otherwise), the samples from there on are made
        anew, since the labels of the old pixels are not theirs.
        """
        if batch.first >= self.done:
            return
        again = {StatedFile(file.sample_id, file.sha256, file.name) for file in batch.files}
        ids = range(batch.first, batch.first + batch.number)
        with one_line_errors(self.path):
            if again == frozenset().union(*(self._damaged[sample_id] for sample_id in ids)):
                write_files(self._files, batch.files)
                for sample_id in ids:
                    del self._damaged[sample_id]
                self.made += batch.number
            else:
                self._journal.back_to(batch.first)
                self._damaged = self._look()

    def join(self, shard: Journal, files: Path) -> None:
        """Take over all samples of a shard that begins at `done`; its samples' own files lie in `files`.

        Errors as of `write`.
        """
        with one_line_errors(self.path):
            for _, _, name in shard.files():
                take_file(files / name, self._files / name)
            before = self.done
            self._journal.extend(shard)
            if not self.made:
                forget_aside(self.path)
        self.made += self.done - before

    def back_to(self, starts: Collection[int]) -> None:
        """Forget what does not reach from one of `starts` to the next, and what is damaged; the first id is one."""
        with one_line_errors(self.path):
            while self._damaged or self.done not in starts:
                place = min([self.done - 1, *self._damaged])
                self._journal.back_to(max(start for start in starts if start <= place))
                self._damaged = self._look()

    def finish(self, facts: RunFacts) -> Totals:
        """Put the label files and their companions in place, all or none; returns the totals.

        OutputError when samples are missing or damaged or when the disk refuses; the folder stays resumable.
        """
        if self.whole < self.count:
            raise OutputError(str(self.path), f"{self.whole} of {self.count} samples", "run the same command again")
        with one_line_errors(self.path), staged(self.path) as staging:
            finished = Finished(facts=facts, totals=self.totals, parts=self._journal.parts, seed=self.seed)
            stage(self, facts, self._layout.final(finished), staging)
            names = (*(file.name for file in staging.iterdir()), *self._layout.companions)
            note_own(self.path, self._layout.place, names)
            self._journal.compact()
        return self.totals

    def _look(self) -> dict[int, frozenset[StatedFile]]:
        """The samples whose files are damaged, with all their files; removes files of nobody."""
        place = self._layout.place
        return damaged_samples(self.path, place, self._journal.files()) if place else {}


@contextmanager
def _restored(path: Path, layout: Layout) -> Iterator[None]:
    """Put the data set back that was set aside for one which got no sample."""
    try:
        yield
    finally:
        if (path / STATE / ASIDE).is_dir():
            for folder in _folders(path, layout):
                if not any(folder.glob("*")):
                    shutil.rmtree(folder, ignore_errors=True)
            recover(path)


def _remove_empty(path: Path, layout: Layout) -> None:
    """Remove the parts of a folder without samples, and the folder where nothing else is in it."""
    shutil.rmtree(path / STATE, ignore_errors=True)
    for folder in (*_folders(path, layout), path):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _folders(path: Path, layout: Layout) -> list[Path]:
    """The folders that hold the samples' own files."""
    return [path / folder for folder in layout.place.folders] if layout.place else []
