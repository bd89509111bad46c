"""A run that is stopped, gently or not, goes on as if nothing had happened, and leaves no process behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
import yaml

from synth.cli import main
from synth.image.packs.pack import Pack
from tests.runs import ctrl_c_heard, tree
from tests.tiny_pack import SKETCH_SCENE, TINY_SCENE

COUNT = 60
PAINTED = 32
"""Pictures of a run with a pack."""
PATIENCE_S = 120
LOOSE = [
    "verify.min_iou=0.0",
    "verify.max_missed_share=1.0",
    "verify.min_cover=0.0",
    "verify.max_extra_px=100000",
    "verify.max_offset_px=1000.0",
    "sampler.steps=2",
    "device=cpu",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(dict(SKETCH_SCENE), sort_keys=False), encoding="utf-8")
    return tmp_path


def start(*words: str) -> subprocess.Popen[str]:
    """The command in a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "synth", "generate", *words]
    with ctrl_c_heard():
        return subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )


def pictures(out: Path) -> int:
    return len(list((out / "images").glob("*.png")))


def wait_for(process: subprocess.Popen[str], out: Path, number: int) -> None:
    """Until `out` holds `number` pictures."""
    deadline = time.monotonic() + PATIENCE_S
    while pictures(out) < number:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.002)


def assert_gone(processes: Sequence[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=20)
    for process in alive:
        process.kill()
    assert not alive


def test_kill_9_at_five_random_moments_then_the_bytes_of_an_undisturbed_run(here: Path) -> None:
    chance, words = random.Random(3), ["scene=./mine.yaml", f"count={COUNT}"]
    for _ in range(5):
        process = start(*words, "out=killed")
        wait_for(process, here / "killed", pictures(here / "killed") + chance.randint(1, 8))
        time.sleep(chance.random() * 0.01)
        assert process.poll() is None
        process.kill()
        process.communicate()
        assert not (here / "killed/annotations.json").exists()
    assert main(["generate", *words, "out=killed"]) == 0
    assert main(["generate", *words, "out=undisturbed"]) == 0
    assert tree(here / "killed") == tree(here / "undisturbed")


@pytest.fixture
def painted(here: Path, tiny_pack: Pack) -> list[str]:
    """The words of a run that the tiny pack paints."""
    scene = {**TINY_SCENE, "pack": str(tiny_pack.folder)}
    (here / "tiny.yaml").write_text(yaml.safe_dump(scene, sort_keys=False), encoding="utf-8")
    return ["scene=./tiny.yaml", f"count={PAINTED}", *LOOSE]


def stop(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C, which reaches every process of the group; returns what the command says last."""
    helpers = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "Traceback" not in complained
    assert_gone(helpers)
    return complained.splitlines()[-1]


@pytest.mark.slow
def test_a_run_with_a_pack_is_stopped_killed_and_ends_as_if_undisturbed(
    here: Path, painted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C and kill -9 of the parent, with and without workers: none may live on."""
    for workers in (1, 2):
        process = start(*painted, "out=stopped", f"workers={workers}")
        wait_for(process, here / "stopped", pictures(here / "stopped") + 2)
        told = stop(process)
        assert told.startswith("synth: stopped; ")
        assert told.endswith(f"of {PAINTED} samples are kept in stopped, the same command goes on")
        assert pictures(here / "stopped") - int(told.split()[2]) in (0, 1)  # one may be written but not yet counted

        process = start(*painted, "out=stopped", f"workers={workers}")
        wait_for(process, here / "stopped", pictures(here / "stopped") + 2)
        helpers = psutil.Process(process.pid).children(recursive=True)
        assert len(helpers) >= (workers if workers > 1 else 0)
        process.kill()
        process.communicate()
        assert_gone(helpers)

    kept = pictures(here / "stopped")
    assert main(["generate", *painted, "out=stopped"]) == 0
    there = int(capsys.readouterr().err.split("/", 1)[0])
    assert kept - there in (0, 1)  # a picture whose batch is not in the journal is made again
    assert main(["generate", *painted, "out=undisturbed"]) == 0
    assert tree(here / "stopped") == tree(here / "undisturbed")


def test_ctrl_c_while_workers_start_is_one_line(here: Path, painted: list[str]) -> None:
    process = start(*painted, "out=early", "workers=2")
    parent, deadline = psutil.Process(process.pid), time.monotonic() + PATIENCE_S
    while len(parent.children(recursive=True)) < 2:  # the first of them tracks multiprocessing's resources
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(0.05)
    assert stop(process) == f"synth: stopped; 0 of {PAINTED} samples are kept in early, the same command goes on"


@pytest.mark.slow
def test_a_worker_that_dies_ends_the_run_and_what_is_finished_is_kept(here: Path, painted: list[str]) -> None:
    process = start(*painted, "out=fallen", "workers=2")
    wait_for(process, here / "fallen", 2)
    helpers = psutil.Process(process.pid).children(recursive=True)
    victim = next(one for one in helpers if "spawn_main" in " ".join(one.cmdline()))
    victim.kill()
    _, complained = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert complained.splitlines()[-1] == (
        "synth: workers: got 'a process that ended with -9'; run the same command again: what is finished is kept"
    )
    assert "Traceback" not in complained
    assert_gone(helpers)
    assert pictures(here / "fallen") >= 2
    assert main(["generate", *painted, "out=fallen"]) == 0
