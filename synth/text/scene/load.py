"""A checked scene of texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.scene.load import checked_scene, opened_scene
from synth.text.scene.schema import TextScene, text_problems


def load_text_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> TextScene:
    """A scene of kind `text` from a YAML file or a plain mapping; its templates are read by `synth.text.grammar`.

    `where` opens messages (default: the file's name, or `scene`). SpecError for the first thing that is wrong.
    """
    return checked_scene(TextScene, text_problems, *opened_scene(source, where))
