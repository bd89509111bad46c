"""Named outlines: the table of them all (`synth.spec.vocabulary.SHAPES` names them too)."""

from __future__ import annotations

from collections.abc import Mapping

from synth.plan.outlines.drawn import Silhouette
from synth.plan.outlines.people import PEOPLE
from synth.plan.outlines.products import PRODUCTS
from synth.plan.outlines.room import ROOM
from synth.plan.outlines.street import STREET
from synth.plan.outlines.vehicles import VEHICLES

SILHOUETTES: Mapping[str, Silhouette] = {**PEOPLE, **PRODUCTS, **ROOM, **STREET, **VEHICLES}
