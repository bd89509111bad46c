"""Fields by key: dotted keys as nested objects, and the names that receipts' formats have for well-known keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from synth.core.errors import DataError


def nested(values: Iterable[tuple[str, str]], where: str) -> dict[str, Any]:
    """(key, text) pairs as nested objects: `items.0.amount` is in the first object of the list `items`.

    Rows are in the order of their numbers and are not padded: rows 14 and 15 alone are a list of two. Of a key that is
    printed several times the first text counts. DataError where a key is also the beginning of another.
    """
    tree: dict[str, Any] = {}
    for key, text in values:
        *parents, last = key.split(".")
        at = tree
        for part in parents:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise DataError(where, key, "keys of which none is the beginning of another")
        if isinstance(at.setdefault(last, text), dict):
            raise DataError(where, key, "keys of which none is the beginning of another")
    return {name: _with_lists(value) for name, value in tree.items()}


def _with_lists(value: Any) -> Any:
    """The tree with every object whose keys are all numbers as a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(child) for name, child in value.items()}
    if all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
