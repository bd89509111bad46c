"""Shards as tasks of Ray (https://docs.ray.io): a running cluster, or one of this machine's cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from synth.core.errors import SynthError, Unquoted
from synth.engines.task import POLL_S, Task
from synth.options import EngineOptions

TRIES_AGAIN = 3
"""How often Ray makes a shard again whose process or node died; each time it goes on from its folder."""


def on_ray(tasks: Sequence[Task], options: EngineOptions, logs: Path, watch: Callable[[], None]) -> Mapping[int, str]:
    """Make the shards; see `Engine`. SynthError without Ray, or where its cluster cannot be reached."""
    try:
        import ray
        from ray.exceptions import RayError
    except ImportError:
        raise SynthError("engine", "ray", 'pip install "synth[ray]"') from None
    try:
        ray.init(address=options.address, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError) as error:
        got = Unquoted(str(error).splitlines()[0])
        raise SynthError(
            f"engine.address={options.address}", got, "the address of a running cluster, or null"
        ) from None
    failures: dict[int, str] = {}
    try:
        make = ray.remote(num_cpus=options.cpus, num_gpus=options.gpus, max_retries=TRIES_AGAIN)(_make)
        waiting = {make.remote(task): number for number, task in enumerate(tasks)}
        while waiting:
            done, _ = ray.wait(list(waiting), timeout=POLL_S)
            watch()
            for one in done:
                try:
                    failed = ray.get(one)
                except RayError as error:
                    failed = f"its process ended: {str(error).strip().splitlines()[0]}"
                number = waiting.pop(one)
                if failed:
                    failures[number] = failed
    finally:
        ray.shutdown()
    return failures


def _make(task: Task) -> str:
    return task()
