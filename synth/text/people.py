"""The people that a text may speak of, as its scene asks for them."""

from __future__ import annotations

from synth.core.seeds import Draws
from synth.people import Persona, personas_for
from synth.text.scene.schema import TextScene


def people_of(scene: TextScene, locale: str, seed: int, draws: Draws) -> dict[str, Persona]:
    """A persona for each of the scene's people; those that are `near` another one live in the same town."""
    people = personas_for(scene.people, locale, seed, draws, surface=scene.surface, rules=scene.names.rules())
    return {**people, **{name: people[name].neighbour_of(people[other]) for name, other in scene.near.items()}}
