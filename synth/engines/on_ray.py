"""Shards as tasks of Ray (https://docs.ray.io): a running cluster, or one of this machine's cores."""

# pyright: reportMissingImports=false
# The package is an extra: the checks pass without it too.

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from synth.core.errors import SynthError
from synth.engines.task import POLL_S, Making, Task
from synth.options import EngineOptions

ADDRESS = "the address of a running cluster, or null"
CONNECT_S = 5.0
TRIES_AGAIN = 3
"""How often Ray makes a shard again whose process or node died; each time it goes on from its folder."""


def on_ray(options: EngineOptions, logs: Path) -> Making:
    """See `Engine`. SynthError without Ray, or where nothing answers at the address of its cluster."""
    try:
        import ray  # noqa: F401 - that it is there
    except ImportError:
        raise SynthError("engine", "ray", 'pip install "synth[ray]"') from None
    _refuse_silent(options.address)
    return partial(_made, options)


def _made(options: EngineOptions, tasks: Sequence[Task], watch: Callable[[], None]) -> Mapping[int, str]:
    import ray
    from ray.exceptions import RayError

    on_sigterm = signal.getsignal(signal.SIGTERM)  # Ray puts its own there
    failures: dict[int, str] = {}
    try:
        _connect(options.address)
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
        signal.signal(signal.SIGTERM, on_sigterm)
    return failures


def _connect(address: str | None) -> None:
    import ray

    try:
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise SynthError("engine.address", address, f"{ADDRESS}: {str(error).splitlines()[0]}") from None


def _refuse_silent(address: str | None) -> None:
    """SynthError where nothing answers at `host:port`: Ray itself would go on asking for minutes."""
    host, _, port = (address or "").rpartition("://")[2].rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host, int(port)), CONNECT_S).close()
    except (OSError, OverflowError) as error:
        raise SynthError("engine.address", address, f"{ADDRESS}: {error}") from None


def _make(task: Task) -> str:
    return task()
