"""Wounds of JSON files, for tests of what reads files of unknown origin."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

JUNK = [
    *("null", "true", "-1", "0", "1", "7.5", "1e999", "1e300", "NaN", "-Infinity", "99999999", "9" * 19, "9" * 5000),
    *("[]", "{}", "[[]]", "[null]", '{"x": null}', '{"a": 1, "a": 2}', "[0, 99999]", "[1, 2, 3, 4, 5, 6, 7]"),
    *('""', '"x"', '"\\ud800"', '"\\u0000"', '"../../x"', '"/etc/hostname"', '"a\\nb"', f'"{"y" * 70_000}"'),
    "[" * 100_000,
]
"""What stands in the place of a value, as it is written in the file."""

BYTES = [b"\xff", b"\xef\xbb\xbf", b"\0", b"\xc3", b"\r", b"\n", b"{", b"]", b'"', b"\\", b"\xe2\x80\xa8", b"[" * 9999]
"""What is put between the bytes of a file."""


def places_of(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of every value within a JSON value."""
    found: list[tuple[Any, Any]] = []
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places_of(inner)
    return found


def wounded(text: str, wound: str, pick: Callable[[int], int]) -> str:
    """A JSON text with one value lost, doubled, or replaced by junk; `pick` chooses among so many."""
    record = json.loads(text)
    container, key = (places := places_of(record))[pick(len(places))]
    if wound == "lose":
        del container[key]
    elif wound == "double" and isinstance(container, list):
        container.insert(key, container[key])
    else:
        container[key] = "\ue000"
        return json.dumps(record).replace('"\\ue000"', JUNK[pick(len(JUNK))])
    return json.dumps(record)
