"""Printed page -> what a scanner, a fax or a camera made of it; one coordinate map for pixels and labels."""

from synth.document.degrade.apply import Degraded, degrade
from synth.document.degrade.legibility import judged

__all__ = ["Degraded", "degrade", "judged"]
