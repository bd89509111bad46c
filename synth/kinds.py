"""The kinds of data that can be made, and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.document.scene.load import load_document_scene
from synth.document.scene.schema import DocumentScene
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.text.scene.load import load_text_scene
from synth.text.scene.schema import TextScene

AnyScene = Scene | TextScene | DocumentScene

KINDS: Mapping[str, Callable[[Mapping[str, Any], str], AnyScene]] = {
    "image": load_scene,
    "text": load_text_scene,
    "document": load_document_scene,
}
"""Kind of a scene -> who checks it."""


def load_any_scene(mapping: Mapping[str, Any], where: str) -> AnyScene:
    """A scene of whichever kind the mapping says; SpecError as `load_scene` and for an unknown kind."""
    kind = mapping.get("kind", "image")
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecError(f"{where}: kind", kind, suggest(str(kind), KINDS))
    return KINDS[kind](mapping, where)
