"""The people that a text may speak of, as its scene asks for them."""

from __future__ import annotations

from collections.abc import Mapping

from synth.core.seeds import Draws
from synth.people import NOBODY, Persona, personas_for
from synth.scene.given import GivenPerson
from synth.text.scene.schema import TextScene


def people_of(
    scene: TextScene, locale: str, seed: int, draws: Draws, given: Mapping[str, GivenPerson] = NOBODY
) -> dict[str, Persona]:
    """A persona for each of the scene's people; those that are `near` another one live in the same town."""
    rules = scene.names.rules()
    people = personas_for(scene.people, locale, seed, draws, surface=scene.surface, rules=rules, given=given)
    return {**people, **{name: people[name].neighbour_of(people[other]) for name, other in scene.near.items()}}
