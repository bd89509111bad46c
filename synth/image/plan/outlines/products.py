"""Products on shop shelves."""

from __future__ import annotations

from collections.abc import Mapping

from synth.image.plan.outlines.drawn import Detail, Silhouette, disc, rectangle

_BOTTLE = Silhouette(
    outline=(
        (0.34, 0.0), (0.66, 0.0), (0.66, 0.2), (0.72, 0.28), (0.94, 0.38), (1.0, 0.44), (1.0, 0.96), (0.92, 1.0),
        (0.08, 1.0), (0.0, 0.96), (0.0, 0.44), (0.06, 0.38), (0.28, 0.28), (0.34, 0.2),
    ),
    details=(rectangle("dark", 0.345, 0.005, 0.655, 0.07), rectangle("light", 0.02, 0.54, 0.98, 0.8)),
)  # fmt: skip

_CAN = Silhouette(
    outline=(
        (0.1, 0.0), (0.9, 0.0), (0.92, 0.03), (1.0, 0.08), (1.0, 0.93), (0.92, 0.98), (0.88, 1.0), (0.12, 1.0),
        (0.08, 0.98), (0.0, 0.93), (0.0, 0.08), (0.08, 0.03),
    ),
    details=(rectangle("dark", 0.1, 0.005, 0.9, 0.03), rectangle("light", 0.0, 0.3, 1.0, 0.62)),
)  # fmt: skip

_CARTON = Silhouette(
    outline=((0.2, 0.0), (0.8, 0.0), (0.8, 0.09), (1.0, 0.26), (1.0, 1.0), (0.0, 1.0), (0.0, 0.26), (0.2, 0.09)),
    details=(
        Detail(tone="dark", outline=((0.02, 0.255), (0.21, 0.095), (0.79, 0.095), (0.98, 0.255))),
        rectangle("light", 0.16, 0.44, 0.84, 0.78),
    ),
)  # fmt: skip

_JAR = Silhouette(
    outline=(
        (0.12, 0.0), (0.88, 0.0), (0.88, 0.16), (0.97, 0.22), (1.0, 0.3), (1.0, 0.94), (0.94, 1.0), (0.06, 1.0),
        (0.0, 0.94), (0.0, 0.3), (0.03, 0.22), (0.12, 0.16),
    ),
    details=(rectangle("dark", 0.125, 0.005, 0.875, 0.14), rectangle("light", 0.03, 0.45, 0.97, 0.76)),
)  # fmt: skip

_CEREAL_BOX = Silhouette(
    outline=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    details=(
        rectangle("light", 0.08, 0.06, 0.92, 0.3), rectangle("seam", 0.16, 0.13, 0.84, 0.23),
        disc("light", 0.5, 0.62, 0.3, 0.2), disc("amber", 0.5, 0.62, 0.2, 0.13),
    ),
)  # fmt: skip

_BAG = Silhouette(
    outline=(
        (0.08, 0.0), (0.92, 0.0), (0.94, 0.08), (0.98, 0.24), (1.0, 0.6), (0.97, 0.92), (0.92, 1.0), (0.08, 1.0),
        (0.03, 0.92), (0.0, 0.6), (0.02, 0.24), (0.06, 0.08),
    ),
    details=(
        rectangle("dark", 0.085, 0.01, 0.915, 0.08), disc("light", 0.5, 0.45, 0.3, 0.16),
        rectangle("light", 0.2, 0.72, 0.8, 0.8),
    ),
)  # fmt: skip

PRODUCTS: Mapping[str, Silhouette] = {
    "bag": _BAG,
    "bottle": _BOTTLE,
    "can": _CAN,
    "carton": _CARTON,
    "cereal_box": _CEREAL_BOX,
    "jar": _JAR,
}
