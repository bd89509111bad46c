"""The JSON Schema of scene files, for editors that complete and check them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from synth.core.attribute_docs import attribute_docs
from synth.image.scene.vocabulary import COLORS, SHAPES
from synth.kinds import KINDS, kind_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scene_json_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) that every scene accepted by `load_scene` meets; names are not cross-checked."""
    schema = {
        "$schema": DIALECT,
        **TypeAdapter(_any_scene()).json_schema(schema_generator=_Described),
        "title": "synth scene",
    }
    properties = schema["$defs"]["ObjectSpec"]["properties"]
    properties["shape"]["examples"] = sorted(SHAPES)
    properties["color"]["examples"] = sorted(COLORS)
    return schema


class _Described(GenerateJsonSchema):
    """With the docstrings of attributes as descriptions."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        made = super().model_schema(schema)
        for name, text in attribute_docs(schema["cls"]).items():
            if name in made.get("properties", {}):
                made["properties"][name].setdefault("description", text)
        return made


def _any_scene() -> Any:
    """The type of a scene of any kind, distinguished by `kind`."""
    annotated: Any = Annotated
    return annotated[reduce(or_, [kind_of(name).scene() for name in KINDS]), Field(discriminator="kind")]
