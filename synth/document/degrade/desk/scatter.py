"""Where things lie and hands hold: papers under the page, things beside it and on its border, fingers at an edge."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from synth.document.degrade.desk.fingers import hand, skin_tone
from synth.document.degrade.desk.papers import PAPERS
from synth.document.degrade.desk.sprite import Matrix, Sprite, placed
from synth.document.degrade.desk.things import THINGS
from synth.document.labels import Polygon

_SMALL = ("pen", "coin", "paper_clip", "glasses", "card", "note")
"""Things that also lie on a page."""

_TRIES = 24
_MOST_REACH_MM = 26.0
"""How far fingers reach over the page's edge at severity 1."""


class Laid(NamedTuple):
    """A sprite, and the matrix from its pixels to the desk."""

    sprite: Sprite
    to_desk: Matrix


class View(NamedTuple):
    """What a picture shows of a desk: its size (w, h) px, the map of the desk to it, and the page's outline in it."""

    size: tuple[int, int]
    to_picture: Matrix
    outline: Polygon
    mm_px: float

    @property
    def page_mm(self) -> float:
        """The page's shorter side."""
        ends = np.array([self.on_desk(self.outline[side * len(self.outline) // 4]) for side in range(3)])
        return float(min(np.hypot(*(ends[1] - ends[0])), np.hypot(*(ends[2] - ends[1])))) / self.mm_px

    def on_desk(self, point: np.ndarray) -> tuple[float, float]:
        """The point of the desk that a point of the picture shows."""
        x, y, w = np.linalg.solve(self.to_picture, np.array([*point, 1.0]))
        return float(x / w), float(y / w)

    def depth_inside_mm(self, point: np.ndarray) -> float:
        """How far inside the page a point of the picture lies; negative: outside."""
        scale = self.mm_px * abs(np.linalg.det(self.to_picture[:2, :2])) ** 0.5
        return cv2.pointPolygonTest(self.outline, (float(point[0]), float(point[1])), True) / scale


def under(view: View, severity: float, rng: np.random.Generator) -> list[Laid]:
    """Papers, books and notebooks that the page lies on or beside."""
    laid = []
    for _ in range(min(3, int(rng.poisson(0.5 + 1.6 * severity)))):
        sprite = PAPERS[str(rng.choice(list(PAPERS)))](rng)
        point = _point(view, rng, deepest_mm=0.25 * min(sprite.size_mm))
        if point is not None:
            laid.append(Laid(sprite, placed(view.on_desk(point), _angle(rng), sprite, view.mm_px)))
    return laid


def beside(view: View, severity: float, rng: np.random.Generator) -> list[Laid]:
    """Things around the page; the more severe, the further they reach over its border, and some lie on it."""
    laid = []
    for _ in range(1 + min(4, int(rng.poisson(0.4 + 1.9 * severity)))):
        on_page = rng.random() < 0.3 * severity
        name = str(rng.choice(_SMALL if on_page else list(THINGS)))
        sprite = {**THINGS, **PAPERS}[name](rng)
        on_page = on_page and max(sprite.size_mm) < 0.5 * view.page_mm
        over_mm = 14 * severity * float(rng.uniform(0, 1))
        half = 0.5 * (severity * min(sprite.size_mm) + (1 - severity) * max(sprite.size_mm))
        deepest = 60.0 if on_page else over_mm - half
        point = _point(view, rng, deepest_mm=deepest)
        if point is not None:
            laid.append(Laid(sprite, placed(view.on_desk(point), _angle(rng), sprite, view.mm_px)))
    return laid


def holding(view: View, severity: float, rng: np.random.Generator) -> list[Laid]:
    """One hand, or two, whose fingers or thumb lie on the page's border."""
    skin, laid = skin_tone(rng), []
    for side in rng.permutation(4)[: 1 + int(rng.random() < 0.35)]:
        sprite = hand(int(rng.choice((0, 0, 0, 1, 2, 3))), skin, rng)
        inwards = np.array(((0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0))[side])
        corner, along = _side(view.outline, int(side))
        edge = corner + along * float(rng.uniform(0.12, 0.88))
        turned = float(rng.normal(0, 16))
        angle = float(np.degrees(np.arctan2(inwards[1], inwards[0]))) + 180 + turned
        reach = (5 + (_MOST_REACH_MM - 5) * severity * float(rng.uniform(0.4, 1))) * view.mm_px
        direction = -np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        middle = np.array(view.on_desk(edge)) + direction * (reach - sprite.size_mm[0] / 2 * view.mm_px)
        laid.append(Laid(sprite, placed((float(middle[0]), float(middle[1])), angle, sprite, view.mm_px)))
    return laid


def _side(outline: Polygon, side: int) -> tuple[np.ndarray, np.ndarray]:
    """The start of a side of the page in the picture, and the way to its end."""
    quarter = len(outline) // 4
    start, end = outline[side * quarter], outline[(side + 1) * quarter % len(outline)]
    return start.astype(np.float64), (end - start).astype(np.float64)


def _point(view: View, rng: np.random.Generator, deepest_mm: float) -> np.ndarray | None:
    """A point of the picture that lies at most so deep inside the page; None where none was found."""
    points = rng.uniform(-0.03, 1.03, (_TRIES, 2)) * view.size
    return next((point for point in points if view.depth_inside_mm(point) <= deepest_mm), None)


def _angle(rng: np.random.Generator) -> float:
    """Mostly along the desk or across it, a little askew; sometimes any."""
    askew, any_angle = float(rng.normal(0, 11)), float(rng.uniform(0, 360))
    return any_angle if rng.random() < 0.3 else float(rng.choice((0, 90, 180, 270))) + askew
