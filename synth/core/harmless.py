"""Text of unknown origin as a terminal may show it: no character steers the terminal or turns the reading direction."""

from __future__ import annotations

import re

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Controls of C0 (but tab and line feed) and C1, bidirectional controls (UAX 9), line separators, half surrogates."""


def harmless(text: str) -> str:
    """The text with every steering character written as its escape, `\\x1b` or `\\u202e`; tabs and line feeds stay."""
    return _STEERING.sub(lambda found: repr(found[0])[1:-1], text)


def one_line(text: str) -> str:
    """As `harmless`, with line feeds as `\\n` too."""
    return harmless(text).replace("\n", "\\n")
