"""Coherent fictitious people: one record per person whose parts agree, and none of which can belong to anyone."""

from synth.people.fields import FIELDS
from synth.people.locale import LOCALES
from synth.people.persona import Persona, personas_for

__all__ = ["FIELDS", "LOCALES", "Persona", "personas_for"]
