"""Coherent fictitious people: one consistent record for each person, with values that belong to no real one."""

from synth.people.fields import FIELDS
from synth.people.locale import LOCALES
from synth.people.persona import NOBODY, Persona, persona_of, personas_for, values_of, whole_label
from synth.people.rules import NameRules

__all__ = [
    "FIELDS",
    "LOCALES",
    "NOBODY",
    "NameRules",
    "Persona",
    "persona_of",
    "personas_for",
    "values_of",
    "whole_label",
]
