"""A checked scene of sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.audio.scene.schema import AudioScene, audio_problems
from synth.scene.load import checked_scene, opened_scene


def load_audio_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> AudioScene:
    """A scene of kind `audio` from a YAML file or a plain mapping; its script is read by `synth.audio.plan.script`.

    `where` opens messages (default: the file's name, or `scene`). SpecError for the first thing that is wrong.
    """
    return checked_scene(AudioScene, audio_problems, *opened_scene(source, where))
