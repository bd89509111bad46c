"""Where a text may be cut: never inside a user-perceived character (UAX 29).

A border is judged by the two characters beside it, which takes 0.7 us; `regex` finds clusters (`\\X`) but cannot
test one border, and takes 200 to 400 us for all those of a text of 270 characters. The tests compare with it.
"""

from __future__ import annotations

import unicodedata

VIRAMA = 9
"""Unicode's combining class of the signs that join two consonants into one."""

FORMAT = "Cf"
"""Unicode's category of the zero-width joiner and the other signs that only shape what comes next."""

_JOINERS = "\u200c\u200d"
_HALF_WIDTH_SOUND_MARKS = "\uff9e\uff9f"
_AM = "\u0e33\u0eb3"
"""Thai and Lao letters of which one half is drawn above the letter before them."""
_PREPENDED = frozenset(map(chr, (
    0xD4E, 0x1CF5, 0x1CF6, 0x111C2, 0x111C3, 0x113D1, 0x1193F, 0x11941, 0x11A3A, *range(0x11A84, 0x11A8A), 0x11D46,
    0x11F02,
)))  # fmt: skip
"""Letters that are drawn in or over the letter after them (Unicode: Grapheme_Cluster_Break=Prepend)."""


def cuts(text: str, at: int) -> bool:
    """Whether a border before the code point `at` would cut one character in two.

    Errs on the safe side of Unicode's extended grapheme clusters (UAX 29): a run of flags is never cut either.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    if _extends(after):
        return True
    if before >= "\u0300" and (unicodedata.combining(before) == VIRAMA or unicodedata.category(before) == FORMAT):
        return True
    return (
        before in _PREPENDED
        or (_is_flag(before) and _is_flag(after))
        or (_is_jamo(before) and _is_hangul(after))
        or (_is_hangul(before) and _is_jamo(after))
    )


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char)[0] == "M"
        or char in _JOINERS
        or char in _HALF_WIDTH_SOUND_MARKS
        or char in _AM
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags, as in the flag of Scotland
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_jamo(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\ua960" <= char <= "\ua97c" or "\ud7b0" <= char <= "\ud7fb"


def _is_hangul(char: str) -> bool:
    return _is_jamo(char) or "\uac00" <= char <= "\ud7a3"
