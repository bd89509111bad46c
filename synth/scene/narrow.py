"""Narrowing: overrides that take values from a scene leave what named them inert instead of wrong.

The scene as its file has it is the vocabulary: `scene.variables.weather=snow` keeps one of its values, and a value that
it never had is a typo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from synth.core.errors import SpecError, suggest
from synth.scene.narrow_quotas import Weights, narrowed_quotas
from synth.scene.ranges import TAGS, Choice, ValueRange
from synth.scene.templated import LOCALE
from synth.scene.when import among, written

Raw = Mapping[str, Any]


def narrowed(full: Raw, composed: Raw, where: str) -> dict[str, Any]:
    """The mapping of a scene to which overrides were applied, as one that stands on its own.

    `full` is the mapping without the overrides. A list in the place of a `choice` keeps these values and their weights;
    what a variable lost is noted in `gone`; quotas that can no longer be met are dropped, those that every sample now
    meets get the share 1. SpecError for a value that the full scene never had; `where` opens its message. What is
    wrong in other ways is left to the scene's own checks.
    """
    result = _listed(full, deepcopy(dict(composed)))
    known, left, gone = {}, {}, dict(_mapping(composed.get("gone")))
    for name, before, after in _drawn(full, result):
        known[name] = _with_gone(_weights(before), _mapping(full.get("gone")).get(name, ()))
        if after is not None and after != before and known[name]:
            after = _as_written(after, known[name])
            _refuse_new(where, name, full, known[name], after)
            _put(result, name, after)
        left[name] = _weights(after)
        gone[name] = [value for value, _ in known[name] if not among(value, [value for value, _ in left[name]])]
    gone = {name: values for name, values in gone.items() if values}
    if gone:
        result["gone"] = gone
    else:
        result.pop("gone", None)
    changed = {name for name in known if len(left[name]) < len(known[name])}
    if isinstance(quotas := result.get("quotas"), Mapping):
        result["quotas"] = narrowed_quotas(quotas, known, left, changed)
    if isinstance(balance := result.get("balance"), list):
        result["balance"] = list(_balanced(balance, {name for name in known if not _is_there(result, name)}))
    return result


def _drawn(full: Raw, composed: Raw) -> Iterator[tuple[str, Any, Any]]:
    """Name, range in the full scene and range in the composed one (None where it is gone) of all that is drawn."""
    if LOCALE in full:
        yield LOCALE, full[LOCALE], composed.get(LOCALE)
    for name, before in _mapping(full.get("variables")).items():
        yield str(name), before, _mapping(composed.get("variables")).get(name)


def _is_there(mapping: Raw, name: str) -> bool:
    return name == LOCALE or name in _mapping(mapping.get("variables"))


def _put(mapping: dict[str, Any], name: str, value: Any) -> None:
    if name == LOCALE:
        mapping[LOCALE] = value
    else:
        mapping["variables"][name] = value


def _listed(full: Any, composed: Any, path: tuple[str, ...] = ()) -> Any:
    """The composed mapping with `[a, b]` in the place of a choice, or of a variable's range, as a choice."""
    if isinstance(full, Mapping) and isinstance(composed, list):
        drawn = path == (LOCALE,) or path[:1] == ("variables",)
        if "choice" in full or (drawn and any(tag in full for tag in TAGS)):
            return _choice(composed, _weights(full))
    if isinstance(full, Mapping) and isinstance(composed, dict):
        return {key: _listed(full.get(key), value, (*path, str(key))) for key, value in composed.items()}
    return composed


def _choice(values: list[Any], weights: Weights) -> dict[str, Any]:
    """A choice of these values, by their weights in the full scene; evenly where these are all 0, or not known."""
    parsed = [_same_text(value, weights) for value in values]
    own = [next((weight for other, weight in weights if among(value, [other])), None) for value in parsed]
    if None in own or not any(own) or len(set(own)) == 1:
        return {"choice": parsed}
    return {"choice": parsed, "weights": own}


def _as_written(leaf: Any, known: Weights) -> Any:
    """A range whose values are those of the full scene: 2023 is "2023" where the scene has that as a text."""
    if not isinstance(leaf, Mapping):
        return _same_text(leaf, known)
    if isinstance(choice := leaf.get("choice"), Mapping):
        return {**leaf, "choice": {_same_text(value, known): weight for value, weight in choice.items()}}
    if isinstance(choice, list):
        return {**leaf, "choice": [_same_text(value, known) for value in choice]}
    return leaf


def _same_text(value: Any, known: Weights) -> Any:
    """The known value that reads as `value` does, such as "02" for 2; else the value itself."""
    values = [one for one, _ in known]
    if among(value, values):
        return value
    alike = [one for one in values if isinstance(one, str) and _reads_as(one, value)]
    return alike[0] if len(alike) == 1 else value


def _reads_as(text: str, value: object) -> bool:
    """Whether a command line has `value` where somebody types the text without quotes."""
    if text.lower() == str(value).lower():
        return True
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and float(text) == value
    except ValueError:
        return False


def _refuse_new(where: str, name: str, full: Raw, known: Weights, after: Any) -> None:
    """SpecError for a value that is not among those of the full scene, where these are names rather than numbers."""
    before = full[LOCALE] if name == LOCALE else full["variables"][name]
    if not _is_closed(full, name, before):
        return
    values, path = [value for value, _ in known], name if name == LOCALE else f"variables.{name}"
    found = _parsed(after)
    if found is not None and found.values() is None:
        raise SpecError(f"{where}: scene.{path}", after, suggest("", map(written, values)))
    for value in found.values() if found is not None else ():
        if not among(value, values):
            allowed = f"{suggest(written(value), map(written, values))}; others need a scene file of your own"
            raise SpecError(f"{where}: scene.{path}", value, allowed)


def _is_closed(full: Raw, name: str, before: Any) -> bool:
    """Whether a variable's values are all that there are: they are names, or conditions name them.

    A document in another language needs no other template, so its locale is open where no condition names it; the
    phrases of a text are written for the values that it has.
    """
    if not isinstance(before, Mapping):
        return False
    if name in _conditions(full) or "phrases" in full:
        return True
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value, _ in _weights(before))
    return name != LOCALE and not numeric


def _conditions(full: Raw) -> set[str]:
    """The variables that some `when` of the scene names."""
    entries = [
        entry for section in ("objects", "templates", "quotas") for entry in _mapping(full.get(section)).values()
    ]
    return {str(name) for entry in entries for name in _mapping(_mapping(entry).get("when"))}


def _balanced(balance: list[Any], gone: set[str]) -> Iterator[Any]:
    """The entries of `balance` without what is no longer there."""
    for entry in balance:
        if not isinstance(entry, list):
            if entry not in gone:
                yield entry
        elif left := [name for name in entry if name not in gone]:
            yield left


def _with_gone(weights: Weights, gone: Any) -> Weights:
    """The values of a scene that was narrowed already, those that it lost then included."""
    return (*weights, *((value, 0.0) for value in gone)) if isinstance(gone, list | tuple) else weights


def _weights(leaf: Any) -> Weights:
    """The values of a range with their weights; none where it is continuous, or no range at all."""
    found = None if leaf is None else _parsed(leaf)
    values = (found and found.values()) or ()
    weights = (found.weights if isinstance(found, Choice) else None) or (1.0,) * len(values)
    return tuple(zip(values, weights, strict=True))


def _parsed(leaf: Any) -> Any:
    try:
        return _ranges().validate_python(leaf)
    except ValidationError:
        return None


@cache
def _ranges() -> TypeAdapter[Any]:
    return TypeAdapter(ValueRange)


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
