"""Conditions on a sample's variables: `when: {weather: fog, time: [dusk, night]}`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from synth.core.errors import suggest
from synth.scene.model import Name, Scalar


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | bool | int | float) else value


Values = Annotated[
    tuple[Scalar, ...],
    BeforeValidator(_as_list, json_schema_input_type=Scalar | tuple[Scalar, ...]),
    Field(min_length=1, max_length=100),
]
When = dict[Name, Values]
Gone = Mapping[str, tuple[Scalar, ...]]
"""Variable -> the values that overrides took from it: conditions may name them, and nothing meets them."""


def when_matches(when: Mapping[str, Collection[object]], variables: Mapping[str, object]) -> bool:
    """Whether every variable that `when` names has one of its values; a variable that is gone has none."""
    return all(name in variables and variables[name] in wanted for name, wanted in when.items())


def when_misfits(
    when: Mapping[str, Iterable[Any]], ranges: Mapping[str, Any], gone: Gone | None
) -> Iterator[tuple[str, object, str]]:
    """Every error in a condition: the variable that it names, what was got, what is allowed."""
    gone = gone or {}
    for name, wanted in when.items():
        if name not in ranges and name not in gone:
            yield name, name, suggest(str(name), ranges)
            continue
        possible = ranges[name].values() if name in ranges else ()
        if possible is None:
            yield name, next(iter(wanted)), "only a variable with a `choice` of values can be matched"
            continue
        known = (*possible, *gone.get(name, ()))
        yield from (
            (name, value, suggest(written(value), map(written, known))) for value in wanted if not among(value, known)
        )


def written(value: object) -> str:
    """A value as a scene file has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def among(value: object, values: Iterable[object]) -> bool:
    """Whether a value is one of `values`; true is not 1 here, as in a scene file."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)
