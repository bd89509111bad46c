"""The names a scene may use: shapes with their own height / width, and colours."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHAPES: Mapping[str, float] = {
    "box": 1.0,
    "ellipse": 1.0,
    "rounded": 1.0,
    "blob": 1.0,
    "bicycle": 0.62,
    "bottle": 3.0,
    "bus": 0.42,
    "can": 1.75,
    "car": 0.42,
    "carton": 1.6,
    "house": 1.05,
    "jar": 1.3,
    "person": 2.6,
    "sign": 2.5,
    "traffic_light": 2.9,
    "tree": 1.5,
    "truck": 0.5,
}
"""Shape -> height / width where a scene states no `aspect`."""

COLORS: Mapping[str, str] = {
    "amber": "#e0a030",
    "beige": "#d8c8a8",
    "black": "#2a2b2e",
    "blue": "#3565a8",
    "brown": "#7a5638",
    "cyan": "#48a8b8",
    "gray": "#8a8f94",
    "green": "#4a8a50",
    "navy": "#24365c",
    "orange": "#dc7a32",
    "pink": "#dc8ca0",
    "purple": "#7a5298",
    "red": "#b83a34",
    "silver": "#b8bec4",
    "teal": "#2f7f7a",
    "turquoise": "#58b8a8",
    "white": "#eceeee",
    "yellow": "#e2c23c",
}
"""Colour name -> `#rrggbb`."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_SLOT = re.compile(r"\{([^{}]*)\}")
_LONE_SLOT = re.compile(r"\{([^{}]*)\}\Z")


def is_color(value: object) -> bool:
    """Whether a value is `#rrggbb` or a known colour name."""
    return isinstance(value, str) and (value in COLORS or _HEX.match(value) is not None)


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue (0-255) of `#rrggbb` or a known colour name."""
    text = COLORS.get(color, color)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def slots(template: str) -> tuple[str, ...]:
    """The names in `{}` of a prompt or phrase, in order; raises ValueError at a brace without its partner."""
    names = tuple(_SLOT.findall(template))
    if "{" in (rest := _SLOT.sub("", template)) or "}" in rest:
        raise ValueError("every { needs its }, with a name between them")
    return names


def lone_slot(text: str) -> str | None:
    """`name` where the whole text is `{name}`."""
    found = _LONE_SLOT.match(text)
    return found.group(1) if found else None
