"""How ordinary the values of a persona look: forms kept for examples, or forms of every shape that belong to nobody."""

from __future__ import annotations

from typing import Literal

Surface = Literal["reserved", "ordinary"]
RESERVED: Surface = "reserved"
"""The ranges that registries keep for examples: `.example`, 555-01xx, 192.0.2.0/24. Check digits are right."""
ORDINARY: Surface = "ordinary"
"""As varied as real ones, from names and numbers that nobody can hold; `docs/texts.md` says for each type why."""
