"""Conditions on a sample's variables: `when: {weather: fog, time: [dusk, night]}`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from synth.scene.model import Name, Scalar


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | bool | int | float) else value


Values = Annotated[
    tuple[Scalar, ...],
    BeforeValidator(_as_list, json_schema_input_type=Scalar | tuple[Scalar, ...]),
    Field(min_length=1, max_length=100),
]
When = dict[Name, Values]
