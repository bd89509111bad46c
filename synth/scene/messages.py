"""Pydantic's errors as one line: `file: dotted.path: got X; what is allowed (did you mean Z?)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from synth.core.errors import SpecError, suggest
from synth.scene.read import Unquoted

NOTHING = Unquoted("nothing")

_ALLOWED = {
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "bool_type": "true or false is needed",
    "string_type": "a text is needed",
    "tuple_type": "a list is needed",
    "dict_type": "a mapping is needed",
    "model_type": "a mapping is needed",
    "finite_number": "a finite number is needed",
    "missing": "a value is needed",
    "greater_than_equal": "at least {ge:g} is needed",
    "less_than_equal": "at most {le:g} is allowed",
    "greater_than": "more than {gt:g} is needed",
    "less_than": "less than {lt:g} is needed",
    "multiple_of": "a multiple of {multiple_of} is needed",
    "too_short": "at least {min_length} needed",
    "too_long": "at most {max_length} allowed",
    "string_too_short": "at least {min_length} character is needed",
    "string_too_long": "at most {max_length} characters are allowed",
    "string_pattern_mismatch": "a name is needed: letters, digits and _, no digit first",
}


def spec_error(error: ValidationError, where: str) -> SpecError:
    """The first of the errors as a SpecError; `where` names the file or other origin of the scene."""
    first = error.errors(include_url=False)[0]
    path = [part for part in first["loc"] if not _is_tag(part)]
    context = first.get("ctx", {})
    got: Any = first["input"]
    if first["type"] == "unknown_key":
        path, got = [*path, context["key"]], Unquoted("an unknown key")
        allowed = suggest(str(context["key"]), context["known"])
    elif first["type"] == "moved_key":
        path, got, allowed = [*path, context["key"]], Unquoted("a key that scenes do not have"), context["allowed"]
    elif first["type"] == "union_tag_invalid":
        path, got, allowed = _unknown_tag(path, got, context)
    elif first["type"] == "missing":
        got, allowed = NOTHING, _ALLOWED["missing"]
    else:
        allowed = _allowed(first, context)
    return SpecError(at(where, path), got, allowed)


def moved_key(key: str, allowed: str) -> PydanticCustomError:
    """What a validator raises for a key that is said elsewhere; its value, which may be a secret, is not shown."""
    return PydanticCustomError("moved_key", "moved key", {"key": key, "allowed": allowed})


def at(where: str, path: Sequence[object]) -> str:
    """`file: dotted.path`, or the file alone for the top level."""
    return f"{where}: {'.'.join(_readable(part) for part in path)}" if path else where


def _readable(part: object, longest: int = 80) -> str:
    text = part if isinstance(part, str) and part.isprintable() else repr(part)
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _is_tag(part: object) -> bool:
    return isinstance(part, str) and ((part.startswith("<") and part.endswith(">")) or part == "[key]")


def _unknown_tag(path: list[Any], got: Any, context: dict[str, Any]) -> tuple[list[Any], Any, str]:
    """An unknown placement kind, or a mapping that names no known kind of range."""
    tag = context["tag"].strip("<>")
    known = [name.strip("'<>") for name in context["expected_tags"].split(", ")]
    if "scatter" in known:
        return [*path, "kind"], got.get("kind"), suggest(tag, known)
    if " and " in tag:
        return path, got, f"only one of {tag} is allowed"
    names = [name for name in known if name != "literal"]
    return path, got, f"a plain value or one of these is needed: {suggest(tag, names)}"


def _allowed(first: ErrorDetails, context: dict[str, Any]) -> str:
    kind = first["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return suggest(str(first["input"]), known)
    if kind in _ALLOWED:
        quoted = " (without quotes)" if kind in ("float_type", "int_type") and _is_numeric(first["input"]) else ""
        return _ALLOWED[kind].format(**context) + quoted
    return first["msg"]


def _is_numeric(value: object) -> bool:
    return isinstance(value, str) and value.strip().replace(".", "", 1).lstrip("+-").isdigit()


class SceneProblem(NamedTuple):
    """An error in a scene: the path of its key, the value that was got, what is allowed."""

    path: tuple[str, ...]
    got: Any
    allowed: str
