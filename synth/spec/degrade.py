"""What befalls a printed page: a profile, its severity, and the severity of single effects."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from synth.spec.model import Model, Name
from synth.spec.ranges import NumberLiteral, NumberRange, ValueLiteral, ValueRange

PROFILES = ("clean", "scan", "fax", "photo")
"""Where a page went after it was printed."""


class Degrade(Model):
    """What befalls the printed page."""

    profile: ValueRange = ValueLiteral("clean")
    """`clean`, `scan`, `fax` or `photo`, or a `choice` of them"""
    severity: NumberRange = NumberLiteral(0.4)
    """0 (hardly) to 1 (as bad as it gets), for all effects of the profile"""
    effects: Annotated[dict[Name, NumberRange], Field(max_length=50)] = Field(default_factory=dict)
    """effect: its own severity, whatever the profile says; 0 switches it off"""
