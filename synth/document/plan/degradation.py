"""Draws the degradation of a document: a profile, its effects and their severities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from synth.core.seeds import rng_for
from synth.document.records import Degradation
from synth.document.scene.degrade import CLEAN, EFFECTS, Degrade


class Chance(NamedTuple):
    """The probability of an effect, and its severity as a share (low to high) of the document's severity."""

    probability: float
    low: float
    high: float


PROFILE_EFFECTS: Mapping[str, Mapping[str, Chance]] = {
    "clean": {},
    "scan": {
        "rotation": Chance(0.9, 0.15, 0.8),
        "creases": Chance(0.2, 0.2, 0.6),
        "fading": Chance(0.3, 0.2, 0.9),
        "bleed": Chance(0.3, 0.2, 1.0),
        "ageing": Chance(0.5, 0.1, 0.7),
        "stains": Chance(0.12, 0.3, 1.0),
        "show_through": Chance(0.3, 0.3, 1.0),
        "holes": Chance(0.2, 0.5, 1.0),
        "edge_shadow": Chance(0.5, 0.3, 1.0),
        "lid": Chance(0.6, 0.1, 1.0),
        "uneven_light": Chance(0.5, 0.1, 0.35),
        "grey": Chance(0.4, 1.0, 1.0),
        "dust": Chance(0.6, 0.2, 1.0),
        "blur": Chance(0.9, 0.25, 1.0),
        "noise": Chance(0.8, 0.15, 0.8),
        "jpeg": Chance(0.8, 0.4, 1.0),
    },
    "fax": {
        "rotation": Chance(0.8, 0.1, 0.5),
        "fading": Chance(0.3, 0.2, 0.6),
        "bleed": Chance(0.35, 0.2, 0.7),
        "edge_shadow": Chance(0.3, 0.2, 0.6),
        "blur": Chance(0.8, 0.2, 0.45),
        "noise": Chance(0.6, 0.2, 0.6),
        "binarise": Chance(1.0, 0.3, 1.0),
        "line_noise": Chance(0.8, 0.3, 1.0),
    },
    "photo": {
        "rotation": Chance(0.8, 0.2, 1.0),
        "perspective": Chance(0.95, 0.2, 1.0),
        "roll": Chance(0.7, 0.1, 1.0),
        "curl": Chance(0.55, 0.2, 1.0),
        "creases": Chance(0.45, 0.4, 1.0),
        "crumple": Chance(0.35, 0.2, 1.0),
        "torn": Chance(0.5, 0.2, 1.0),
        "fading": Chance(0.2, 0.2, 0.7),
        "ageing": Chance(0.35, 0.1, 0.6),
        "stains": Chance(0.2, 0.3, 1.0),
        "show_through": Chance(0.2, 0.2, 0.8),
        "holes": Chance(0.15, 0.5, 1.0),
        "backdrop": Chance(1.0, 0.15, 1.0),
        "distance": Chance(0.6, 0.1, 1.0),
        "cut_off": Chance(0.2, 0.3, 1.0),
        "things": Chance(0.55, 0.3, 1.0),
        "fingers": Chance(0.22, 0.3, 1.0),
        "lamplight": Chance(0.9, 0.3, 1.0),
        "shadow": Chance(0.55, 0.3, 1.0),
        "mixed_light": Chance(0.85, 0.2, 1.0),
        "glare": Chance(0.25, 0.3, 1.0),
        "defocus": Chance(0.75, 0.1, 1.0),
        "motion": Chance(0.5, 0.15, 1.0),
        "exposure": Chance(0.9, 0.2, 1.0),
        "low_light": Chance(0.9, 0.15, 1.0),
        "sharpening": Chance(0.6, 0.3, 1.0),
        "jpeg": Chance(0.9, 0.3, 0.9),
    },
}
"""Profile -> effect -> chance."""


def draw_degradation(spec: Degrade, rng: np.random.Generator) -> Degradation:
    """The degradation of one document; only effects that are applied are named, none where the profile is `clean`.

    Everything is drawn by its own name out of one seed, and the scene's `effects` replace what was drawn, so that an
    override shifts no other draw.
    """
    seed = int(rng.integers(2**63))

    def rng_of(*names: str) -> np.random.Generator:
        return rng_for(seed, 0, "/".join(("degradation", *names)))

    profile = str(spec.profile.sample(rng_of("profile")))
    if profile == CLEAN:
        return Degradation(CLEAN, {}, 0.0)
    overall = float(spec.severity.sample(rng_of("severity")))
    severity = {name: _drawn(chance, rng_of(name)) * overall for name, chance in PROFILE_EFFECTS[profile].items()}
    severity |= {name: float(wanted.sample(rng_of("own", name))) for name, wanted in spec.effects.items()}
    return Degradation(profile, {name: severity[name] for name in EFFECTS if severity.get(name, 0) > 0}, overall)


def _drawn(chance: Chance, rng: np.random.Generator) -> float:
    """Share of the document's severity, 0 where the effect is not applied; always two draws."""
    happens, share = rng.random() < chance.probability, rng.uniform(chance.low, chance.high)
    return float(share) if happens else 0.0
