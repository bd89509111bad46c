"""Colours of categories and labels: a function of their place alone."""

from __future__ import annotations

from collections.abc import Sequence

PALETTE = ("#22c3e6", "#f7a823", "#f4587a", "#8fd14f", "#b57bf5", "#ff7f3f", "#25b98b", "#5b8dfa")
"""Colours of a few categories in order; chosen to stand out on dark fluorescence as well as on pink tissue."""

_GOLDEN_ANGLE_DEG = 137.508


def palette_of(keys: Sequence[int]) -> dict[int, str]:
    """A colour of `PALETTE` for each key; they repeat after eight."""
    return {key: PALETTE[place % len(PALETTE)] for place, key in enumerate(keys)}


def hue_deg(place: int, start_deg: float = 0) -> int:
    """A hue, 0 to 359 degrees, for any number of places: steps of the golden angle, so that neighbours differ much."""
    return round(_GOLDEN_ANGLE_DEG * place + start_deg) % 360
