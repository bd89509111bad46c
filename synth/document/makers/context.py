"""The inputs of a record's maker: draws, people, formats and factors of one sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.core.errors import SpecError
from synth.core.labels import AttributeValue
from synth.core.seeds import Draws
from synth.document.makers.formats import Formats, formats_for
from synth.people import Persona, personas_for
from synth.scene.surface import ORDINARY, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContext:
    """The inputs from which one record is made. `seed` is the run's; the pools of personas depend on it."""

    draws: Draws
    locale: str
    seed: int
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)
    surface: Surface = ORDINARY

    @property
    def formats(self) -> Formats:
        """How this locale writes numbers, money and dates."""
        return formats_for(self.locale)

    def flag(self, name: str) -> bool:
        """The value of a boolean variable; False where the scene does not have it. SpecError for any other value."""
        value = self.variables.get(name, False)
        if not isinstance(value, bool):
            raise SpecError(f"variables.{name}", value, "true or false is needed")
        return value

    def share(self, name: str, usual: float) -> float:
        """A variable from 0 to 1; `usual` where the scene does not have it. SpecError for any other value."""
        value = self.variables.get(name, usual)
        if isinstance(value, bool | str) or not 0 <= value <= 1:
            raise SpecError(f"variables.{name}", value, "a number from 0 to 1 is needed")
        return float(value)

    def people(self, *names: str) -> tuple[Persona, ...]:
        """A different persona for each name, who shares no telephone or employer; one draw for each."""
        people = personas_for(names, self.locale, self.seed, self.draws, apart=True, surface=self.surface)
        return tuple(people.values())
