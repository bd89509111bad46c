"""The look of one document: fonts, sizes, colours, spacing; drawn so that fifty invoices look like fifty companies."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

from synth.core.labels import AttributeValue
from synth.core.seeds import Draws

SANS = ("Source Sans Pro", "Roboto", "Manrope", "Hanken Grotesk")
SERIF = ("Source Serif Pro", "Libertinus Serif", "Caladea", "New Computer Modern")
MONO = ("DejaVu Sans Mono", "IBM Plex Mono")
DISPLAY = ("Fredoka One", "Intuitive", "Amatic SC", "Dancing Script")
HANDS = ("Breip", "Dancing Script", "Intuitive", "Amatic SC")
"""Families of Latin letters: all of them come with the package."""

SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "ar": ("Amiri", "IBM Plex Sans Arabic", "Cairo", "Tajawal"),
    "hi": ("Noto Sans Devanagari", "Noto Serif Devanagari"),
    "ja": ("Noto Sans CJK JP", "Noto Serif JP"),
}
"""Language -> the families of its script. They stand behind the Latin ones."""

NO_BOLD = {"Noto Serif JP": "Noto Sans CJK JP"}
"""A family that has no bold face -> the one in which headings beside it are set."""

_INKS = ("#111111", "#1a1a1a", "#222222", "#000000", "#1c2430", "#2a2320")
_HAND_INKS = ("#1b2f8a", "#20306e", "#15151c", "#26262b", "#0f3d6e")
_STAMP_INKS = ("#b3202a", "#1f4e9e", "#2d6b3a", "#5b2a86", "#c0392b")
_PAPERS = ("#ffffff", "#ffffff", "#ffffff", "#ffffff", "#fdfbf4", "#fafafa", "#f8fbff")


def draw_style(locale: str, draws: Draws) -> dict[str, AttributeValue | tuple[str, ...]]:
    """Every style factor of one document; lengths in pt, `gap` in em, colours as `#rrggbb`."""
    script = SCRIPTS.get(locale.split("_")[0])
    behind = (draws.pick(script),) if script else ()
    bold_behind = tuple(NO_BOLD.get(family, family) for family in behind)
    body, heading = draws.pick(SANS if draws.chance(0.62) else SERIF), draws.pick(SANS + SERIF)
    display = draws.pick(DISPLAY) if draws.chance(0.12) else heading
    hue, strength = draws.random(), 0.25 + 0.6 * draws.random()
    accent = _hex(hue, strength, 0.28 + 0.24 * draws.random())
    return {
        "fonts": (body, *behind),
        "heading_fonts": (body if draws.chance(0.5) else heading, *bold_behind),
        "display_fonts": (display, *bold_behind),
        "mono_fonts": (draws.pick(MONO), *bold_behind),
        "hand_fonts": (draws.pick(HANDS), *behind),
        "size": round(8.6 + 2.2 * draws.random(), 2),
        "gap": round(0.55 + 0.55 * draws.random(), 3),
        "rule": round(0.35 + 0.9 * draws.random(), 2),
        "radius": draws.pick((0.0, 0.0, 1.5, 3.0, 6.0)),
        "accent": accent if draws.chance(0.85) else "#222222",
        "tint": _hex(hue, strength * 0.6, 0.955),
        "ink": draws.pick(_INKS),
        "paper": draws.pick(_PAPERS),
        "hand_ink": draws.pick(_HAND_INKS),
        "stamp_ink": draws.pick(_STAMP_INKS),
        "table": draws.pick(("lines", "zebra", "boxed", "open", "header")),
    }


def _hex(hue: float, saturation: float, lightness: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
