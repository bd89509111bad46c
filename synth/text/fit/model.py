"""What was fitted, before it is written: classes with their templates, slots, what was dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from synth.text.fit.slots import Slot


@dataclass(slots=True)
class Line:
    """A template of a sentence. `mass`: place -> sentences that it stands for; `support`: sources with its words."""

    text: str
    support: int = 0
    mass: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(slots=True)
class Group:
    """A class: its texts, how they are laid out (white space between sentences -> sources), its templates."""

    name: str
    texts: int
    layouts: dict[tuple[str, ...], int]
    lines: list[Line]


@dataclass(slots=True)
class Fitted:
    """What is written. `covered`: share of the texts of which each sentence has a template."""

    group_name: str
    locale: str
    groups: list[Group]
    slots: dict[str, Slot]
    dropped: list[str]
    texts: int
    covered: float
