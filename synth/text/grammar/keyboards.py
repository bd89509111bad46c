"""The neighbours of each key on the usual keyboard of a locale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
QWERTY_SPANISH = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
QWERTZ = ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")
AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")

INDENTS = (0.0, 0.25, 0.75)
"""How far each row begins to the right of the first, in keys."""
REACH = 1.3
"""Keys whose middles are at most this far apart, in keys, are neighbours."""

BY_LANGUAGE = {"de": QWERTZ, "cs": QWERTZ, "hu": QWERTZ, "fr": AZERTY, "es": QWERTY_SPANISH}
BY_LOCALE = {"fr_CA": QWERTY, "nl_BE": AZERTY}


def rows_of(locale: str) -> tuple[str, ...]:
    """The letter rows of the locale's keyboard, QWERTY where nothing else is known."""
    return BY_LOCALE.get(locale) or BY_LANGUAGE.get(locale.partition("_")[0], QWERTY)


@cache
def neighbours(rows: tuple[str, ...]) -> Mapping[str, str]:
    """For every lower-case letter of a keyboard the letters beside it, in the order of the rows."""
    keys = [
        (letter, indent + column, row)
        for row, (letters, indent) in enumerate(zip(rows, INDENTS, strict=True))
        for column, letter in enumerate(letters)
    ]
    near: dict[str, str] = {letter: "" for letter, _, _ in keys}
    for (a, x_a, y_a), (b, x_b, y_b) in product(keys, repeat=2):
        if a != b and (x_a - x_b) ** 2 + (y_a - y_b) ** 2 <= REACH**2:
            near[a] += b
    return near
