"""`synth.generate`: the samples of a scene as they are made, with the labels and pixels of `synth generate`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from synth.cli.hydra import Job, compose_quietly
from synth.cli.jobs import keep_records, run_config, run_leaves, scene_of
from synth.cli.overrides import read_request
from synth.core.canonical import canonical
from synth.core.errors import SpecError, SynthError
from synth.core.outcome import Rejection
from synth.core.progress import Counter as Silent
from synth.folder.batch import REJECTED, Batch
from synth.folder.finished import open_finished
from synth.folder.lines import rejections_in
from synth.kinds import kind_of
from synth.options import DEFAULT_COUNT, DEFAULT_SCENE, RunConfig
from synth.run import made, running
from synth.scene.model import SceneModel

_PLAIN = re.compile(r"[\w/.+~-]+")


def generate(
    scene: str | Path = DEFAULT_SCENE,
    *,
    count: int = DEFAULT_COUNT,
    seed: int = 0,
    out: str | Path | None = None,
    overrides: Sequence[str] = (),
) -> Generation:
    """The samples of a scene (a shipped one's name, or the path of a file), one by one as they are made.

    `overrides` are the words of the command line: `["scene.variables.modality=stained", "workers=2"]`. Without `out`
    nothing is written. With it, `out` becomes the folder that `synth generate scene=... count=... seed=... out=...`
    with these overrides writes, once all samples were taken; a folder that was left early is gone on with.

    SynthError where scene, options or folder do not fit: for scene and options at once, else with the first sample.
    """
    if isinstance(overrides, str) or not all(isinstance(word, str) for word in overrides):
        raise SpecError("overrides", overrides, "a list of texts, each key=value")
    words = [f"scene={scene}", f"count={count}", f"seed={seed}", *overrides]
    if out is not None:
        words.insert(3, f"out={_quoted(str(out))}")
    job = compose_quietly("config", read_request(words), run_leaves)
    return Generation(job)


class Generation(Iterator[Any]):
    """An iterator over samples in the order of their ids, each made when it is asked for, a few ahead.

    A sample whose every draft was refused is left out, as it is of a folder; `given_up` says which and why.
    `close` ends the work early, and so do leaving a `with` block and letting go of the iterator.
    """

    def __init__(self, job: Job) -> None:
        scene, out = scene_of(job), job.values.get("out")
        self.config: RunConfig = run_config(job, scene.kind, out)
        """The options of the run, defaults included."""
        making = _Making(job, scene, self.config)
        self.given_up: dict[int, Rejection] = making.given_up
        """Sample -> what was wrong with its last draft, of the samples that came so far."""
        self.refused: Counter[str] = making.refused
        """Check -> drafts that it refused, of the samples that came so far."""
        self._samples = making.written() if out is not None else making.unwritten()

    def __next__(self) -> Any:
        return next(self._samples)

    def __enter__(self) -> Generation:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the work; helper processes leave. A folder keeps what it has, and the same call goes on with it."""
        self._samples.close()


class _Making:
    """What the samples of a generation come from; it knows nothing of the generation, so that this ends when let go."""

    def __init__(self, job: Job, scene: SceneModel, config: RunConfig) -> None:
        self.given_up: dict[int, Rejection] = {}
        self.refused: Counter[str] = Counter()
        self._job, self._scene, self._config = job, scene, config
        self._view = _view(scene)

    def unwritten(self) -> Generator[Any, None, None]:
        """The samples, in no folder."""
        with closing(made(self._config, self._scene)) as batches:
            for batch in batches:
                yield from self._in(batch)

    def written(self) -> Generator[Any, None, None]:
        """Samples as they come into the folder; those that it held before are read back once it is finished."""
        taken = self._config.ids.start
        with closing(running(self._config, self._scene, Silent())) as batches:
            for batch in batches:
                if batch.first == taken:
                    taken += batch.number
                    yield from self._in(batch)
        keep_records(self._config.out, self._job.records)
        if taken < self._config.ids.stop:
            yield from self._read_back(taken)

    def _in(self, batch: Batch) -> Iterator[Any]:
        """The samples of a batch, once its refusals are noted."""
        for place, lines in enumerate(batch.parts[REJECTED]):
            rejections = rejections_in(lines)
            self.refused.update(one.check for one in rejections)
            if not any(parts[place] for name, parts in batch.parts.items() if name != REJECTED):
                self.given_up[batch.first + place] = rejections[-1]
        return self._view(self._scene, batch)

    def _read_back(self, first: int) -> Iterator[Any]:
        """The samples of the finished folder from `first` on."""
        from synth.data.samples import load  # only here: it knows every kind

        samples = load(self._config.out)
        for record in open_finished(samples.folder, samples.kind).rejections():
            if record["id"] >= first:
                self.refused[record["check"]] += 1
                if record["given_up"]:
                    (self.given_up[record["id"]],) = rejections_in(canonical(record).encode())
        return (sample for sample in samples if sample.id >= first)


def _view(scene: SceneModel) -> Callable[[Any, Batch], Iterator[Any]]:
    """What gives the samples of a scene's kind; SynthError where the kind has none for Python."""
    view = kind_of(scene.kind).samples
    if view is None:
        raise SynthError("kind", scene.kind, "a kind whose samples Python can have")
    return view


def _quoted(path: str) -> str:
    """A path as a value that Hydra reads as it stands."""
    if _PLAIN.fullmatch(path):
        return path
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', path)
    return f'"{escaped}"'
