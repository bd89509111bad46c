"""`synth annotate`: read the data once, label it batch by batch, finish the folder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from platform import python_version

from synth import __version__
from synth.annotate.job import Job
from synth.annotate.model import Model
from synth.annotate.options import AnnotateOptions
from synth.annotate.table import job_of
from synth.core.progress import Progress
from synth.folder.data_folder import open_folder
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """What was done; `unit` is what the samples are called, `left_out` are lines on what a reader left out."""

    out: Path
    count: int
    unit: str
    model: Model
    threshold: float
    totals: Totals
    left_out: Sequence[str]
    seconds: float


def annotate(options: AnnotateOptions, progress: Progress) -> Annotated:
    """Annotate a data set into `options.out`, or what is missing of it there.

    SynthError, before anything is written, for data or an annotator that cannot be read, for an annotator of another
    kind of data, and for a folder of another annotation.
    """
    start = time.monotonic()
    job = job_of(options.data, options.annotator, options.threshold, options.labels)
    with open_folder(
        options.out,
        identity=_identity(job),
        layout=job.layout,
        seed=0,
        count=job.count,
        overwrite=options.overwrite,
    ) as folder:
        progress.begin(total=folder.count, done=folder.whole, unit=job.unit)
        for number in folder.damaged:
            for batch in job.batches([number]):
                folder.mend(batch)
                progress.advance(batch.number)
        for batch in job.batches(range(folder.done, job.count)):
            folder.write(batch)
            progress.advance(batch.number)
        totals = folder.finish(_facts(options, job, time.monotonic() - start))
    if job.report:
        job.report(options.out)
    return Annotated(
        out=options.out, count=job.count, unit=job.unit, model=job.model, threshold=job.threshold, totals=totals,
        left_out=job.left_out, seconds=time.monotonic() - start,
    )  # fmt: skip


def _identity(job: Job) -> Mapping[str, object]:
    """All that the bytes depend on."""
    return {"data": job.digest, "annotator": job.model._asdict(), "threshold": job.threshold}


def _facts(options: AnnotateOptions, job: Job, seconds: float) -> RunFacts:
    name = options.data.resolve().stem if options.data.is_file() else options.data.resolve().name
    return RunFacts(
        name=options.out.resolve().name,
        description=f"{job.count} {job.unit} of '{name}', annotated by {job.model.name}.",
        spec=job.spec,
        config={"data": name, "with": options.annotator, "threshold": job.threshold, "labels": list(options.labels)},
        versions={"synth": __version__, "python": python_version()},
        hashes={"data": job.digest, job.model.name: job.model.version},
        licence=options.licence,
        wall_time_s=seconds,
    )
