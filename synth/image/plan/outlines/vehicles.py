"""Vehicles, seen from the side, the front and the rear."""

from __future__ import annotations

from collections.abc import Mapping

from synth.image.plan.outlines.drawn import Detail, Silhouette, UnitPoints, arc, disc, rectangle, wheel

_CAR = Silhouette(
    outline=(
        (0.0, 0.55), (0.04, 0.44), (0.2, 0.38), (0.33, 0.06), (0.4, 0.0), (0.64, 0.0), (0.73, 0.06), (0.86, 0.38),
        (0.97, 0.44), (1.0, 0.56), (1.0, 0.8), (0.96, 0.84), *arc(0.79, 0.78, 0.088, 0.22, 15, 165),
        *arc(0.21, 0.78, 0.088, 0.22, 15, 165), (0.04, 0.84), (0.0, 0.8),
    ),
    details=(
        Detail(tone="glass", outline=((0.27, 0.38), (0.36, 0.1), (0.49, 0.1), (0.49, 0.38))),
        Detail(tone="glass", outline=((0.53, 0.38), (0.53, 0.1), (0.67, 0.1), (0.79, 0.38))),
        rectangle("lamp", 0.95, 0.49, 0.99, 0.6),
        *wheel(0.79, 0.785, 0.078, 0.205), *wheel(0.21, 0.785, 0.078, 0.205),
    ),
)  # fmt: skip

_TRUCK = Silhouette(
    outline=(
        (0.0, 0.0), (0.68, 0.0), (0.68, 0.22), (0.84, 0.22), (0.97, 0.5), (1.0, 0.54), (1.0, 0.84),
        *arc(0.84, 0.84, 0.075, 0.16, 0, 180), *arc(0.34, 0.84, 0.075, 0.16, 0, 180),
        *arc(0.16, 0.84, 0.075, 0.16, 0, 180), (0.0, 0.84),
    ),
    details=(
        Detail(tone="glass", outline=((0.74, 0.5), (0.74, 0.28), (0.82, 0.28), (0.92, 0.5))),
        rectangle("dark", 0.67, 0.04, 0.685, 0.8), rectangle("lamp", 0.97, 0.58, 0.995, 0.68),
        *wheel(0.84, 0.84, 0.068, 0.14), *wheel(0.34, 0.84, 0.068, 0.14), *wheel(0.16, 0.84, 0.068, 0.14),
    ),
)  # fmt: skip

_BUS = Silhouette(
    outline=(
        (0.0, 0.08), (0.015, 0.0), (0.985, 0.0), (1.0, 0.08), (1.0, 0.86), *arc(0.82, 0.82, 0.052, 0.18, 15, 165),
        *arc(0.2, 0.82, 0.052, 0.18, 15, 165), (0.0, 0.86),
    ),
    details=(
        *(rectangle("glass", 0.02 + 0.107 * n, 0.14, 0.117 + 0.107 * n, 0.46) for n in range(9)),
        rectangle("light", 0.0, 0.6, 1.0, 0.64), rectangle("lamp", 0.985, 0.68, 1.0, 0.76),
        *wheel(0.82, 0.83, 0.0455, 0.1625), *wheel(0.2, 0.83, 0.0455, 0.1625),
    ),
)  # fmt: skip

_BICYCLE = Silhouette(
    outline=(
        *arc(0.22, 0.65, 0.22, 0.35, 20, 310, 20), (0.34, 0.26), (0.26, 0.22), (0.26, 0.17), (0.46, 0.17),
        (0.46, 0.22), (0.4, 0.26), (0.63, 0.22), (0.6, 0.05), (0.62, 0.0), (0.74, 0.0), (0.76, 0.06),
        (0.66, 0.07), (0.7, 0.31), *arc(0.78, 0.65, 0.22, 0.35, 250, 520, 20), (0.52, 0.8), (0.46, 0.78),
    ),
    details=(
        disc("light", 0.22, 0.65, 0.175, 0.28), disc("light", 0.78, 0.65, 0.175, 0.28),
        disc("dark", 0.22, 0.65, 0.03, 0.048), disc("dark", 0.78, 0.65, 0.03, 0.048),
    ),
)  # fmt: skip

_MOTORCYCLE = Silhouette(
    outline=(
        *arc(0.17, 0.72, 0.17, 0.28, 30, 285, 18), (0.13, 0.34), (0.06, 0.28), (0.1, 0.22), (0.22, 0.26),
        (0.44, 0.3), (0.5, 0.2), (0.64, 0.18), (0.67, 0.1), (0.62, 0.05), (0.64, 0.0), (0.73, 0.02), (0.78, 0.14),
        (0.8, 0.26), (0.78, 0.34), (0.81, 0.44), *arc(0.83, 0.72, 0.17, 0.28, 275, 510, 18), (0.6, 0.9), (0.38, 0.9),
    ),
    details=(
        *wheel(0.17, 0.72, 0.155, 0.26), *wheel(0.83, 0.72, 0.155, 0.26),
        Detail(tone="dark", outline=((0.08, 0.24), (0.22, 0.27), (0.46, 0.31), (0.42, 0.42), (0.16, 0.38))),
        Detail(tone="light", outline=((0.38, 0.6), (0.6, 0.6), (0.63, 0.88), (0.36, 0.88))),
        disc("lamp", 0.77, 0.24, 0.03, 0.055),
    ),
)  # fmt: skip

