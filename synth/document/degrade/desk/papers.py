"""Other papers on a desk: printed sheets, envelopes, sticky notes, notebooks, cards, books."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from synth.document.degrade.desk.sprite import MM_PX, Sprite, canvas, fill, rounded
from synth.document.degrade.noise import Pixels, coarse, dimmed, smooth_noise

_PAPERS = ((244, 243, 240), (236, 230, 214), (226, 226, 222), (250, 250, 250), (214, 226, 234), (240, 224, 226))
_COVERS = ((40, 44, 56), (132, 42, 40), (48, 86, 74), (206, 178, 132), (66, 90, 130), (228, 226, 220))


def sheet(rng: np.random.Generator) -> Sprite:
    """Another printed page: a heading, paragraphs as bars, perhaps a table or a picture."""
    width, height = ((210.0, 297.0), (148.0, 210.0), (80.0, 210.0))[int(rng.integers(3))]
    rgba = canvas(width, height)
    fill(rgba, rounded(0, 0, width, height, 0.3), _one(_PAPERS, rng))
    ink = float(rng.uniform(60, 130))
    y, margin = float(rng.uniform(12, 30)), width * float(rng.uniform(0.06, 0.12))
    while y < height - 15:
        kind, line = rng.random(), float(rng.uniform(3.6, 5.0))
        if kind < 0.12:
            tint = rng.uniform(60, 220, 3)
            fill(rgba, rounded(margin, y, width * float(rng.uniform(0.4, 0.9)), y + 20, 0.5), tint)
            y += 26
        for _ in range(int(rng.integers(2, 9))):
            _words(rgba, y, margin, width * float(rng.uniform(0.6, 1.0)) - margin, line, ink, rng)
            y += line
        y += line * float(rng.uniform(0.6, 2.5))
    _uneven(rgba, rng)
    return Sprite(rgba, 0.6)


def note(rng: np.random.Generator) -> Sprite:
    """A sticky note with something scribbled on it."""
    rgba = canvas(76, 76)
    colour = _one(((250, 232, 110), (248, 170, 190), (168, 220, 150), (150, 208, 236), (250, 190, 110)), rng)
    fill(rgba, rounded(0, 0, 76, 76, 0.5), colour)
    for line in range(int(rng.integers(1, 5))):
        xs = np.linspace(8, float(rng.uniform(30, 68)), 60)
        ys = 16 + 14 * line + np.cumsum(rng.normal(0, 0.9, 60)) * 0.4 + 2.4 * np.sin(xs * float(rng.uniform(1.2, 2)))
        path = [np.round(np.stack([xs, ys], -1) * MM_PX * 16).astype(np.int32)]
        cv2.polylines(rgba, path, False, (36, 44, 90, 255), 3, cv2.LINE_AA, 4)
    _uneven(rgba, rng)
    return Sprite(rgba, 1.5)


def envelope(rng: np.random.Generator) -> Sprite:
    """An envelope: its flap, or its window and stamp."""
    width, height = 220.0, 110.0
    rgba = canvas(width, height)
    colour = np.array(_one(((240, 238, 232), (206, 178, 132), (222, 224, 226)), rng))
    fill(rgba, rounded(0, 0, width, height, 0.8), colour)
    if rng.random() < 0.5:
        flap = np.array([[0, 0], [width, 0], [width * 0.56, height * 0.55], [width * 0.44, height * 0.55]])
        fill(rgba, flap + np.array((0, 0.6)), colour * 0.8)
        fill(rgba, flap, colour * 0.96)
    else:
        fill(rgba, rounded(20, 50, 110, 90, 2), colour * 0.84)
        for row in range(4):
            _words(rgba, 56 + 6 * row, 26, 60, 4.4, 80, rng)
        fill(rgba, rounded(190, 8, 212, 34, 0.3), rng.uniform(60, 200, 3))
    _uneven(rgba, rng)
    return Sprite(rgba, 1.5)


def notebook(rng: np.random.Generator) -> Sprite:
    """A notebook with a spiral, shut, or open at a ruled page."""
    width, height = float(rng.uniform(145, 215)), float(rng.uniform(200, 290))
    rgba = canvas(width, height)
    colour = _one(_COVERS, rng) if rng.random() < 0.6 else (243, 242, 236)
    fill(rgba, rounded(0.5, 0.5, width - 0.5, height - 0.5, 4), colour)
    if sum(colour) > 700:
        for y in np.arange(20, height - 8, 7.1):
            fill(rgba, np.array([[4, y], [width - 4, y], [width - 4, y + 0.3], [4, y + 0.3]]), (160, 186, 214))
    for y in np.arange(8, height - 8, 8.4):
        at = (round(5 * MM_PX), round(y * MM_PX))
        cv2.circle(rgba, at, round(2.2 * MM_PX), (30, 30, 32, 255), -1, cv2.LINE_AA)
        cv2.line(rgba, (0, at[1] - 6), at, (190, 192, 196, 255), 6, cv2.LINE_AA)
    _uneven(rgba, rng)
    return Sprite(rgba, 8.0)


def card(rng: np.random.Generator) -> Sprite:
    """A bank card or a visiting card."""
    rgba = canvas(85.6, 54)
    colour = np.array(_one((*_COVERS, (70, 40, 110), (240, 240, 238)), rng))
    fill(rgba, rounded(0.2, 0.2, 85.4, 53.8, 3.2), colour)
    ys, xs = np.indices(rgba.shape[:2]) / MM_PX
    bright = 1 + 0.25 * np.sin(xs / float(rng.uniform(14, 40)) + ys / float(rng.uniform(10, 40)))
    rgba[..., :3] = np.clip(rgba[..., :3] * bright[..., None], 0, 255)
    if rng.random() < 0.6:
        fill(rgba, rounded(9, 18, 20, 27, 1.4), (206, 178, 104))
    for row in range(2):
        _words(rgba, 33 + 8 * row, 9, 50, 5.5, 235 if colour.mean() < 128 else 50, rng)
    return Sprite(rgba, 1.0)


def book(rng: np.random.Generator) -> Sprite:
    """A thick book, shut: cover, title, edge of its pages."""
    width, height = float(rng.uniform(120, 170)), float(rng.uniform(180, 240))
    rgba = canvas(width, height)
    colour = np.array(_one(_COVERS, rng))
    fill(rgba, rounded(0, 0, width, height, 1.5), (224, 216, 198))
    fill(rgba, rounded(0, 0, width - 4, height - 3, 1.5), colour)
    fill(rgba, np.array([[9, 0], [11, 0], [11, height - 3], [9, height - 3]]), colour * 0.7)
    for row in range(int(rng.integers(1, 4))):
        _words(rgba, 40 + 16 * row, 22, width - 50, 12, 225 if colour.mean() < 128 else 50, rng)
    _uneven(rgba, rng)
    return Sprite(rgba, 22.0)


PAPERS: Mapping[str, Callable[[np.random.Generator], Sprite]] = {
    "sheet": sheet, "note": note, "envelope": envelope, "notebook": notebook, "card": card, "book": book,
}  # fmt: skip


def _words(
    rgba: Pixels, y: float, left: float, width: float, line: float, ink: float, rng: np.random.Generator
) -> None:
    """A line of print as it is seen in passing: words as runs of narrow strokes of two heights."""
    pitch, count = line * 0.26, max(1, int(width / (line * 0.26)))
    ends = np.cumsum(2 + rng.poisson(5, count))  # strokes of each word, and the blank after it
    printed = np.ones(count, np.bool_)
    printed[ends[ends < count]] = False
    tall = rng.random(count) < 0.25
    starts = np.round((left + np.arange(count) * pitch) * MM_PX).astype(int)
    thick = max(1, round(pitch * 0.5 * MM_PX))
    foot = round((y + line * 0.6) * MM_PX)
    for kind, height in ((printed, 0.36), (printed & tall, 0.55)):
        columns = (starts[kind][:, None] + np.arange(thick)).reshape(-1)
        rgba[max(0, foot - round(line * height * MM_PX)) : foot, columns[columns < rgba.shape[1]], :3] = round(ink)


def _uneven(rgba: Pixels, rng: np.random.Generator) -> None:
    """Paper is not quite flat: soft light and shade over it."""
    rows, cols = coarse(rgba, 16)
    light = 0.98 + 0.035 * smooth_noise(rng, rows, cols, 9)
    rgba[..., :3] = dimmed(np.ascontiguousarray(rgba[..., :3]), np.minimum(light, 1.02).astype(np.float32))


def _one(colours: tuple[tuple[int, int, int], ...], rng: np.random.Generator) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]
