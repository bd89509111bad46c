"""Coherent fictitious people: one record per person whose parts agree, and none of which can belong to anyone."""

from synth.personas.fields import FIELDS
from synth.personas.locale import LOCALES
from synth.personas.persona import Persona, personas_for

__all__ = ["FIELDS", "LOCALES", "Persona", "personas_for"]
