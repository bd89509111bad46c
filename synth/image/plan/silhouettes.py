"""The table of all named outlines (`synth.image.scene.vocabulary.SHAPES` lists the names too)."""

from __future__ import annotations

from collections.abc import Mapping

from synth.image.plan.outlines.drawn import Silhouette
from synth.image.plan.outlines.people import PEOPLE
from synth.image.plan.outlines.products import PRODUCTS
from synth.image.plan.outlines.room import ROOM
from synth.image.plan.outlines.street import STREET
from synth.image.plan.outlines.vehicles import VEHICLES

SILHOUETTES: Mapping[str, Silhouette] = {**PEOPLE, **PRODUCTS, **ROOM, **STREET, **VEHICLES}
