"""The output folder of one run of pictures: opened for one identity by one process, filled sample by sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from synth.core.canonical import canonical
from synth.core.labels import Category
from synth.core.outcome import Rejection
from synth.core.png import encode_png
from synth.folder.disk import one_line_errors
from synth.folder.facts import RunFacts, Totals, totals_of
from synth.folder.finish import assemble
from synth.folder.journal import Entry
from synth.folder.lines import rejection_lines
from synth.folder.sample_files import stored
from synth.folder.sample_folder import FolderState, SampleFolder, open_samples
from synth.image.encode.coco import annotations_json, captions_json, image_json
from synth.image.encode.images import IMAGES, image_name
from synth.image.encode.lines import sample_line
from synth.image.encode.picture_files import picture_files
from synth.image.records import Verified


@contextmanager
def open_folder(
    path: Path, *, identity: Mapping[str, object], seed: int, count: int, categories: Sequence[Category]
) -> Iterator[Folder]:
    """Open `path` for `count` samples (ids 0 to count - 1): a new folder, or one that the same run left unfinished.

    `identity` is all that a sample's bytes depend on (scene, generator, pack hash ...) but neither the count nor the
    number of workers, so that a folder can grow. A folder of another identity, seed or category table, of more samples
    than `count`, in use by another run, or with files of other origin is refused with an OutputError, left untouched.
    """
    whole = {**identity, "categories": {c.name: c.supercategory for c in categories}}
    with open_samples(path, whole, IMAGES, seed=seed, count=count) as state:
        yield Folder(state, tuple(categories))


class Folder(SampleFolder):
    """An open output folder of pictures.

    `write` and `reject` may be called from any thread, in any order of samples, each sample by one thread at a time.
    """

    def __init__(self, state: FolderState, categories: tuple[Category, ...]) -> None:
        super().__init__(state)
        self.categories = categories
        self._by_name = {category.name: category for category in categories}
        self._refused: dict[int, list[Rejection]] = {}

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
        annotations = annotations_json(plan, sample.instances, self._by_name)
        data = encode_png(image)
        file = stored(image_name(sample_id), data)
        entry = Entry(
            sample_id=sample_id,
            files=(file,),
            images=image_json(plan),
            annotations=annotations,
            captions=captions_json(sample_id, captions),
            sample=sample_line(sample, self.seed, file.sha256, captions, questions),
            counts=canonical({"instances": Counter(instance.category for instance in sample.instances)}),
            rejections=rejection_lines(self._refused.get(sample_id, ()), given_up=False),
        )
        self._put(entry, [data])
        self._refused.pop(sample_id, None)

    def reject(self, rejection: Rejection, *, final: bool) -> None:
        """Note a refused draft. It is recorded with the sample's outcome; `final` gives the sample up here and now."""
        sample_id = self._expect(rejection.sample_id)
        self._refused.setdefault(sample_id, []).append(rejection)
        if final:
            lines = rejection_lines(self._refused[sample_id], given_up=True)
            self._put(Entry(sample_id=sample_id, rejections=lines))
            del self._refused[sample_id]

    def finish(self, facts: RunFacts) -> Totals:
        """Assemble annotations.json and its companions from the journal, all or none; returns the totals.

        OutputError when samples are missing or when the disk refuses; the folder stays resumable.
        """
        self._expect_all()
        with one_line_errors(self.path):
            totals = totals_of(self._journal.entries())
            files = picture_files(facts, totals, self._journal, categories=self.categories, seed=self.seed)
            assemble(self, facts, self._journal, files)
        return totals
