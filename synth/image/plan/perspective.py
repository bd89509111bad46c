"""Metres on the ground of a scene with a horizon, as a pinhole camera above the ground sees them."""

from __future__ import annotations

import numpy as np

from synth.image.plan.raster import Polygon
from synth.image.scene.schema import Scene


def px_per_metre(scene: Scene, lower_edge_px: float) -> float:
    """Size in px of an upright or crosswise metre on the ground that is seen at y = `lower_edge_px`.

    The camera is `eye_m` above level ground. A point of the ground at distance d is focal * eye_m / d px below the
    horizon, and a metre there is focal / d px (Hoiem et al. 2008, "Putting objects in perspective"). Their quotient
    needs neither distance nor focal length. Raises ValueError for a scene without a horizon.
    """
    horizon = scene.background.horizon
    if horizon is None:
        raise ValueError("a scene without a horizon has no scale")
    return (lower_edge_px - horizon * scene.canvas.height) / scene.background.eye_m


def across_px(scene: Scene, across_m: float, lower_edge_px: float) -> float:
    """The x in px of a point of the ground, `across_m` metres to the right of the camera, at y = `lower_edge_px`."""
    return scene.canvas.width / 2 + across_m * px_per_metre(scene, lower_edge_px)


def strip_px(scene: Scene, left_m: float, right_m: float) -> Polygon:
    """A straight strip of the ground, such as the road, from the lower border of the canvas to its vanishing point."""
    horizon, bottom = (scene.background.horizon or 0.0) * scene.canvas.height, float(scene.canvas.height)
    ends = ((left_m, bottom), (left_m, horizon), (right_m, horizon), (right_m, bottom))
    return np.array([(across_px(scene, across, y), y) for across, y in ends])
