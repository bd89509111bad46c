"""The prior of a pack, of whichever form its prior.json has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.image.plan.composed import ComposedPrior
from synth.image.plan.objects import Prior
from synth.image.plan.prior import FittedPrior


def load_prior(prior: Mapping[str, Any]) -> Prior:
    """The prior in the mapping of prior.json: one that knows `categories`, else that of strewn objects."""
    return ComposedPrior(prior) if "categories" in prior else FittedPrior(prior)
