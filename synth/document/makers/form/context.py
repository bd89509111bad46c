"""The inputs of a form's answers: people, days, phrases, formats, and what they have in common."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from synth.core.seeds import Draws, draws_for
from synth.document.makers.formats import Formats
from synth.document.records import Value
from synth.people import Persona
from synth.people.identity import years

SCALE = {"JPY": 150, "INR": 40, "SAR": 4}
"""What costs 1 of a western currency costs about this much in others."""

CHILD = 2
"""Number of the other person whose first name and sex are the child's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """The inputs of a form's answers: applicant, other people, day of signature, phrases, formats, seed.

    `level`: 0 in a school for small children, else 1. `condition`: the illness that the applicant has, of those that
    the form asks for; empty: any.
    """

    applicant: Persona
    others: tuple[Persona, ...]
    signed: datetime.date
    texts: Mapping[str, Any]
    formats: Formats
    key: int
    level: int = 0
    condition: str = ""

    @property
    def incident(self) -> Mapping[str, Any]:
        """What a claim is about: its cause, place, story, and the things that it can have damaged."""
        return self.draws("incident").pick(self.texts["incidents"])

    @property
    def child_years(self) -> int:
        """The pupil's age in years, one of the school's and 19 less than the parent's at least."""
        grades = self.texts["grades"][self.level]
        oldest = min(grades["from"] + len(grades["names"]) - 1, years(self.applicant) - 20)
        return self.draws("child_birth_date").between(grades["from"], max(grades["from"], oldest))

    @property
    def child(self) -> Persona:
        """The pupil of a school's form."""
        return self.others[CHILD - 1]

    def draws(self, question: str) -> Draws:
        """The draws of one answer, so that no answer depends on which other questions the form has."""
        return draws_for(self.key, 0, question)

    def money(self, low: int, high: int, draws: Draws) -> Value:
        """An amount between two western ones, in the locale's currency."""
        scale = SCALE.get(self.formats.currency, 1)
        cents = 0 if self.formats.decimals == 0 else draws.pick((0, 0, 50, 90, 99))
        return self.formats.money(Decimal(draws.between(low, high) * scale) + Decimal(cents) / 100)

    def before(self, low: int, high: int, draws: Draws) -> Value:
        """A day from `low` to `high` days before the signature."""
        return self.formats.date(self.signed - datetime.timedelta(days=draws.between(low, high)))

    def after(self, low: int, high: int, draws: Draws) -> Value:
        """A day from `low` to `high` days after the signature."""
        return self.formats.date(self.signed + datetime.timedelta(days=draws.between(low, high)))


def plain(text: str) -> Value:
    """A value that is its own normalised form."""
    return Value(text, " ".join(text.split()))
