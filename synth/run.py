"""A data set of any kind, start to end: claim the folder, make what is missing, finish it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from platform import python_version
from typing import Any

from synth import __version__
from synth.core.errors import SynthError
from synth.core.paths import SUFFIXES
from synth.core.progress import Progress
from synth.core.scratch import sweep
from synth.core.summary import RunSummary
from synth.folder.batch import Batch
from synth.folder.data_folder import DataFolder, open_folder
from synth.folder.disk import one_line_errors
from synth.folder.manifest import RunFacts
from synth.folder.opening import Origin
from synth.folder.shards import ASKED, keep_shard
from synth.folder.totals import CONFIRMED, JUDGED, Totals
from synth.kinds import KINDS, Kind, Provenance, Share, Studio, kind_of, write_report
from synth.options import RunConfig, kept_options
from synth.samples import Known, make_batches
from synth.scene.load import entry_orders, scene_mapping
from synth.scene.model import SceneModel
from synth.scene.quotas import members_of, planned_quotas, quota_table
from synth.workers import Orders, in_order


def run(config: RunConfig, scene: SceneModel, progress: Progress) -> RunSummary:
    """Make the data set that `config` asks for, or what is missing of it; see `open_folder` on resuming.

    SynthError before anything is written where the scene, what it needs, or the folder does not fit.
    """
    batches = running(config, scene, progress)
    while True:
        try:
            next(batches)
        except StopIteration as end:
            return end.value


def running(config: RunConfig, scene: SceneModel, progress: Progress) -> Generator[Batch, None, RunSummary]:
    """As `run`; each batch is yielded once it is on the disk. Closed early, it leaves a folder to go on with."""
    start = time.monotonic()
    sweep()
    kind = kind_of(scene.kind)
    studio = kind.open(config, scene, Share())
    known = dict(studio.probe())
    provenance = studio.provenance()
    notes: Counter[str] = Counter()
    with open_folder(
        config.out,
        identity=identity_of(config, scene, provenance) | _shard_identity(config),
        layout=kind.layout(scene),
        seed=config.seed,
        count=len(config.ids),
        first=config.ids.start,
        origin=origin_of(config, provenance),
        overwrite=config.overwrite,
    ) as folder:
        progress.begin(total=folder.count, done=folder.whole)
        for batch in _missing(
            folder, kind, studio, Orders(module=KINDS[scene.kind], config=config, scene=scene), known
        ):
            _tell(progress, batch)
            notes.update(note.kind for note in batch.notes)
            yield batch
        facts = _facts(config, scene, provenance, time.monotonic() - start)
        if config.shard.count is not None:
            facts = _kept_shard(folder, config, facts)
        totals = folder.finish(facts)
    return concluded(kind, config, scene, totals, notes, start)


def concluded(
    kind: Kind, config: RunConfig, scene: SceneModel, totals: Totals, notes: Mapping[str, int], start: float
) -> RunSummary:
    """Write what stands beside the files of a finished folder, and sum the run up, which began at `start`, in s.

    What says something of the whole data set is not written of a shard.
    """
    if kind.finish and config.shard.count is None:
        kind.finish(config, scene)
    report = write_report(kind, config, scene)
    return RunSummary(
        out=config.out,
        count=len(config.ids),
        written=totals.written,
        rejected=totals.given_up,
        instances=kind.labels(totals),
        judged=sum(totals.group(JUDGED).values()),
        confirmed=sum(totals.group(CONFIRMED).values()),
        unit=kind.unit,
        drafts=totals.drafts,
        refused=totals.rejected,
        quotas=quota_table(planned_quotas(scene, config.count, config.seed, config.ids), totals.group("quotas")),
        rarer=kind.rarer(totals) if kind.rarer else (),
        notes=notes,
        seconds=time.monotonic() - start,
        report=report,
    )


def made(config: RunConfig, scene: SceneModel) -> Generator[Batch, None, None]:
    """The batches of a run, without a folder: nothing is kept of them but what judges later ones.

    SynthError as `run`.
    """
    sweep()
    kind = kind_of(scene.kind)
    studio = kind.open(config, scene, Share())
    known = {number: outcome for number, outcome in studio.probe().items() if number in config.ids}
    studio.provenance()
    screen = kind.screen(config, scene, studio, _Nothing()) if kind.screen else None
    orders = Orders(module=KINDS[scene.kind], config=config, scene=scene)
    for batch in in_order(orders, studio, config.ids, known):
        yield screen(batch) if screen else batch


def preview(config: RunConfig, scene: SceneModel, quota: str | None = None) -> Iterator[str]:
    """What a preview of a scene prints, line by line; nothing is kept but what the kind shows there.

    The first `count` samples are shown, or the members of a quota of the data set of `count` samples.
    """
    sweep()
    kind = kind_of(scene.kind)
    if config.shard.count is not None:
        raise SynthError("shard.count", config.shard.count, "a preview is of the whole data set: null is needed")
    members = None if quota is None else members_of(scene, config.count, config.seed, quota)
    if kind.preview:
        yield from kind.preview(config, scene, members)
        return
    parts, studio = kind.layout(scene).parts, kind.open(config, scene, Share())
    for batch in chain.from_iterable(make_batches(studio, [number]) for number in members or range(config.count)):
        for lines in zip(*(batch.parts[name] for name in parts), strict=True):
            if any(lines):
                yield b"".join(lines).decode().removesuffix("\n")


class _Nothing:
    """What an earlier run left, where there was none."""

    def lines(self, part: str) -> Iterator[bytes]:
        return iter(())


def _missing(
    folder: DataFolder, kind: Kind, studio: Studio[Any, Any, Any], orders: Orders, known: Known
) -> Iterator[Batch]:
    """Make and store what the folder lacks, batch by batch: files that were damaged first, then the rest in order."""
    for sample_id in folder.damaged:
        (batch,) = make_batches(studio, [sample_id], known)
        folder.mend(batch)
        yield batch
    missing = range(folder.done, folder.ids.stop)
    for sample_id in [number for number in known if number not in missing]:
        del known[sample_id]  # what the folder holds already, or another shard
    screen = kind.screen(orders.config, orders.scene, studio, folder) if kind.screen else None
    for made in in_order(orders, studio, missing, known):
        batch = screen(made) if screen else made
        folder.write(batch)
        yield batch


def identity_of(config: RunConfig, scene: SceneModel, provenance: Provenance) -> dict[str, object]:
    """All that the bytes of a whole data set depend on, besides the seed."""
    return {
        "scene": scene_mapping(scene),
        "scene_order": entry_orders(scene),
        "name": config.scene,
        **provenance.identity,
    }


def _shard_identity(config: RunConfig) -> dict[str, object]:
    """What a shard's folder depends on besides."""
    shard = config.shard
    return {} if shard.count is None else {"count": config.count, ASKED: {"index": shard.index, "count": shard.count}}


