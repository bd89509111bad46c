"""Shards of a data set of any kind into the data set that a run which is not split writes, to the byte."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from synth.core.canonical import canonical_exact
from synth.core.errors import DataError, OutputError, Unquoted
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.folder.data_folder import DataFolder, Layout, open_folder
from synth.folder.opening import Origin, first_difference
from synth.folder.shards import Shard, check_files, read_shards
from synth.kinds import Kind, Share, Studio, kind_of, load_any_scene
from synth.options import MergeOptions, RunConfig, options_from
from synth.run import concluded, identity_of, origin_of
from synth.scene.model import SceneModel
from synth.scene.quotas import planned_quotas


def merge(paths: Sequence[Path], options: MergeOptions, progress: Progress) -> RunSummary:
    """Join all shards of one data set, given in any order, in the folder `options.out`; see `open_folder` on resuming.

    DataError, before anything is written, for a shard that is missing, foreign, unfinished, double or damaged.
    """
    start = time.monotonic()
    shards = read_shards(paths)
    if options.out.resolve() in {shard.path.resolve() for shard in shards}:
        raise OutputError(str(options.out), Unquoted("one of the shards"), "another out= is needed")
    first = shards[0]
    scene = load_any_scene(first.facts.spec, str(first.path))
    kind = kind_of(scene.kind)
    layout, config = kind.layout(scene), _config(kind, first, options)
    _check_bytes(shards, layout, progress)
    studio = _studio(kind, config, scene, first) if kind.screen else None
    with open_folder(
        config.out,
        identity=first.identity,
        layout=layout,
        seed=config.seed,
        count=config.count,
        origin=Origin(texts=first.texts),
        overwrite=config.overwrite,
    ) as folder:
        folder.back_to(range(folder.count + 1) if studio else {folder.count, *(shard.ids.start for shard in shards)})
        progress.begin(total=folder.count, done=folder.whole)
        if studio:
            added = _screened(kind, config, scene, studio, shards, layout, folder)
        else:
            added = _joined(shards, layout, folder)
        for number in added:
            progress.advance(number)
        quotas = planned_quotas(scene, config.count, config.seed, config.ids)
        totals = folder.finish(replace(first.facts, quotas=quotas, wall_time_s=time.monotonic() - start))
    return concluded(kind, config, scene, totals, {}, start)


def _config(kind: Kind, shard: Shard, options: MergeOptions) -> RunConfig:
    """The options of the run that is not split."""
    return options_from(kind.config(), {**shard.options, "out": options.out, "overwrite": options.overwrite})


def _check_bytes(shards: Sequence[Shard], layout: Layout, progress: Progress) -> None:
    """DataError for the first thing in the shards that is not as it was written."""
    progress.begin(total=len(shards), unit="shards checked")
    for shard in shards:
        with shard.opened(layout) as journal:
            check_files(shard, layout, journal)
        progress.advance()


def _joined(shards: Sequence[Shard], layout: Layout, folder: DataFolder) -> Iterator[int]:
    """Add what the folder lacks, shard by shard; yields how many samples each adds."""
    for shard in shards:
        if folder.done == shard.ids.start and shard.ids:
            with shard.opened(layout) as journal:
                folder.join(journal, shard.files(layout))
            yield len(shard.ids)


def _screened(
    kind: Kind,
    config: RunConfig,
    scene: SceneModel,
    studio: Studio[Any, Any, Any],
    shards: Sequence[Shard],
    layout: Layout,
    folder: DataFolder,
) -> Iterator[int]:
    """Add what the folder lacks, each batch judged by all samples before it; yields how many samples each adds.

    A shard's own screen knew only the shard's samples.
    """
    assert kind.screen
    assert kind.unscreened
    screen = kind.screen(config, scene, studio, folder)
    for shard in shards:
        missing = range(max(folder.done, shard.ids.start), shard.ids.stop)
        with shard.opened(layout) as journal:
            for batch in kind.unscreened(scene, studio, journal, missing) if missing else ():
                folder.write(screen(batch))
                yield batch.number


def _studio(kind: Kind, config: RunConfig, scene: SceneModel, shard: Shard) -> Studio[Any, Any, Any]:
    """What makes refused samples anew. DataError where the scene's files are not those that the shards were made with.

    SynthError where they are not here.
    """
    studio = kind.open(config, scene, Share())
    provenance = studio.provenance()
    made_here = {**identity_of(config, scene, provenance), "seed": config.seed}
    here = json.loads(canonical_exact(made_here))
    if found := first_difference(here, shard.identity, origin_of(config, provenance), shard.texts):
        where, got, there = found
        raise DataError(f"{config.scene_folder}: {where}", got, f"{shard.path} was made with {there}")
    return studio
