"""The schema of a scene's policy for the names of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from synth.scene.model import Flag, Model, Share

if TYPE_CHECKING:
    from synth.people import NameRules


class NamePolicy(Model):
    """Where people's names come from, and what the label of a name covers; one policy for all locales."""

    foreign: Share = 0.2
    """share of the people whose names come from elsewhere: of the origins that the locale's file lists (`ar` and
    `hi_IN` list none)"""
    titles: Literal["inside", "outside"] = "outside"
    """whether PERSON covers the title before or behind a name: `Ms. Weiss`, `Herr Weiss`, `Weiss`"""
    pronouns: Flag = False
    """true: a person's pronouns are labelled PERSON too, as mentions of the same entity"""

    def rules(self) -> NameRules:
        """The policy as personas take it."""
        from synth.people import NameRules

        return NameRules(foreign=self.foreign, titles=self.titles == "inside", pronouns=self.pronouns)
