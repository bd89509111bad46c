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


def test_a_run_with_a_pack_is_stopped_killed_and_ends_as_if_undisturbed(here: Path, tiny_pack: Pack) -> None:
    """Ctrl-C reaches every process of the group, kill -9 only the parent: none may live on."""
    scene = {**TINY_SCENE, "pack": str(tiny_pack.folder)}
    (here / "tiny.yaml").write_text(yaml.safe_dump(scene, sort_keys=False), encoding="utf-8")
    words = ["scene=./tiny.yaml", "count=40", *LOOSE]

    process = start(*words, "out=stopped")
    wait_for(process, here / "stopped", 2)
    helpers = psutil.Process(process.pid).children(recursive=True)
    assert helpers
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert complained.splitlines()[-1].startswith("synth: stopped; ")
    assert "Traceback" not in complained
    assert_gone(helpers)

    process = start(*words, "out=stopped", "workers=2")
    wait_for(process, here / "stopped", pictures(here / "stopped") + 2)
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait(PATIENCE_S)
    assert_gone(helpers)

    assert main(["generate", *words, "out=stopped"]) == 0
    assert main(["generate", *words, "out=undisturbed"]) == 0
    assert tree(here / "stopped") == tree(here / "undisturbed")
