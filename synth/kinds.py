"""The kinds of data that can be made: who checks their scenes, and which options they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from synth.core.errors import SpecError, suggest
from synth.options import RunConfig

if TYPE_CHECKING:
    from synth.document.scene.schema import DocumentScene
    from synth.image.scene.schema import Scene
    from synth.text.scene.schema import TextScene

    AnyScene = Scene | TextScene | DocumentScene


def _image_scene(mapping: Mapping[str, Any], where: str) -> Scene:
    from synth.image.scene.load import load_scene

    return load_scene(mapping, where)


def _text_scene(mapping: Mapping[str, Any], where: str) -> TextScene:
    from synth.text.scene.load import load_text_scene

    return load_text_scene(mapping, where)


def _document_scene(mapping: Mapping[str, Any], where: str) -> DocumentScene:
    from synth.document.scene.load import load_document_scene

    return load_document_scene(mapping, where)


def _image_config() -> type[RunConfig]:
    from synth.image.options.run import ImageConfig

    return ImageConfig


KINDS: Mapping[str, Callable[[Mapping[str, Any], str], AnyScene]] = {
    "image": _image_scene,
    "text": _text_scene,
    "document": _document_scene,
}
"""Kind of a scene -> who checks it."""

CONFIGS: Mapping[str, Callable[[], type[RunConfig]]] = {
    "image": _image_config,
    "text": lambda: RunConfig,
    "document": lambda: RunConfig,
}
"""Kind of a scene -> the class of the options that a run of it takes."""


def load_any_scene(mapping: Mapping[str, Any], where: str) -> AnyScene:
    """A scene of whichever kind the mapping says; SpecError as `load_scene` and for an unknown kind."""
    kind = mapping.get("kind", "image")
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecError(f"{where}: kind", kind, suggest(str(kind), KINDS))
    return KINDS[kind](mapping, where)