_CAR_BODY: UnitPoints = (
    (0.24, 0.0), (0.76, 0.0), (0.82, 0.05), (0.91, 0.37), (0.99, 0.45), (1.0, 0.55), (1.0, 0.84), (0.96, 0.88),
    (0.96, 1.0), (0.79, 1.0), (0.79, 0.9), (0.21, 0.9), (0.21, 1.0), (0.04, 1.0), (0.04, 0.88), (0.0, 0.84),
    (0.0, 0.55), (0.01, 0.45), (0.09, 0.37), (0.18, 0.05),
)  # fmt: skip
_CAR_GLASS = Detail(tone="glass", outline=((0.25, 0.07), (0.75, 0.07), (0.84, 0.37), (0.16, 0.37)))
_CAR_TYRES = (rectangle("dark", 0.045, 0.86, 0.21, 1.0), rectangle("dark", 0.79, 0.86, 0.955, 1.0))

_CAR_FRONT = Silhouette(
    outline=_CAR_BODY,
    details=(
        _CAR_GLASS, *_CAR_TYRES, rectangle("seam", 0.02, 0.43, 0.98, 0.46), rectangle("dark", 0.27, 0.58, 0.73, 0.7),
        disc("lamp", 0.13, 0.6, 0.085, 0.07), disc("lamp", 0.87, 0.6, 0.085, 0.07),
        rectangle("light", 0.39, 0.75, 0.61, 0.83), rectangle("dark", 0.04, 0.86, 0.96, 0.9),
    ),
)  # fmt: skip

_CAR_REAR = Silhouette(
    outline=_CAR_BODY,
    details=(
        _CAR_GLASS, *_CAR_TYRES, rectangle("seam", 0.12, 0.46, 0.88, 0.49), rectangle("red", 0.03, 0.5, 0.2, 0.62),
        rectangle("red", 0.8, 0.5, 0.97, 0.62), rectangle("light", 0.37, 0.58, 0.63, 0.68),
        rectangle("dark", 0.02, 0.8, 0.98, 0.87),
    ),
)  # fmt: skip

_LARGE_BODY: UnitPoints = (
    (0.04, 0.0), (0.96, 0.0), (1.0, 0.03), (1.0, 0.9), (0.96, 0.92), (0.96, 1.0), (0.77, 1.0), (0.77, 0.94),
    (0.23, 0.94), (0.23, 1.0), (0.04, 1.0), (0.04, 0.92), (0.0, 0.9), (0.0, 0.03),
)  # fmt: skip
_LARGE_TYRES = (rectangle("dark", 0.045, 0.91, 0.23, 1.0), rectangle("dark", 0.77, 0.91, 0.955, 1.0))

_TRUCK_FRONT = Silhouette(
    outline=_LARGE_BODY,
    details=(
        *_LARGE_TYRES, rectangle("light", 0.02, 0.02, 0.98, 0.3), rectangle("glass", 0.09, 0.36, 0.91, 0.58),
        rectangle("dark", 0.2, 0.66, 0.8, 0.78), rectangle("dark", 0.02, 0.88, 0.98, 0.94),
        rectangle("lamp", 0.05, 0.8, 0.2, 0.86), rectangle("lamp", 0.8, 0.8, 0.95, 0.86),
    ),
)  # fmt: skip

_TRUCK_REAR = Silhouette(
    outline=_LARGE_BODY,
    details=(
        *_LARGE_TYRES, rectangle("seam", 0.05, 0.04, 0.485, 0.78), rectangle("seam", 0.515, 0.04, 0.95, 0.78),
        rectangle("dark", 0.02, 0.82, 0.98, 0.94), rectangle("red", 0.05, 0.84, 0.2, 0.89),
        rectangle("red", 0.8, 0.84, 0.95, 0.89), rectangle("light", 0.4, 0.84, 0.6, 0.89),
    ),
)  # fmt: skip

_BUS_FRONT = Silhouette(
    outline=_LARGE_BODY,
    details=(
        *_LARGE_TYRES, rectangle("dark", 0.2, 0.03, 0.8, 0.12), rectangle("amber", 0.28, 0.05, 0.72, 0.1),
        rectangle("glass", 0.06, 0.15, 0.94, 0.6), rectangle("dark", 0.495, 0.15, 0.505, 0.6),
        rectangle("seam", 0.02, 0.68, 0.98, 0.72), rectangle("dark", 0.02, 0.9, 0.98, 0.94),
        disc("lamp", 0.14, 0.81, 0.07, 0.05), disc("lamp", 0.86, 0.81, 0.07, 0.05),
    ),
)  # fmt: skip

_BUS_REAR = Silhouette(
    outline=_LARGE_BODY,
    details=(
        *_LARGE_TYRES, rectangle("glass", 0.1, 0.1, 0.9, 0.42), rectangle("seam", 0.14, 0.52, 0.86, 0.8),
        rectangle("red", 0.03, 0.6, 0.11, 0.76), rectangle("red", 0.89, 0.6, 0.97, 0.76),
        rectangle("light", 0.4, 0.83, 0.6, 0.89), rectangle("dark", 0.02, 0.9, 0.98, 0.94),
    ),
)  # fmt: skip

VEHICLES: Mapping[str, Silhouette] = {
    "bicycle": _BICYCLE,
    "bus": _BUS,
    "bus_front": _BUS_FRONT,
    "bus_rear": _BUS_REAR,
    "car": _CAR,
    "car_front": _CAR_FRONT,
    "car_rear": _CAR_REAR,
    "motorcycle": _MOTORCYCLE,
    "truck": _TRUCK,
    "truck_front": _TRUCK_FRONT,
    "truck_rear": _TRUCK_REAR,
}
