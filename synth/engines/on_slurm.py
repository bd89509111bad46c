"""Shards as a SLURM job array, through submitit (https://github.com/facebookincubator/submitit)."""

# pyright: reportMissingImports=false
# The package is an extra: the checks pass without it too.

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from synth.core.errors import SynthError
from synth.engines.task import POLL_S, Making, Task
from synth.options import EngineOptions

if TYPE_CHECKING:
    from submitit import Executor


def on_slurm(options: EngineOptions, logs: Path) -> Making:
    """See `Engine`. SynthError without submitit, or on a machine without SLURM."""
    try:
        from submitit import SlurmExecutor
    except ImportError:
        raise SynthError("engine", "slurm", 'pip install "synth[slurm]"') from None
    try:
        executor = SlurmExecutor(folder=logs)
    except RuntimeError:
        raise SynthError("engine", "slurm", "a machine with SLURM's commands (srun, sbatch) is needed") from None
    executor.update_parameters(
        job_name="synth",
        time=max(1, round(60 * options.hours)),
        cpus_per_task=options.cpus,
        gpus_per_node=options.gpus or None,
        mem=f"{1024 * options.memory_gb:.0f}M",
        partition=options.partition,
        array_parallelism=options.shards,
    )
    return partial(submitted, executor)


def submitted(executor: Executor, tasks: Sequence[Task], watch: Callable[[], None]) -> Mapping[int, str]:
    """Submit the tasks as one array and wait for them; when this process stops, so do they.

    A job that SLURM takes its machine from is put into the queue again, and goes on from its folder.
    """
    from submitit.core.utils import FailedJobError, UncompletedJobError
    from submitit.helpers import Checkpointable

    class Shard(Checkpointable):
        def __call__(self, task: Task) -> str:
            return task()

    jobs = executor.map_array(Shard(), tasks)
    try:
        while not all(job.done() for job in jobs):
            watch()
            time.sleep(POLL_S)
        watch()
    except BaseException:
        for job in jobs:
            job.cancel()
        raise
    failures: dict[int, str] = {}
    for number, job in enumerate(jobs):
        try:
            failed = job.result()
        except (FailedJobError, UncompletedJobError) as error:
            failed = f"job {job.job_id} ended: {str(error).strip().splitlines()[0]}; see {job.paths.stderr}"
        if failed:
            failures[number] = failed
    return failures
