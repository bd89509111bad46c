"""A data set of any kind, start to end: claim the folder, make what is missing, finish it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Any

from synth import __version__
from synth.core.paths import SUFFIXES
from synth.core.progress import Progress
from synth.core.scratch import sweep
from synth.core.summary import RunSummary
from synth.folder.batch import Batch
from synth.folder.data_folder import DataFolder, open_folder
from synth.folder.manifest import RunFacts
from synth.folder.opening import Origin
from synth.kinds import KINDS, Kind, Provenance, Share, Studio, kind_of, write_report
from synth.options import RunConfig
from synth.samples import Known, make_batches
from synth.scene.load import entry_orders, scene_mapping
from synth.scene.model import SceneModel
from synth.scene.quotas import quota_counts
from synth.workers import Orders, in_order


def run(config: RunConfig, scene: SceneModel, progress: Progress) -> RunSummary:
    """Make the data set that `config` asks for, or what is missing of it; see `open_folder` on resuming.

    SynthError before anything is written where the scene, what it needs, or the folder does not fit.
    """
    start = time.monotonic()
    sweep()
    kind = kind_of(scene.kind)
    studio = kind.open(config, scene, Share())
    known = dict(studio.probe())
    provenance = studio.provenance()
    notes: Counter[str] = Counter()
    identity = {
        "scene": scene_mapping(scene),
        "scene_order": entry_orders(scene),
        "name": config.scene,
        **provenance.identity,
    }
    with open_folder(
        config.out,
        identity=identity,
        layout=kind.layout(scene),
        seed=config.seed,
        count=config.count,
        origin=_origin(config, provenance),
        overwrite=config.overwrite,
    ) as folder:
        progress.begin(total=config.count, done=folder.done - len(folder.damaged))
        for batch in _missing(
            folder, kind, studio, Orders(module=KINDS[scene.kind], config=config, scene=scene), known
        ):
            _tell(progress, batch)
            notes.update(note.kind for note in batch.notes)
        totals = folder.finish(_facts(config, scene, provenance, time.monotonic() - start))
    if kind.finish:
        kind.finish(config, scene)
    report = write_report(kind, config, scene)
    return RunSummary(
        out=config.out,
        count=config.count,
        written=totals.written,
        rejected=totals.given_up,
        instances=kind.labels(totals),
        unit=kind.unit,
        drafts=totals.drafts,
        refused=totals.rejected,
        quotas=[str(one) for one in quota_counts(scene, config.count, totals.group("quotas"))],
        rarer=kind.rarer(totals) if kind.rarer else (),
        notes=notes,
        seconds=time.monotonic() - start,
        report=report,
    )


def preview(config: RunConfig, scene: SceneModel) -> Iterator[str]:
    """What a preview of a scene prints, line by line; nothing is kept but what the kind shows there."""
    sweep()
    kind = kind_of(scene.kind)
    if kind.preview:
        yield from kind.preview(config, scene)
        return
    parts = kind.layout(scene).parts
    for batch in make_batches(kind.open(config, scene, Share()), range(config.count)):
        for lines in zip(*(batch.parts[name] for name in parts), strict=True):
            if any(lines):
                yield b"".join(lines).decode().removesuffix("\n")


def _missing(
    folder: DataFolder, kind: Kind, studio: Studio[Any, Any, Any], orders: Orders, known: Known
) -> Iterator[Batch]:
    """Make and store what the folder lacks, batch by batch: files that were damaged first, then the rest in order."""
    for sample_id in folder.damaged:
        (batch,) = make_batches(studio, [sample_id], known)
        folder.mend(batch)
        yield batch
    for sample_id in [number for number in known if number < folder.done]:
        del known[sample_id]  # what the folder holds already
    screen = kind.screen(orders.config, orders.scene, studio, folder) if kind.screen else None
    for made in in_order(orders, studio, range(folder.done, folder.count), known):
        batch = screen(made) if screen else made
        folder.write(batch)
        yield batch


def _tell(progress: Progress, batch: Batch) -> None:
    totals = batch.totals
    progress.advance(
        batch.number,
        refused=sum(totals.rejected.values()),
        given_up=totals.given_up,
        note=batch.notes[-1].text if batch.notes else "",
    )


def _origin(config: RunConfig, provenance: Provenance) -> Origin:
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
