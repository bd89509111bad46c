"""Objects along a street."""

from __future__ import annotations

from collections.abc import Mapping

from synth.image.plan.outlines.drawn import Detail, Silhouette, arc, disc, rectangle

_TREE = Silhouette(
    outline=(
        (0.44, 1.0), (0.45, 0.7), (0.2, 0.68), (0.02, 0.56), (0.04, 0.4), (0.1, 0.34), (0.1, 0.18), (0.3, 0.1),
        (0.42, 0.0), (0.62, 0.02), (0.72, 0.1), (0.9, 0.18), (0.9, 0.34), (1.0, 0.46), (0.94, 0.6), (0.76, 0.7),
        (0.55, 0.7), (0.56, 1.0),
    ),
    rounding=1,
    details=(rectangle("bark", 0.45, 0.7, 0.55, 0.99),),
)  # fmt: skip

_TRAFFIC_LIGHT = Silhouette(
    outline=(
        (0.1, 0.0), (0.9, 0.0), (1.0, 0.012), (1.0, 0.278), (0.9, 0.29), (0.66, 0.29), (0.66, 0.97), (0.8, 1.0),
        (0.2, 1.0), (0.34, 0.97), (0.34, 0.29), (0.1, 0.29), (0.0, 0.278), (0.0, 0.012),
    ),
    details=(
        disc("red", 0.5, 0.055, 0.3, 0.036), disc("amber", 0.5, 0.145, 0.3, 0.036),
        disc("green", 0.5, 0.235, 0.3, 0.036),
    ),
)  # fmt: skip

_SIGN = Silhouette(
    outline=(*arc(0.5, 0.135, 0.5, 0.135, 97, 443, 24), (0.56, 1.0), (0.44, 1.0)),
    details=(disc("light", 0.5, 0.135, 0.38, 0.103), rectangle("dark", 0.44, 0.275, 0.56, 1.0)),
)

_STOP_SIGN = Silhouette(
    outline=(
        (0.29, 0.0), (0.71, 0.0), (1.0, 0.08), (1.0, 0.19), (0.71, 0.27), (0.56, 0.27), (0.56, 1.0), (0.44, 1.0),
        (0.44, 0.27), (0.29, 0.27), (0.0, 0.19), (0.0, 0.08),
    ),
    details=(rectangle("dark", 0.44, 0.272, 0.56, 1.0), rectangle("light", 0.16, 0.105, 0.84, 0.165)),
)  # fmt: skip

_HOUSE = Silhouette(
    outline=((0.0, 0.36), (0.5, 0.0), (1.0, 0.36), (0.92, 0.36), (0.92, 1.0), (0.08, 1.0), (0.08, 0.36)),
    details=(
        Detail(tone="dark", outline=((-0.02, 0.38), (0.5, -0.01), (1.02, 0.38))),
        rectangle("window", 0.18, 0.48, 0.36, 0.66), rectangle("window", 0.64, 0.48, 0.82, 0.66),
        rectangle("bark", 0.43, 0.62, 0.57, 1.0),
    ),
)  # fmt: skip

STREET: Mapping[str, Silhouette] = {
    "house": _HOUSE,
    "sign": _SIGN,
    "stop_sign": _STOP_SIGN,
    "traffic_light": _TRAFFIC_LIGHT,
    "tree": _TREE,
}
