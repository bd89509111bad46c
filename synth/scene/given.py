"""What a sample that is a member of a packet is given, instead of drawing it: locale, people, facts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from synth.core.labels import AttributeValue


class GivenPerson(NamedTuple):
    """Somebody who is the same person in several samples: all that a persona of any scene is made from.

    `seed` is that of the pools of names, `key` the persona's own. `near`: in whose town they live and work.
    `said_birth`: the day of birth that the sample states, where that is not the person's own.
    """

    seed: int
    key: int
    near: GivenPerson | None = None
    said_birth: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a plan uses instead of its own draws; what is drawn besides is as without it.

    `people`: who, as the scene or the record calls them. `facts`: variables of the scene, and what a maker of records
    asks for; days are texts in ISO 8601, amounts of money are numbers in the locale's currency.
    """

    locale: str
    people: Mapping[str, GivenPerson] = field(default_factory=dict)
    facts: Mapping[str, AttributeValue] = field(default_factory=dict)
