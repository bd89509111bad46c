"""Short runs for tests: options, outcomes, and what a folder holds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synth.core.outcome import Outcome
from synth.core.progress import Counter
from synth.core.summary import RunSummary
from synth.image.options.judges import VerifyOptions
from synth.image.options.run import ImageConfig, SamplerOptions
from synth.image.packs.pack import Pack
from synth.image.records import Verified
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.image.studio import PictureStudio
from synth.kinds import Share
from synth.run import run
from synth.samples import make_outcomes
from tests.tiny_pack import SKETCH_SCENE, TINY_SCENE

LOOSE = VerifyOptions(min_iou=0.0, max_missed_share=1.0, min_cover=0.0, max_extra_px=10**6, max_offset_px=1e3)
"""Limits that every picture meets."""


def sketch_scene(**sections: Any) -> Scene:
    return load_scene({**SKETCH_SCENE, **sections})


def pack_scene(pack: Pack, **sections: Any) -> Scene:
    return load_scene({**TINY_SCENE, "pack": str(pack.folder), **sections})


def config_of(out: Path, count: int, **options: Any) -> ImageConfig:
    """Options of a run of a few sampling steps whose verification passes everything, unless `options` says so."""
    defaults: dict[str, Any] = {"verify": LOOSE, "sampler": SamplerOptions(steps=2), "device": "cpu"}
    return ImageConfig(scene="small", out=out, count=count, **{**defaults, **options})


def run_into(out: Path, scene: Scene, count: int, **options: Any) -> RunSummary:
    return run(config_of(out, count, **options), scene, Counter())


def outcomes_of(
    scene: Scene, count: int, only: Sequence[int] | None = None, **options: Any
) -> dict[int, Outcome[Verified]]:
    """The outcomes of some (default: all) samples of a data set of `count`, without a folder."""
    studio = PictureStudio(config_of(Path("unused"), count, **options), scene, Share())
    return {outcome.sample_id: outcome for outcome in make_outcomes(studio, range(count) if only is None else only)}


@contextmanager
def ctrl_c_heard() -> Iterator[None]:
    """A process that is started meanwhile hears Ctrl-C, even where the suite was started with SIGINT ignored.

    It would inherit that, and rightly ignore the signal: so start the background jobs of a script.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def kill_9(words: Sequence[str], when: Callable[[], bool]) -> None:
    """Start `synth generate` with `words` and kill it, helpers included, as soon as `when` holds."""
    command = [sys.executable, "-m", "synth", "generate", *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while not when():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a data set but the manifest, Hydra's records and the report's lines that tell of the clock."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest.json")
    named = ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in found)
    return {name: timeless(data) for name, data in named if not name.startswith(".hydra/")}


def timeless(data: bytes) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if b"data-clock" not in line)


def lines_of(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
