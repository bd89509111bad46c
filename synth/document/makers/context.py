"""The inputs of a record's maker: draws, people, formats and factors of one sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.core.errors import SpecError, suggest
from synth.core.labels import AttributeValue
from synth.core.seeds import Draws
from synth.document.makers.formats import Formats, formats_for
from synth.people import NOBODY, Persona, persona_of, personas_for
from synth.people.identity import years
from synth.people.locale import locale_named
from synth.scene.given import Given
from synth.scene.surface import ORDINARY, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContext:
    """The inputs from which one record is made. `seed` is the run's; the pools of personas depend on it.

    `given` is what the record is to agree on with others; `asked` collects the people and facts that its maker knows.
    """

    draws: Draws
    locale: str
    seed: int
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)
    surface: Surface = ORDINARY
    given: Given | None = None
    asked: dict[str, None] = field(default_factory=dict)

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
        self.asked.update(dict.fromkeys(names))
        given = self.given.people if self.given else NOBODY
        people = personas_for(names, self.locale, self.seed, self.draws, apart=True, surface=self.surface, given=given)
        return tuple(people.values())

    def person_aged(self, name: str, low: int, high: int) -> Persona:
        """Somebody of an age from `low` to `high` years. SpecError where the one who is given is not."""
        while True:
            (person,) = self.people(name)
            if low <= years(person) <= high:
                return person
            if self.given and name in self.given.people:
                raise SpecError(f"people.{name}", f"{years(person)} years old", f"{low} to {high} years are needed")

    def given_person(self, name: str) -> Persona | None:
        """The persona that the record is given under this name; None where there is none."""
        self.asked[name] = None
        if self.given is None or name not in self.given.people:
            return None
        return persona_of(name, locale_named(self.locale), self.given.people[name], self.surface)

    def fact(self, name: str) -> AttributeValue | None:
        """A fact that the record is given; None where its maker is to draw it."""
        self.asked[name] = None
        return self.given.facts.get(name) if self.given else None

    def check_given(self) -> None:
        """SpecError for a person or a fact that is given and that neither maker nor scene knows."""
        if self.given is None:
            return
        known = [*self.asked, *self.variables]
        for part, names in (("people", self.given.people), ("facts", self.given.facts)):
            for name in names:
                if name not in known:
                    raise SpecError(f"{part}.{name}", name, suggest(name, known))
