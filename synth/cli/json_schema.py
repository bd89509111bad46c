"""The JSON Schema of scene files, for editors that complete and check them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from synth.document.scene.schema import DocumentScene
from synth.image.scene.schema import Scene
from synth.image.scene.vocabulary import COLORS, SHAPES
from synth.text.scene.schema import TextScene

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scene_json_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) that every scene accepted by `load_scene` meets; names are not cross-checked."""
    scenes = TypeAdapter(Annotated[Scene | TextScene | DocumentScene, Field(discriminator="kind")])
    schema = {"$schema": DIALECT, **scenes.json_schema(), "title": "synth scene"}
    properties = schema["$defs"]["ObjectSpec"]["properties"]
    properties["shape"]["examples"] = sorted(SHAPES)
    properties["color"]["examples"] = sorted(COLORS)
    return schema
