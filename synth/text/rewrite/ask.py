"""The interface of every language model: instructions, a text and the time left in, an answer or a failure out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Failure(NamedTuple):
    """No usable answer; the next try waits `wait_s` seconds, and there is none after one that is `final`."""

    check: str
    detail: str
    wait_s: float = 0.0
    final: bool = False


Ask = Callable[[str, str, int, float], str | Failure]
"""(instructions, text, seed, seconds that are left) -> the model's answer."""
