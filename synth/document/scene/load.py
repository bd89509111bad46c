"""A checked scene of documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.document.scene.schema import DocumentScene, document_problems
from synth.scene.load import checked_scene, opened_scene


def load_document_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> DocumentScene:
    """A scene of kind `document` from a YAML file or a plain mapping; `synth.document.typeset` reads its templates.

    `where` opens messages (default: the file's name, or `scene`). SpecError for the first thing that is wrong.
    """
    return checked_scene(DocumentScene, document_problems, *opened_scene(source, where))
