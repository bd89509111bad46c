"""The knobs of a class of options as people read them: key, default, what it takes, help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticUndefined

from synth.core.attribute_docs import attribute_docs
from synth.kinds import configs
from synth.options import DEFAULT_SCENE, RunConfig, parts

FILLED: Mapping[str, object] = {"scene": DEFAULT_SCENE, "out": None}
"""What the command line starts a run from where the class itself has no default."""

NEEDED = "???"
"""Stands where a knob has no default, as in Hydra's files."""

_NAMES = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One key, or a group of keys: `takes` says type and bounds, `bounds` no type; `group` is the class of a group."""

    name: str
    default: object
    takes: str
    bounds: str
    help: str
    group: type | None


def knobs(kind: type, filled: Mapping[str, object]) -> Iterator[Knob]:
    """The fields of a class that can be set, in order; `filled`: what the command line puts in where nobody does."""
    schema = TypeAdapter(kind).json_schema()
    for name, group in parts(kind):
        default, field = filled.get(name, default_of(kind, name)), schema["properties"][name]
        type_words, bounds = ("", "") if group else _limits(field, schema.get("$defs", {}))
        null = "null or " if default is None or {"type": "null"} in field.get("anyOf", ()) else ""
        yield Knob(
            name=name,
            default=default,
            takes=null + ", ".join(filter(None, [type_words, bounds])),
            bounds=bounds,
            help=_help(kind, name),
            group=group,
        )


def flat(kind: type, filled: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Knob]]:
    """Dotted name and knob of every key of a class, those of its groups too."""
    for knob in knobs(kind, filled):
        if knob.group:
            yield from flat(knob.group, {}, f"{prefix}{knob.name}.")
        else:
            yield f"{prefix}{knob.name}", knob


def yaml_of(value: object) -> str:
    """A plain value in YAML 1.1, on one line; a text as it is. 1e-05 would be a text there: it has no point."""
    if isinstance(value, str):
        return value or "''"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(yaml_of, value))}]"
    written = json.dumps(value)
    whole = isinstance(value, float) and "e" in written and "." not in written
    return written.replace("e", ".0e") if whole else written


def run_classes() -> dict[str, tuple[type[RunConfig], frozenset[str]]]:
    """Title -> class and names of fields: what every kind of scene takes, then what only some do, each once."""
    classes = configs()
    names = {kind: [name for name, _ in parts(config)] for kind, config in classes.items()}
    takers = {name: tuple(kind for kind in classes if name in names[kind]) for own in names.values() for name in own}
    found = dict[str, tuple[type[RunConfig], frozenset[str]]]()
    for kinds in sorted(dict.fromkeys(takers.values()), key=lambda kinds: len(kinds) < len(classes)):
        title = f"scenes of kind {' and '.join(kinds)} only" if len(kinds) < len(classes) else "every scene"
        found[title] = (classes[kinds[0]], frozenset(name for name, those in takers.items() if those == kinds))
    return found


def default_of(kind: type, name: str) -> object:
    """The default of a field, of a group as a mapping; NEEDED where there is none."""
    value = kind.__pydantic_fields__[name].get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return NEEDED
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _help(kind: type, name: str) -> str:
    """The docstring of a field, from whichever class of the line has it, in the words of YAML."""
    return re.sub(r"\bNone\b", "null", " ".join(attribute_docs(kind).get(name, "").split()))


def _limits(field: Mapping[str, Any], models: Mapping[str, Any]) -> tuple[str, str]:
    """Type and bounds in words, from a field's JSON Schema without null."""
    (field,) = (option for option in field.get("anyOf", [field]) if option.get("type") != "null")
    if "enum" in field:
        return "", ", ".join(field["enum"])
    if field.get("format") == "path":
        return "path", ""
    if field["type"] == "array":
        return f"list of {_limits(field['items'], models)[0]}", ""
    if field["type"] == "object" and "$ref" not in field["additionalProperties"]:
        return f"name: {_limits(field['additionalProperties'], models)[0]}", ""
    if field["type"] == "object":
        inner = models[field["additionalProperties"]["$ref"].rpartition("/")[2]]["properties"]
        return "", f"{_limits(field['propertyNames'], models)[1]}: {{{', '.join(inner)}}}"
    if "pattern" in field:
        return f"text of the form {field['pattern'].strip('^$')}", ""
    return _NAMES[field["type"]], ", ".join(_bounds(field))


def _bounds(field: Mapping[str, Any]) -> Sequence[str]:
    """`0 to 1`, `above 0`, `a multiple of 16`."""
    words = []
    if "minimum" in field and "maximum" in field:
        words.append(f"{_number(field['minimum'])} to {_number(field['maximum'])}")
    else:
        named = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
        words += [f"{word} {_number(field[key])}" for key, word in named.items() if key in field]
    return [*words, *([f"a multiple of {field['multipleOf']}"] if "multipleOf" in field else [])]


def _number(value: float) -> str:
    """Large round numbers as powers."""
    if isinstance(value, int) and value >= 10**6:
        for base in (10, 2):
            power = len(str(value)) - 1 if base == 10 else value.bit_length() - 1
            if base**power == value:
                return f"{base}^{power}"
    return f"{value:g}"
