"""The names that a scene may use: shapes with their default height / width, and colours."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHAPES: Mapping[str, float] = {
    "box": 1.0,
    "ellipse": 1.0,
    "rounded": 1.0,
    "blob": 1.0,
    "armchair": 0.95,
    "bag": 1.4,
    "bicycle": 0.62,
    "bookshelf": 1.7,
    "bottle": 3.0,
    "bowl": 0.45,
    "bus": 0.28,
    "bus_front": 1.2,
    "bus_rear": 1.2,
    "cabinet": 0.5,
    "can": 1.75,
    "car": 0.37,
    "car_front": 0.8,
    "car_rear": 0.8,
    "carton": 1.6,
    "cat": 0.95,
    "cereal_box": 1.4,
    "chair": 2.0,
    "cup": 0.85,
    "cyclist": 1.0,
    "house": 1.05,
    "jar": 1.3,
    "lamp": 3.6,
    "motorcycle": 0.58,
    "person": 2.7,
    "person_running": 1.6,
    "person_walking": 2.5,
    "picture": 0.75,
    "plant": 1.5,
    "sign": 3.7,
    "sofa": 0.42,
    "stop_sign": 3.7,
    "table": 0.5,
    "television": 0.64,
    "traffic_light": 8.5,
    "tree": 1.5,
    "truck": 0.47,
    "truck_front": 1.36,
    "truck_rear": 1.36,
    "vase": 1.7,
    "window": 0.9,
}
"""Shape -> default height / width, where a scene states no `aspect`."""

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
    """The names in `{}` of a prompt or phrase, in order. Raises ValueError for an unbalanced brace."""
    names = tuple(_SLOT.findall(template))
    if "{" in (rest := _SLOT.sub("", template)) or "}" in rest:
        raise ValueError("every { needs its }, with a name between them")
    return names


def lone_slot(text: str) -> str | None:
    """`name` where the whole text is `{name}`."""
    found = _LONE_SLOT.match(text)
    return found.group(1) if found else None
