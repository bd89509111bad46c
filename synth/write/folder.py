"""The output folder of one run: opened for one identity by one process, filled sample by sample, finished at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from synth.errors import OutputError
from synth.labels import Category
from synth.records import Rejection, Verified
from synth.write.canonical import canonical
from synth.write.coco import annotations_json, captions_json, image_json
from synth.write.disk import one_line_errors
from synth.write.facts import RunFacts, Totals
from synth.write.finish import assemble
from synth.write.images import sweep, write_image
from synth.write.journal import Entry, Journal
from synth.write.lines import rejection_line, sample_line
from synth.write.opening import opened
from synth.write.staging import MANIFEST, STATE


@contextmanager
def open_folder(
    path: Path, *, identity: Mapping[str, object], seed: int, count: int, categories: Sequence[Category]
) -> Iterator[Folder]:
    """Open `path` for `count` samples (ids 0 to count - 1): a new folder, or one that the same run left unfinished.

    `identity` is all that a sample's bytes depend on (scene, generator, pack hash ...) but neither the count nor the
    number of workers, so that a folder can grow. A folder of another identity, seed or category table, of more samples
    than `count`, in use by another run, or with files of other origin is refused with an OutputError, left untouched.
    """
    whole = {**identity, "seed": seed, "categories": {c.name: c.supercategory for c in categories}}
    with opened(path, whole) as identity_sha256:
        with one_line_errors(path):
            (path / "images").mkdir(exist_ok=True)
            journal = Journal(path / STATE / "journal")
        try:
            with one_line_errors(path):
                done = _resume(path, journal, count)
            yield Folder(
                path=path,
                journal=journal,
                identity_sha256=identity_sha256,
                seed=seed,
                count=count,
                categories=tuple(categories),
                done=done,
            )
        finally:
            journal.close()


class Folder:
    """An open output folder. `done` holds the ids of samples that are written or given up.

    `write` and `reject` may be called from any thread, in any order of samples, each sample by one thread at a time.
    """

    def __init__(
        self,
        *,
        path: Path,
        journal: Journal,
        identity_sha256: str,
        seed: int,
        count: int,
        categories: tuple[Category, ...],
        done: set[int],
    ) -> None:
        self.path, self.count, self.done = path, count, done
        self.identity_sha256, self.seed, self.categories = identity_sha256, seed, categories
        self._journal = journal
        self._category_ids = {category.name: category.id for category in categories}
        self._refused: dict[int, list[Rejection]] = {}
        self._done_before = len(done)

    @property
    def made(self) -> int:
        """Samples that were finished since the folder was opened."""
        return len(self.done) - self._done_before

    @property
    def finished(self) -> bool:
        """True when every sample is done and the final files stand: there is nothing left to do."""
        return len(self.done) == self.count and (self.path / MANIFEST).is_file()

    def write(
        self, sample: Verified, captions: Sequence[str] = (), questions: Sequence[Mapping[str, object]] = ()
    ) -> None:
        """Put one verified sample on the disk: picture first, then the journal's line. Returns when both are durable.

        TypeError for anything but a `Verified`; ValueError for a sample that is not one of this folder's or contradicts
        itself; OutputError when the disk refuses (the folder stays resumable).
        """
        if not isinstance(sample, Verified):
            raise TypeError(f"only a Verified sample can be written, got {type(sample).__name__}")
        plan, image = sample.plan, sample.draft.image
        sample_id = self._expect(plan.sample_id)
        if image.shape != (plan.height, plan.width, 3) or image.dtype != "uint8":
            raise ValueError(f"sample {sample_id}: {image.dtype} {image.shape} for a {plan.width} x {plan.height} plan")
        annotations = annotations_json(plan, sample.instances, self._category_ids)
        with one_line_errors(self.path):
            sha256 = write_image(self.path / "images", sample_id, image)
        entry = Entry(
            sample_id=sample_id,
            sha256=sha256,
            image=image_json(plan),
            annotations=annotations,
            captions=captions_json(sample_id, captions),
            sample=sample_line(sample, self.seed, sha256, captions, questions),
            counts=canonical(Counter(instance.category for instance in sample.instances)),
            rejections=self._rejections(sample_id, given_up=False),
        )
        self._close_sample(entry)

    def reject(self, rejection: Rejection, *, final: bool) -> None:
        """Note a refused draft. It is recorded with the sample's outcome; `final` gives the sample up here and now."""
        sample_id = self._expect(rejection.sample_id)
        self._refused.setdefault(sample_id, []).append(rejection)
        if final:
            self._close_sample(Entry(sample_id=sample_id, rejections=self._rejections(sample_id, given_up=True)))

    def finish(self, facts: RunFacts) -> Totals:
        """Assemble annotations.json and its companions from the journal, all or none; returns the totals.

        OutputError when samples are missing or when the disk refuses; the folder stays resumable.
        """
        if len(self.done) < self.count:
            raise OutputError(str(self.path), f"{len(self.done)} of {self.count} samples", "run the same command again")
        with one_line_errors(self.path):
            return assemble(self, facts, self._journal)

    def _expect(self, sample_id: int) -> int:
        if not 0 <= sample_id < self.count:
            raise ValueError(f"sample {sample_id} is not in 0..{self.count - 1}")
        if sample_id in self.done:
            raise ValueError(f"sample {sample_id} is done already")
        return sample_id

    def _rejections(self, sample_id: int, *, given_up: bool) -> tuple[str, ...]:
        refused = sorted(self._refused.get(sample_id, ()), key=lambda rejection: rejection.attempt)
        last = len(refused) - 1
        return tuple(rejection_line(r, given_up and number == last) for number, r in enumerate(refused))

    def _close_sample(self, entry: Entry) -> None:
        with one_line_errors(self.path):
            self._journal.append(entry)
        self._refused.pop(entry.sample_id, None)
        self.done.add(entry.sample_id)


def _resume(path: Path, journal: Journal, count: int) -> set[int]:
    """The ids that are done and intact. OutputError where the folder holds more samples than are wanted.

    Where samples are missing the manifest goes: it stands only beside files that are whole.
    """
    largest, given_up = -1, set()
    for entry in journal.entries():
        largest = entry.sample_id
        if not entry.written:
            given_up.add(entry.sample_id)
    if largest >= count:
        raise OutputError(f"{path}: count", count, f"this folder holds sample {largest}: {largest + 1} or more")
    done = given_up | sweep(path / "images", ((e.sample_id, e.sha256) for e in journal.entries() if e.written))
    if len(done) < count:
        (path / MANIFEST).unlink(missing_ok=True)
    return done
