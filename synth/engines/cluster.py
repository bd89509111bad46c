"""A data set on a cluster: claim the folder, make its shards there, merge them; it can be stopped and goes on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from synth.core.errors import SynthError, Unquoted
from synth.core.progress import Counter, Progress
from synth.core.summary import RunSummary
from synth.engines.task import Engine, Task
from synth.folder.data_folder import open_folder
from synth.folder.journal import samples_done
from synth.folder.staging import STATE
from synth.kinds import Share, kind_of
from synth.merge import merge
from synth.options import EngineOptions, MergeOptions, RunConfig, ShardOptions
from synth.run import identity_of, origin_of, run
from synth.scene.model import SceneModel

LOGS = "-jobs"
"""Behind the name of `out`: where the cluster's logs lie until the data set is whole."""


def run_on_cluster(config: RunConfig, scene: SceneModel, progress: Progress) -> RunSummary:
    """Make the data set that `config` asks for in shards on the cluster that `config.engine` names.

    SynthError as `run`, and where a shard failed; what the others made is kept, and the same call goes on.
    """
    engine, here = config.engine, replace(config, engine=EngineOptions())
    if config.shard.count is not None:
        raise SynthError("shard.count", config.shard.count, f"engine={engine.kind} makes all shards: null is needed")
    logs = Path(f"{config.out}{LOGS}").resolve()
    make = _engine(engine.kind)(engine, logs)
    if _is_whole(here, scene):
        return run(here, scene, progress)
    tasks = _tasks(here, scene, engine.shards)
    _refuse_failed(tasks, make(tasks, _Watch(tasks, config.count, progress)))
    summary = merge([task.config.out for task in tasks], MergeOptions(out=config.out), Counter())
    for folder in (*(task.config.out for task in tasks), logs):
        shutil.rmtree(folder, ignore_errors=True)
    return summary


class _Watch:
    """Tells a run's progress from the journals of its shards."""

    def __init__(self, tasks: Sequence[Task], count: int, progress: Progress) -> None:
        self._tasks, self._progress = tasks, progress
        self._done = self._now()
        progress.begin(total=count, done=self._done)

    def __call__(self) -> None:
        now = self._now()
        if now > self._done:
            self._progress.advance(now - self._done)
            self._done = now

    def _now(self) -> int:
        """Samples that are on the disk; a shard's journal counts from its first."""
        return sum(max(0, samples_done(task.config.out / STATE) - task.config.ids.start) for task in self._tasks)


def _tasks(config: RunConfig, scene: SceneModel, shards: int) -> list[Task]:
    of = min(shards, config.count)
    folder = Path.cwd()
    parts = [ShardOptions(index=index, count=of) for index in range(of)]
    out = config.out.resolve()
    configs = [
        replace(config, out=Path(f"{out}{part.suffix}"), shard=part, scene_folder=config.scene_folder.resolve())
        for part in parts
    ]
    return [Task(config=one, scene=scene, folder=folder) for one in configs]


def _is_whole(config: RunConfig, scene: SceneModel) -> bool:
    """Whether the folder holds all samples; it is claimed. Errors as of `run`, before any shard is begun."""
    kind = kind_of(scene.kind)
    provenance = kind.open(config, scene, Share()).provenance()
    with open_folder(
        config.out,
        identity=identity_of(config, scene, provenance),
        layout=kind.layout(scene),
        seed=config.seed,
        count=config.count,
        origin=origin_of(config, provenance),
        overwrite=config.overwrite,
    ) as folder:
        return folder.done == folder.count


def _refuse_failed(tasks: Sequence[Task], failures: Mapping[int, str]) -> None:
    """SynthError with the first failure, and how many there are."""
    for number, why in sorted(failures.items()):
        kept = f"{len(tasks) - len(failures)} of {len(tasks)} shards are kept; the same command goes on"
        raise SynthError(f"shard {number}", Unquoted(why), kept)


def _engine(kind: str) -> Engine:
    if kind == "ray":
        from synth.engines.on_ray import on_ray

        return on_ray
    from synth.engines.on_slurm import on_slurm

    return on_slurm
