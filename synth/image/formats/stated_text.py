"""Values that XML files state as text: numbers within bounds, and attributes with a value of their own type."""

from __future__ import annotations

import math
import re

from synth.core.errors import DataError
from synth.core.labels import AttributeValue

LARGEST = 1e7
"""px"""

_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,17}")
_FLAGS = {"true": True, "false": False}


def number_of(text: str, where: str) -> float:
    """A finite number, as of px. DataError for anything else."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:
        raise DataError(where, text, "a number")
    return value


def whole_of(text: str, where: str) -> int:
    """A whole number of 0 or more. DataError for anything else."""
    if not re.fullmatch(r"\d{1,18}", text):
        raise DataError(where, text, "a whole number of 0 or more")
    return int(text)


def value_of(text: str) -> AttributeValue:
    """The value of an attribute: true, false, a number as JSON writes it, or else the text itself."""
    if text in _FLAGS:
        return _FLAGS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def text_of(value: AttributeValue) -> str:
    """The text from which `value_of` reads a value again; of a text that looks like another value, the text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(number: float) -> str:
    """A number of px without digits that say nothing: 3, 3.25."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
