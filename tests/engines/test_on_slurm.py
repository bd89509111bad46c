"""Job arrays of SLURM: submitit's local executor, and its SLURM executor with stand-ins for the commands of SLURM."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from synth.core.errors import SynthError
from synth.engines import cluster, on_slurm
from synth.engines.task import Making
from synth.options import EngineOptions
from tests.engines.data_set import made_here, made_there

pytestmark = pytest.mark.cluster
submitit = pytest.importorskip("submitit", reason="needs the extra slurm")

ENGINE = EngineOptions(kind="slurm", shards=3, hours=0.5, memory_gb=2.0, partition="short")

SBATCH = """\
#!{python}
import os, re, subprocess, sys
script = open(sys.argv[-1]).read()
copy = os.path.join({folder!r}, "array.sh")
open(copy, "w").write(script)  # submitit renames its own
told = dict(re.findall(r"^#SBATCH --([a-z-]+)=(\\S+)", script, re.M))
open(os.path.join({folder!r}, "told"), "w").write(repr(told))
first, last = re.match(r"(\\d+)-(\\d+)", told["array"]).groups()
for task in range(int(first), int(last) + 1):
    names = {{"SLURM_JOB_ID": str(70 + task), "SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": str(task),
              "SLURM_NTASKS": "1", "SLURM_LOCALID": "0", "SLURM_PROCID": "0", "SLURM_NODEID": "0",
              "SLURM_JOB_NUM_NODES": "1", "SLURM_JOB_NODELIST": "here"}}
    silent = {{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}}
    subprocess.Popen(["bash", copy], env={{**os.environ, **names}}, start_new_session=True, **silent)
print("Submitted batch job 7")
"""
SRUN = """\
#!{python}
import os, sys
words = sys.argv[1:]
while words[0].startswith("-"):
    words = words[2:] if words[0] in ("--output", "--error", "-o", "-e") else words[1:]
os.execvp(words[0], words)
"""
SACCT = """\
#!{python}
print("JobID|State|NodeList")
for task in range(3):
    print(f"7_{{task}}|RUNNING|here")
"""


def command(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text.format(python=sys.executable, folder=str(folder)))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of stand-ins for SLURM's commands, which is first on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("sbatch", SBATCH), ("srun", SRUN), ("sacct", SACCT), ("scancel", SACCT)):
        command(folder, name, text)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """submitit's executor of processes in the place of SLURM's."""

    def on_local(options: EngineOptions, logs: Path) -> Making:
        executor = submitit.LocalExecutor(folder=logs)
        executor.update_parameters(timeout_min=5)
        return partial(on_slurm.submitted, executor)

    monkeypatch.setattr(cluster, "_engine", lambda _: on_local)


def test_an_array_of_slurm(tmp_path: Path, slurm: Path) -> None:
    assert made_there(tmp_path, ENGINE) == made_here(tmp_path)
    told = (slurm / "told").read_text()
    for asked in ("'array': '0-2%3'", "'time': '30'", "'mem': '2048M'", "'partition': 'short'", "'cpus-per-task': '1'"):
        assert asked in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "here", "scene", "there"]


def test_jobs_of_submitit(tmp_path: Path, local: None) -> None:
    assert made_there(tmp_path, ENGINE) == made_here(tmp_path)


def test_a_job_that_is_killed_is_one_line_and_the_same_call_goes_on(tmp_path: Path, local: None) -> None:
    def kill() -> None:
        while True:
            for journal in tmp_path.glob("there-shard-1-of-3/.synth/journal"):
                holder = _holder(journal)
                if holder:
                    os.kill(holder, signal.SIGKILL)
                    return
            time.sleep(0.01)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    with pytest.raises(SynthError, match=r"shard 1: got job \d+ ended: .*; 2 of 3 shards are kept"):
        made_there(tmp_path, ENGINE)
    thread.join()
    assert made_there(tmp_path, ENGINE) == made_here(tmp_path)


def _holder(path: Path) -> int:
    """The other process that has a file open; 0 where none has."""
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) == os.getpid():
            continue
        try:
            if any(link.resolve() == path for link in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            continue
    return 0


def test_a_machine_without_slurm_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SynthError, match=r"engine: got 'slurm'; a machine with SLURM's commands"):
        made_there(tmp_path, ENGINE)
    assert [path.name for path in tmp_path.iterdir()] == ["scene"]
