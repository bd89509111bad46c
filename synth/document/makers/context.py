"""What a record's maker works with: draws, people, formats and the sample's factors, all of one sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.core.errors import SpecError
from synth.core.labels import AttributeValue
from synth.core.seeds import Draws
from synth.document.makers.formats import Formats, formats_for
from synth.people import Persona, personas_for


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContext:
    """The desk at which one record is written. `seed` is the run's: the personas' pools hang on it."""

    draws: Draws
    locale: str
    seed: int
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)

    @property
    def formats(self) -> Formats:
        """How this locale writes numbers, money and dates."""
        return formats_for(self.locale)

    def flag(self, name: str) -> bool:
        """Whether a variable is on; one that the scene does not have is off. SpecError for any other value."""
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
        """A persona for each name, no two alike; one draw a persona."""
        return tuple(personas_for(names, self.locale, self.seed, self.draws).values())
