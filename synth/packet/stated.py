"""What a line of packet.jsonl states, as a model."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from synth.folder.stated import CheckLine, Name, Natural, Stated


class MemberStated(Stated):
    """A member: the line with its `id` in the file of its kind."""

    name: Name
    kind: Name
    scene: Name
    id: Natural
    people: dict[str, Name] = Field(default_factory=dict)
    files: list[Name] = Field(default_factory=list)


BoxStated = Annotated[list[float], Field(min_length=4, max_length=4)]


class QuadStated(Stated):
    """An outline on a page: four corners, x and y in px."""

    page: Natural
    quad: Annotated[list[float], Field(min_length=8, max_length=8)]


class PlaceStated(Stated):
    """A place that shows a fact: a field of a document; characters of a text, in sound with their times in s; a label
    of a picture, where it counts objects with their boxes (x, y, width, height in px)."""

    member: Name
    text: str
    value: str
    how: str = "whole"
    field: str = ""
    quads: list[QuadStated] = Field(default_factory=list)
    start: Natural = 0
    end: Natural = 0
    label: str = ""
    start_s: float | None = None
    end_s: float | None = None
    boxes: list[BoxStated] = Field(default_factory=list)
    contradiction: str = ""


class FactStated(Stated):
    """A fact as it is true, and where it is shown."""

    fact: Name
    person: str = ""
    type: Name
    value: str
    text: str = ""
    members: list[Name]
    places: list[PlaceStated]


class ContradictionStated(Stated):
    """What a member says otherwise."""

    name: Name
    member: Name
    fact: Name
    others_say: str
    member_says: str
    true: str


class PacketStated(Stated):
    """A line of packet.jsonl."""

    id: Natural
    seed: int = 0
    locale: str = ""
    variables: dict[str, Any] = Field(default_factory=dict)
    quotas: list[str] = Field(default_factory=list)
    attempt: Natural = 0
    members: Annotated[list[MemberStated], Field(min_length=1)]
    facts: list[FactStated]
    contradictions: list[ContradictionStated] = Field(default_factory=list)
    checks: list[CheckLine] = Field(default_factory=list)
