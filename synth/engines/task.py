"""One shard as a task of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from synth.core.errors import SynthError
from synth.core.progress import Counter
from synth.options import EngineOptions, RunConfig
from synth.run import run
from synth.scene.model import SceneModel

POLL_S = 1.0
"""Seconds between two looks at what the shards have done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A shard to make. `folder` is the working folder, from which relative paths start."""

    config: RunConfig
    scene: SceneModel
    folder: Path

    def __call__(self) -> str:
        """Make what is missing of the shard, wherever this runs; returns the line that stopped it, else nothing."""
        os.chdir(self.folder)
        try:
            run(self.config, self.scene, Counter())
        except SynthError as error:
            return str(error)
        return ""


Making: TypeAlias = Callable[[Sequence[Task], Callable[[], None]], Mapping[int, str]]
"""(tasks, called every `POLL_S`) -> number of each task that failed: why."""

Engine: TypeAlias = Callable[[EngineOptions, Path], Making]
"""(options, folder for the cluster's logs) -> what makes tasks. SynthError where there is no such cluster."""
