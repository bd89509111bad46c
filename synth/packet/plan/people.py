"""The people of a packet, the strangers of mix-ups, and days of birth with two digits in each other's place."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from synth.core.errors import SpecError
from synth.core.seeds import Draws
from synth.packet.scene.schema import PacketScene, PersonSpec
from synth.people import Persona, persona_of
from synth.people.identity import TODAY, born, years
from synth.people.locale import locale_named
from synth.scene.given import GivenPerson

_MOST_DRAWS = 2000
"""Of one person: with an age of one year only, one draw in seventy fits."""
_DAYS_OF_LIFE = (18 * 365 + 5, 88 * 365 + 21)


def persona(who: str, given: GivenPerson, locale: str) -> Persona:
    """The persona of somebody of a packet."""
    return persona_of(who, locale_named(locale), given)


def draw_people(
    scene: PacketScene, locale: str, seed: int, draws: Draws, apart: Mapping[str, GivenPerson] | None = None
) -> dict[str, GivenPerson]:
    """Somebody for each of the scene's people, of their age, no two with a first name or a surname in common, nor with
    `apart`; each has a day of birth in which two digits can change places. SpecError where there is nobody."""
    taken = {name for who, one in (apart or {}).items() for name in _names(persona(who, one, locale))}
    found: dict[str, GivenPerson] = {}
    for who, spec in sorted(scene.people.items(), key=lambda entry: entry[1].near is not None):
        near = found[spec.near] if spec.near else None
        found[who] = _draw(who, spec, locale, seed, draws, near, taken)
        taken |= _names(persona(who, found[who], locale))
    return {who: found[who] for who in scene.people}


def _draw(
    who: str, spec: PersonSpec, locale: str, seed: int, draws: Draws, near: GivenPerson | None, taken: set[str]
) -> GivenPerson:
    low, high = spec.age
    for _ in range(_MOST_DRAWS):
        given = GivenPerson(seed, draws.bits(), near)
        person = persona(who, given, locale)
        if low <= years(person) <= high and not taken & _names(person) and swapped_days(born(person)):
            return given
    raise SpecError(f"people.{who}", f"nobody of {low} to {high} years", "another age, or fewer people")


def _names(person: Persona) -> set[str]:
    return {person.first, person.last}


def swapped_days(day: datetime.date) -> list[datetime.date]:
    """The other days of birth that come of exchanging two digits, or day and month."""
    text = f"{day:%d%m%Y}"
    pairs = [(0, 1), (2, 3), (6, 7), (1, 3), (0, 2)]
    swaps = [_exchanged(text, one, other) for one, other in pairs] + [text[2:4] + text[:2] + text[4:]]
    found = []
    for swapped in swaps:
        try:
            other = datetime.datetime.strptime(swapped, "%d%m%Y").date()
        except ValueError:
            continue
        if other != day and _DAYS_OF_LIFE[0] <= (TODAY - other).days <= _DAYS_OF_LIFE[1] and other not in found:
            found.append(other)
    return found


def _exchanged(text: str, one: int, other: int) -> str:
    marks = list(text)
    marks[one], marks[other] = marks[other], marks[one]
    return "".join(marks)
