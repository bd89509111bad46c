"""Programs that make pages when they are asked to, each in a process of its own: so that they can take turns.

A program reads how many pages to make from a line of its standard input, and answers with a line of JSON: the CPU
seconds (user and system, with those of its child processes), the pages and the million px that came of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

SYNTHTIGER = (
    "synthtiger==1.2.1", "numpy<2", "opencv-python<4.9", "Pillow<10", "scikit-image<0.22", "scipy<1.12",
)  # fmt: skip
"""What SynthDoG needs: imgaug 0.4, below it, knows no numpy 2, and synthtiger's fonts no Pillow 10."""

SYNTHDOG = """
import json, os, resource, sys
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import cv2, synthtiger
cv2.setNumThreads(1)

def cpu_s():
    return sum(resource.getrusage(who)[0] + resource.getrusage(who)[1] for who in (0, -1))

config = synthtiger.read_config("config_en.yaml")
synthtiger.set_global_random_seed(0)
template = synthtiger.read_template("template.py", "SynthDoG", config)
template.init_save(sys.argv[1])
made = synthtiger.generator("template.py", "SynthDoG", config=config, worker=0, seed=0)
for line in sys.stdin:
    start, pixels = cpu_s(), 0
    for _ in range(int(line)):
        number, page = next(made)
        template.save(sys.argv[1], page, number)
        pixels += page["image"].shape[0] * page["image"].shape[1]
    answer = {"cpu_s": cpu_s() - start, "pages": int(line), "megapixels": pixels / 1e6}
    print(json.dumps(answer), file=answers, flush=True)
"""
"""SynthDoG as its own command runs it (`synthtiger -w 0`), its pages and labels on disk, on one thread."""


class Made(NamedTuple):
    """What came of a turn."""

    cpu_s: float
    pages: int
    megapixels: float

    @property
    def cpu_s_page(self) -> float:
        return self.cpu_s / self.pages


class PageMaker:
    """A program of this kind; its standard error goes into the file `log`."""

    def __init__(self, words: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                words,
                cwd=folder,
                env={**os.environ, **ONE_THREAD, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def make(self, pages: int) -> Made:
        """Make some pages. SystemExit with its last line of words where the program ends."""
        to, answers = self._process.stdin, self._process.stdout
        assert to
        assert answers
        try:
            print(pages, file=to, flush=True)
            line = answers.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            said = self._log.read_text(errors="replace").strip().splitlines()
            raise SystemExit(f"{' '.join(self._process.args[:2])}: {said[-1] if said else 'ended'}")  # type: ignore[index]
        return Made(**json.loads(line))

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def checkout(scene: str, folder: Path, scratch: Path) -> PageMaker:
    """A checkout of this repository, that makes documents of one scene as `benchmarks/documents.py` does."""
    script = Path(__file__).with_name("documents.py")
    words = [sys.executable, str(script), "--serve", scene]
    return PageMaker(words, folder, scratch / f"{folder.name}.log", {"PYTHONPATH": str(folder)})


def synthdog(donut: Path, environment: Path, scratch: Path, *, install: bool) -> PageMaker:
    """SynthDoG in English; `donut` is a checkout of clovaai/donut, `environment` a virtual environment with synthtiger.

    SystemExit with what is missing; `install` makes the environment, by pip from the network.
    """
    python = environment / "bin" / "python"
    if not (donut / "synthdog" / "template.py").is_file():
        raise SystemExit(f"synthdog: {donut} holds no synthdog/template.py; a checkout of clovaai/donut is needed")
    if install:
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *SYNTHTIGER], check=True)
    if not python.exists() or subprocess.run([str(python), "-c", "import synthtiger"], check=False).returncode:
        raise SystemExit(f"synthdog: {environment} holds no environment with synthtiger; --install makes it")
    words = [str(python.absolute()), "-c", SYNTHDOG, str(scratch / "synthdog")]
    return PageMaker(words, donut / "synthdog", scratch / "synthdog.log", {"PYTHONPATH": ""})
