"""A data set of texts to make on a cluster, and what it holds when it is made here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synth.core.progress import Counter
from synth.engines.cluster import run_on_cluster
from synth.options import EngineOptions
from synth.run import run
from synth.text.options import TextConfig
from synth.text.scene.load import load_text_scene
from tests.golden.room import hashes_of
from tests.small_text import write_small_text

COUNT = 400


def config_in(folder: Path, out: str, **options: Any) -> TextConfig:
    scene = folder / "scene/mails.yaml"
    if not scene.exists():
        write_small_text(scene.parent).rename(scene)
    return TextConfig(scene="mails", scene_folder=scene.parent, count=COUNT, out=folder / out, **options)


def made_here(folder: Path) -> dict[str, str]:
    """Name -> sha256 of the files that a run on this machine writes."""
    config = config_in(folder, "here")
    run(config, load_text_scene(config.scene_folder / "mails.yaml"), Counter())
    return hashes_of(config.out)


def made_there(folder: Path, engine: EngineOptions) -> dict[str, str]:
    """The same of a run on a cluster."""
    config = config_in(folder, "there", engine=engine)
    run_on_cluster(config, load_text_scene(config.scene_folder / "mails.yaml"), Counter())
    return hashes_of(config.out)
