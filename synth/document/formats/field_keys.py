"""Fields by key: dotted keys as nested objects, and the names that receipts' formats have for well-known keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

OWN_TEXT = "#text"
"""The text of a key that others begin with: `total` beside `total.net`. No key of a field has such a name."""


def nested(values: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """(key, text) pairs as nested objects: `items.0.amount` is in the first object of the list `items`.

    Rows are in the order of their numbers and are not padded: rows 14 and 15 alone are a list of two. Of a key that is
    printed several times the first text counts. One that is also the beginning of another is an object with `OWN_TEXT`.
    """
    tree: dict[str, Any] = {}
    for key, text in values:
        *parents, last = key.split(".")
        at = tree
        for part in parents:
            if not isinstance(inner := at.setdefault(part, {}), dict):
                inner = at[part] = {OWN_TEXT: inner}
            at = inner
        if isinstance(own := at.setdefault(last, text), dict):
            own.setdefault(OWN_TEXT, text)
    return {name: _with_lists(value) for name, value in tree.items()}


def _with_lists(value: Any) -> Any:
    """The tree with every object whose keys are all numbers as a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(child) for name, child in value.items()}
    if all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
