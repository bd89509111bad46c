"""Names in plain ASCII, as mail addresses and host names want them."""

from __future__ import annotations

import unicodedata

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d"})
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
Names = tuple[tuple[str, str], ...]
"""Pairs of a name and its ASCII form in small letters."""


def latin(name: str, *, umlauts: bool = False) -> str:
    """`name` in small ASCII letters and digits; blanks and dashes become `-`. `umlauts`: ä is ae, not a."""
    small = name.lower()
    if small.isascii() and small.isalnum():
        return small
    small = small if umlauts else small.translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", small.translate(_SPELT)).encode("ascii", "ignore").decode()
    words = "".join(mark if mark.isalnum() else " " if mark in " -&+" else "" for mark in plain).split()
    return "-".join(words)


def with_latin(names: tuple[str, ...], *, umlauts: bool = False) -> Names:
    """Each name beside its ASCII form."""
    return tuple((name, latin(name, umlauts=umlauts)) for name in names)
