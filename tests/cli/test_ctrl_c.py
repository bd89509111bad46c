"""Ctrl-C, however often and at whatever moment: one line, and everything has ended soon after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.cli.test_cli_end_to_end import SCENE
from tests.runs import ctrl_c_heard

DEAF = """
import time
from synth.cli import terminal
terminal.PATIENCE_S = 0.2
with terminal.one_ctrl_c():
    try:
        print(flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(60)
"""


@pytest.mark.parametrize("started", [0.0, 0.4, 1.2])
def test_two_ctrl_c_in_a_row_are_one_line(tmp_path: Path, started: float) -> None:
    """With workers, to the whole group, as a terminal does it: while they start, and while they work."""
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    command = [sys.executable, "-m", "synth", "generate", "scene=./mine.yaml", "count=100000", "out=o", "workers=2"]
    with ctrl_c_heard():
        process = subprocess.Popen(
            command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
        )
    until = time.monotonic() + 60
    while not (tmp_path / "o/.synth").exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(started)
    helpers = psutil.Process(process.pid).children(recursive=True)
    asked = time.monotonic()
    for _ in range(2):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.1)
    _, complained = process.communicate(timeout=60)
    assert time.monotonic() - asked < 20  # 5 s where nothing else runs
    assert process.returncode == 130
    said = [line for line in complained.splitlines() if not line.split("/")[0].isdigit()]
    assert len(said) == 1
    assert said[0].startswith("synth: stopped; ")
    _, alive = psutil.wait_procs(helpers, 10)
    assert [helper for helper in alive if helper.status() != psutil.STATUS_ZOMBIE] == []


def test_what_does_not_end_is_ended() -> None:
    with ctrl_c_heard():
        process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    process.stdout.close()
