"""Closed outlines as elliptic Fourier descriptors (Kuhl & Giardina 1982, doi:10.1016/0146-664X(82)90034-X), in complex
form.

An outline x(s) + i y(s) over arc length s in [0, 1) is a sum of c_k exp(2 pi i k s). In normal form the ellipse of
k = +-1 has unit area, its major axis lies along x, and the outline starts on that axis. Then c_1 >= c_-1 >= 0 are real.
`eccentric` = c_-1 / c_1 is 0 for a circle and 1 for a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from jaxtyping import Complex128, Float64

ORDERS = tuple(k for order in range(2, 7) for k in (order, -order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An outline in normal form: `eccentric` in [0, 1), and `details`, the complex coefficients c_k for k in ORDERS."""

    eccentric: float
    details: Complex128[np.ndarray, " orders"]

    @property
    def aspect(self) -> float:
        """Minor / major axis of the ellipse, 0-1."""
        return (1 - self.eccentric) / (1 + self.eccentric)


def outline_of(polygon_xy: Float64[np.ndarray, "n 2"], samples: int = 128) -> Outline:
    """The normal form of a closed polygon, from `samples` points at equal steps of arc length."""
    closed = np.vstack([polygon_xy, polygon_xy[:1]])
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    at = np.linspace(0, lengths[-1], samples, endpoint=False)
    points = np.interp(at, lengths, closed[:, 0]) + 1j * np.interp(at, lengths, closed[:, 1])
    spectrum = np.fft.fft(points) / samples
    if abs(spectrum[1]) < abs(spectrum[-1]):
        spectrum = np.fft.fft(points[::-1]) / samples
    plus, minus = spectrum[1], spectrum[-1]
    start, turn = (np.angle(plus) - np.angle(minus)) / 2, (np.angle(plus) + np.angle(minus)) / 2
    scale = np.sqrt(max(abs(plus) ** 2 - abs(minus) ** 2, 1e-12) * np.pi)
    details = np.array([spectrum[k] * np.exp(-1j * (k * start + turn)) for k in ORDERS]) / scale
    return Outline(eccentric=float(abs(minus) / abs(plus)), details=details)


def polygon_of(
    outline: Outline, area_px: float, angle_rad: float, centre_xy: tuple[float, float], points: int = 64
) -> Float64[np.ndarray, "points 2"]:
    """A polygon (xy in px) of this outline with the given area, angle of the major axis and centroid.

    The area is exact for the polygon.
    """
    plus = 1 / np.sqrt(np.pi * (1 - outline.eccentric**2))
    s = np.exp(2j * np.pi * np.arange(points) / points)
    curve = plus * s + plus * outline.eccentric / s
    curve = curve + sum(c * s**k for k, c in zip(ORDERS, outline.details, strict=True))
    curve = curve * np.exp(1j * angle_rad)
    area, centroid = _area_centroid(curve)
    curve = (curve - centroid) * np.sqrt(area_px / max(abs(area), 1e-9)) + complex(*centre_xy)
    return np.stack([curve.real, curve.imag], axis=1)


def _area_centroid(curve: NDArray[np.complex128]) -> tuple[float, complex]:
    """Signed area and centroid of a closed polygon given as complex vertices (shoelace formula)."""
    following = np.roll(curve, -1)
    cross = curve.real * following.imag - following.real * curve.imag
    area = float(cross.sum() / 2)
    return area, complex(((curve + following) * cross).sum() / (6 * area)) if area else complex(curve.mean())
