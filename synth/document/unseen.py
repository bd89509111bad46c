"""Characters of a template or record that leave no ink: labels are what is seen, so none has them."""

from __future__ import annotations

import re

from synth.document.records import Value

_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Soft hyphens, places for a break, marks and isolates of direction; joiners shape letters and stay."""


def visible(text: str) -> str:
    """The text without characters that leave no ink and shape no letter."""
    return _UNSEEN.sub("", text)


def visible_value(value: Value) -> Value:
    """The value without them, in its text and in its meaning."""
    return Value(visible(value.text), visible(value.value), value.type)