def _kept_shard(folder: DataFolder, config: RunConfig, facts: RunFacts) -> RunFacts:
    """Note the facts of the whole data set for `synth merge`; returns those of the shard."""
    shard, ids = config.shard, folder.ids
    with one_line_errors(folder.path):
        keep_shard(folder.path, ids, kept_options(config), facts)
    samples = f"samples {ids.start} to {ids.stop - 1}" if ids else "no samples"
    return replace(
        facts,
        description=f"{facts.description}; shard {shard.index} of {shard.count}, {samples}",
        config={**facts.config, "shard": {"index": shard.index, "count": shard.count}},
    )


def _tell(progress: Progress, batch: Batch) -> None:
    totals = batch.totals
    progress.advance(
        batch.number,
        refused=sum(totals.rejected.values()),
        given_up=totals.given_up,
        note=batch.notes[-1].text if batch.notes else "",
    )


def origin_of(config: RunConfig, provenance: Provenance) -> Origin:
    """The scene's file and the texts of the files beside it that the bytes depend on, for messages."""
    scenes = (config.scene_folder / f"{config.scene}{suffix}" for suffix in SUFFIXES)
    files = {name: config.scene_folder / name for name in provenance.hashes}
    return Origin(
        scene_file=next((str(path) for path in scenes if path.is_file()), ""),
        texts={name: path.read_text("utf-8", "replace") for name, path in files.items() if path.is_file()},
    )


def _facts(config: RunConfig, scene: SceneModel, provenance: Provenance, seconds: float) -> RunFacts:
    return RunFacts(
        name=config.scene,
        description=provenance.description,
        spec=scene_mapping(scene),
        config={"count": config.count, "workers": config.workers, **provenance.settings},
        versions={"synth": __version__, "python": python_version(), **_versions(provenance)},
        hashes=provenance.hashes,
        wall_time_s=round(seconds, 2),
        quotas=planned_quotas(scene, config.count, config.seed, config.ids),
    )


def _versions(provenance: Provenance) -> dict[str, str]:
    """The versions of the packages that the bytes depend on; an extra that a run did without is left out."""
    found: dict[str, str] = {}
    for name in provenance.packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
