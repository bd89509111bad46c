"""The base of every part of a scene, and its scalar types: nothing is coerced, so the text "0.5" is not a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from synth.scene.typed import quote_it

LARGEST = 1e6
"""No number in a scene may be larger, or smaller than its negative."""
LONGEST_TEXT = 200


class Model(BaseModel):
    """A frozen part of a scene that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        unknown = [key for key in data if key not in cls.model_fields] if isinstance(data, Mapping) else []
        if unknown:
            raise PydanticCustomError(
                "unknown_key", "unknown key", {"key": unknown[0], "known": list(cls.model_fields)}
            )
        return data


def _scalar(value: Any) -> bool | int | float | str:
    if advice := quote_it(value):
        raise ValueError(advice)
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return value
    if isinstance(value, bool | int | float) and abs(value) <= LARGEST:  # false for nan
        return value
    raise ValueError(f"a text of at most {LONGEST_TEXT} characters, a number up to {LARGEST:.0f}, true or false")


Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Whole = Annotated[int, Field(strict=True, ge=-int(LARGEST), le=int(LARGEST))]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, max_length=LONGEST_TEXT)]
Scalar = Annotated[
    bool | int | float | str, PlainValidator(_scalar), WithJsonSchema({"type": ["boolean", "number", "string"]})
]
Name = Annotated[str, Field(strict=True, max_length=64, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Label = Annotated[str, Field(strict=True, max_length=64, pattern=r"^\w[\w -]*$")]


class SceneModel(Model):
    """A scene of any kind; `kind` is the name of one."""

    kind: Any
    gone: dict[Name, Annotated[tuple[Scalar, ...], Field(max_length=1000)]] | None = None
    """variable: values that it had before overrides narrowed it; a `when` may name them and nothing meets it. Written
    by the command line"""
