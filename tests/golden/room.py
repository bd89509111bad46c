"""A folder in which commands run as a user runs them, and the hashes of what they leave there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from synth.cli.terminal import EXIT_INCOMPLETE

ROOT = Path(__file__).resolve().parents[2]

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "OMP_NUM_THREADS": "1",  # of training, where torch adds up in another order on another number of threads
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "HF_HUB_OFFLINE": "1",
}

PRIVATE = frozenset({".synth", ".hydra", ".training", "manifest.json"})
"""Folders and files that hold a clock, a machine or the state of a run; no entry of a table."""

CLOCK = b"data-clock"
"""Lines of a report that tell of the clock are marked with it; they are left out before hashing."""

PATIENCE_S = 300


class CaseError(Exception):
    """A command of a case that failed, or a law that its files break."""


class Room:
    """Runs commands in one folder; a data set that several cases read is made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, ...], Path] = {}
        self._given = 0

    def run(self, module: str, *words: str) -> str:
        """Run `python -m module words` and return its standard output. CaseError where it fails."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=self.folder, env=ENVIRONMENT, capture_output=True, check=False
        )
        if done.returncode not in (0, EXIT_INCOMPLETE):
            raise CaseError(f"{module} {' '.join(words)}: exit code {done.returncode}: {done.stderr.decode()[-2000:]}")
        return done.stdout.decode()

    def data_set(self, *words: str) -> Path:
        """The folder of `synth generate words`, made at the first call."""
        if words not in self._made:
            folder = self.new_path()
            self.run("synth", "generate", *words, f"out={folder.name}")
            self._made[words] = folder
        return self._made[words]

    def killed(self, *words: str, ready: Callable[[Path], bool]) -> Path:
        """The folder of a run that is killed when `ready` holds of it and then run again by the same words."""
        folder = self.new_path()
        words = ("generate", *words, f"out={folder.name}")
        process = subprocess.Popen(
            [sys.executable, "-m", "synth", *words],
            cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < deadline and not ready(folder):
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (folder / "manifest.json").exists() or not ready(folder):
            raise CaseError(f"{' '.join(words)}: was not stopped half way")
        self.run("synth", *words)
        return folder

    def new_path(self) -> Path:
        """A path in the room that nothing stands at; each has the same length."""
        self._given += 1
        return self.folder / f"{self._given:04d}"


def hashes_of(path: Path) -> dict[str, str]:
    """Name -> sha256 of a file or of every public file of a folder."""
    if path.is_file():
        return {path.suffix.lstrip(".") or "file": _sha256(path)}
    found = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
    return {name.as_posix(): _sha256(file) for name, file in found.items() if not PRIVATE & set(name.parts)}


def hash_of_text(text: str) -> Mapping[str, str]:
    """As `hashes_of`, of what a command printed."""
    return {"stdout": sha256(text.encode()).hexdigest()}


def _sha256(file: Path) -> str:
    data = file.read_bytes()
    if file.suffix == ".html":
        data = b"\n".join(line for line in data.split(b"\n") if CLOCK not in line)
    return sha256(data).hexdigest()
