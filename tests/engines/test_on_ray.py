"""Real Ray clusters of this machine: the same bytes, also where a process or a node dies."""

# pyright: reportMissingImports=false
# The package is an extra: the checks pass without it too.

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from synth.core.errors import SynthError
from synth.options import EngineOptions
from tests.engines.data_set import made_here, made_there

pytestmark = pytest.mark.cluster
ray = pytest.importorskip("ray", reason="needs the extra ray")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")


def test_shards_on_a_cluster_of_this_machine(tmp_path: Path) -> None:
    assert made_there(tmp_path, EngineOptions(kind="ray", shards=3)) == made_here(tmp_path)
    assert not ray.is_initialized()


def test_a_process_that_dies_is_made_up_for(tmp_path: Path) -> None:
    """The first worker that makes a shard is killed."""
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            for process in psutil.Process().children(recursive=True):
                if "_make" in " ".join(process.cmdline()):
                    os.kill(process.pid, signal.SIGKILL)
                    killed.append(process.pid)
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    there = made_there(tmp_path, EngineOptions(kind="ray", shards=3))
    thread.join(timeout=1)
    assert killed
    assert there == made_here(tmp_path)


@pytest.fixture
def nodes() -> Iterator[Any]:
    """A cluster of a head without cores and two nodes with one each."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    cluster.add_node(num_cpus=1)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def test_a_node_that_goes_is_made_up_for(tmp_path: Path, nodes: Any) -> None:
    leaving = next(iter(nodes.worker_nodes))
    timer = threading.Timer(3.0, nodes.remove_node, [leaving, False])
    timer.start()
    engine = EngineOptions(kind="ray", shards=4, address=nodes.address)
    there = made_there(tmp_path, engine)
    timer.join()
    assert there == made_here(tmp_path)


def test_no_cluster_at_the_address_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SynthError, match=r"engine.address: got '127.0.0.1:1'; the address of a running cluster"):
        made_there(tmp_path, EngineOptions(kind="ray", address="127.0.0.1:1"))
