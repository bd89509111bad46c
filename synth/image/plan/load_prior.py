"""Who draws the layouts of a scene: the prior of its pack, of whichever form its prior.json has, or a replay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.image.options.layout import LayoutOptions
from synth.image.packs.pack import Pack
from synth.image.plan.composed import ComposedPrior
from synth.image.plan.objects import Prior
from synth.image.plan.prior import FittedPrior
from synth.image.scene.schema import Scene


def load_prior(prior: Mapping[str, Any]) -> Prior:
    """The prior in the mapping of prior.json: one that knows `categories`, else that of strewn objects."""
    return ComposedPrior(prior) if "categories" in prior else FittedPrior(prior)


def prior_of(pack: Pack | None, options: LayoutOptions, scene: Scene) -> Prior | None:
    """What draws the layouts of a scene; None where it has no pack. DataError for a replay that cannot be read."""
    if pack is None:
        return None
    own = load_prior(pack.prior)
    if options.data is None:
        return own
    from synth.image.plan.replay import ReplayPrior, read_layouts

    canvas = (scene.canvas.width, scene.canvas.height)
    pictures = read_layouts(options.data, pack.card, list(scene.categories), canvas)
    return ReplayPrior(own, pack.card, pictures, options.jitter)
