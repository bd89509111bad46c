"""Things that lie about on a desk: pens, cups, keyboards, telephones, glasses, coins, clips, cables, rulers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from synth.document.degrade.desk.sprite import MM_PX, Sprite, canvas, fill, rounded
from synth.document.degrade.noise import Pixels, smooth_noise

ThingMaker = Callable[[np.random.Generator], Sprite]

_INKS = (
    (28, 46, 110),
    (22, 22, 26),
    (150, 28, 34),
    (30, 96, 62),
    (232, 232, 230),
    (214, 160, 40),
    (96, 98, 104),
    (196, 84, 36),
)
_DARKS = ((24, 24, 27), (46, 46, 50), (70, 72, 78), (200, 200, 204), (228, 226, 222))


def pen(rng: np.random.Generator) -> Sprite:
    """A ball pen, or a pencil with six sides: a turned body under a highlight."""
    length, radius = float(rng.uniform(128, 152)), float(rng.uniform(3.6, 5.8))
    pencil = rng.random() < 0.35
    body, tip = (_one(_INKS, rng), _one(_INKS if not pencil else ((222, 184, 136),), rng))
    rgba = canvas(length, 2 * radius + 1)
    rows, cols = rgba.shape[:2]
    xs = (np.arange(cols) + 0.5) / MM_PX
    ys = ((np.arange(rows) + 0.5) / MM_PX - radius - 0.5)[:, None]
    cone = float(rng.uniform(14, 24))
    profile = radius * np.clip(0.18 + 0.82 * xs / cone, 0, 1) * np.where(xs > length - 12, 0.86, 1.0)
    across = np.clip(ys / np.maximum(profile, 0.1), -1, 1)
    if pencil:
        across = np.clip(np.round(across * 1.5) / 1.5 * 0.86, -1, 1)
    shade = 0.34 + 0.7 * np.sqrt(1 - across**2) * (1 - 0.3 * across)
    gloss = np.exp(-(((across + 0.42) / 0.13) ** 2)) * (0.16 if pencil else 0.5)
    colour = np.where((xs < cone)[:, None], np.array(tip), np.array(body)).astype(np.float32)
    for start, width, tint in ((0.0, 3.0, (40, 40, 42)), (length * float(rng.uniform(0.3, 0.7)), 4.0, (196, 196, 200))):
        colour[(xs >= start) & (xs < start + width)] = tint
    rgba[..., :3] = np.clip(colour[None] * shade[..., None] + 255 * gloss[..., None], 0, 255)
    rgba[..., 3] = np.clip((profile - np.abs(ys)) * MM_PX, 0, 1) * 255
    if not pencil and rng.random() < 0.7:
        fill(rgba, rounded(length - 46, radius - 0.8, length - 6, radius + 1.2, 1), 0.8 * np.array(body) + 40)
    return Sprite(rgba, 2 * radius)


def cup(rng: np.random.Generator) -> Sprite:
    """A cup of coffee, tea or nothing, from above, with a handle; sometimes on a saucer."""
    outer = float(rng.uniform(37, 46))
    saucer = outer + float(rng.choice((0, 26)))
    side = 2 * max(saucer, outer + 22) + 4
    rgba = canvas(side, side)
    middle = side / 2
    colour = np.array(
        _one(((236, 234, 228), (40, 56, 86), (150, 54, 44), (66, 96, 88), (46, 44, 44), (214, 190, 140)), rng)
    )
    if saucer > outer:
        _disc(rgba, middle, saucer, colour * 0.86)
        _disc(rgba, middle, saucer - 3, colour * 0.95)
        _disc(rgba, middle, outer + 4, colour * 0.72)
    handle = rounded(middle + outer - 6, middle - 7, middle + outer + 21, middle + 7, 6.5)
    fill(rgba, handle, colour * 0.7)
    fill(rgba, rounded(middle + outer - 6, middle - 5.5, middle + outer + 19, middle + 4, 5), colour * 0.93)
    _disc(rgba, middle, outer, colour * 0.78)
    _disc(rgba, middle, outer - 0.8, np.minimum(colour * 1.08 + 8, 255))
    _disc(rgba, middle, outer - 4, colour * 0.6)
    drink = np.array(_one(((54, 32, 20), (92, 58, 34), (132, 72, 28), (168, 128, 92), (206, 204, 198)), rng))
    _disc(rgba, middle - 0.6, outer - 6.5, drink)
    ys, xs = (np.indices(rgba.shape[:2]) / MM_PX - middle) / outer
    light = 1 + 0.28 * np.clip(-(xs + ys) / 1.6, -1, 1)
    glint = 90 * np.exp(-(((xs + 0.3) ** 2 + (ys + 0.34) ** 2) / 0.02))
    rgba[..., :3] = np.clip(rgba[..., :3] * light[..., None] + glint[..., None], 0, 255)
    return Sprite(rgba, float(rng.uniform(45, 95)) if saucer == outer else 40.0)


def keyboard(rng: np.random.Generator) -> Sprite:
    """A keyboard with rows of keys."""
    wide = int(rng.choice((13, 17)))
    width, height = 19.0 * wide + 14, 19.0 * 5 + 16
    rgba = canvas(width, height)
    case = np.array(_one(_DARKS, rng), np.float64)
    key = np.clip(case + float(rng.choice((-22, 14, 26))), 8, 246)
    letter = (235, 235, 235) if key.mean() < 128 else (60, 60, 64)
    fill(rgba, rounded(0.5, 0.5, width - 0.5, height - 0.5, 6), case)
    for row in range(5):
        at, shift = 7.0, (0.0, 9.5, 14.0, 4.0, 0.0)[row]
        while at + 14 < width - 6:
            broad = 18.0 * (shift / 18 + 1 if at == 7.0 else (5.2 if row == 4 and 60 < at < 90 else 1))
            broad = min(broad, width - 7 - at)
            top = 8 + 19.0 * row
            fill(rgba, rounded(at, top, at + broad - 1, top + 17.4, 2.2), key * 0.62)
            fill(rgba, rounded(at + 1, top + 0.6, at + broad - 2, top + 15.2, 2.6), key)
            spot = (round((at + 4) * MM_PX), round((top + 8) * MM_PX))
            cv2.putText(rgba, chr(65 + int(rng.integers(26))), spot, 0, 0.6, (*letter, 255), 1, cv2.LINE_AA)
            at += broad + 1
    return Sprite(rgba, 14.0)


def telephone(rng: np.random.Generator) -> Sprite:
    """A telephone: its dark screen with a sheen, or its back with cameras."""
    width, height = float(rng.uniform(68, 78)), float(rng.uniform(142, 164))
    rgba = canvas(width, height)
    colour = np.array(_one(((26, 26, 28), (58, 62, 72), (206, 200, 190), (92, 40, 46), (44, 66, 60)), rng))
    fill(rgba, rounded(0.3, 0.3, width - 0.3, height - 0.3, 10), colour * 0.8 + 20)
    if rng.random() < 0.6:
        fill(rgba, rounded(1.6, 1.6, width - 1.6, height - 1.6, 9), (13, 14, 17))
        ys, xs = np.indices(rgba.shape[:2]) / MM_PX
        sheen = 44 * np.clip(
            1 - np.abs(xs * 0.8 + ys * 0.5 - float(rng.uniform(30, 100))) / float(rng.uniform(12, 40)), 0, 1
        )
        rgba[..., :3] = np.clip(rgba[..., :3] + sheen[..., None] * (0.9, 0.96, 1.0), 0, 255)
    else:
        fill(rgba, rounded(1.4, 1.4, width - 1.4, height - 1.4, 9), colour)
        fill(rgba, rounded(6, 6, 40, 42, 9), colour * 0.85 + 10)
        for x, y in ((15, 15), (15, 32), (31, 23)):
            for radius, shade in ((7.2, 60), (6.0, 12), (2.6, 40)):
                cv2.circle(
                    rgba,
                    (round(x * MM_PX), round(y * MM_PX)),
                    round(radius * MM_PX),
                    (shade,) * 3 + (255,),
                    -1,
                    cv2.LINE_AA,
                )
    return Sprite(rgba, 8.0)


def glasses(rng: np.random.Generator) -> Sprite:
    """Spectacles, folded open, seen from above."""
    rgba = canvas(142, 118)
    frame = (*_one(((24, 22, 22), (92, 54, 30), (126, 126, 132), (60, 26, 32)), rng), 255)
    thick = int(rng.integers(8, 17))
    for x in (36, 106):
        centre, axes = (round(x * MM_PX), round(27 * MM_PX)), (round(26 * MM_PX), round(21 * MM_PX))
        cv2.ellipse(rgba, centre, axes, 0, 0, 360, (236, 240, 242, 38), -1, cv2.LINE_AA)
        cv2.ellipse(rgba, centre, axes, 0, 0, 360, frame, thick, cv2.LINE_AA)
    cv2.ellipse(
        rgba,
        (round(71 * MM_PX), round(24 * MM_PX)),
        (round(10 * MM_PX), round(6 * MM_PX)),
        0,
        180,
        360,
        frame,
        thick,
        cv2.LINE_AA,
    )
    for x, away in ((10, -4), (132, 4)):
        path = np.array([[x, 20], [x + away, 40], [x, 92], [x - 2 * away, 112]]) * MM_PX
        cv2.polylines(rgba, [np.round(path * 16).astype(np.int32)], False, frame, thick, cv2.LINE_AA, 4)
    return Sprite(rgba, 9.0)


def coin(rng: np.random.Generator) -> Sprite:
    """A coin with a rim and a worn relief."""
    radius = float(rng.uniform(8.5, 13))
    rgba = canvas(2 * radius + 1, 2 * radius + 1)
    metal = np.array(_one(((188, 150, 78), (176, 176, 178), (152, 92, 58)), rng))
    _disc(rgba, radius + 0.5, radius, metal * 0.7)
    _disc(rgba, radius + 0.5, radius - 0.5, np.minimum(metal * 1.15, 255))
    _disc(rgba, radius + 0.5, radius - 1.7, metal * 0.9)
    rows, cols = rgba.shape[:2]
    relief = smooth_noise(rng, rows, cols, 1.4 * MM_PX)
    light = 1 + 0.5 * (np.gradient(relief, axis=0) + np.gradient(relief, axis=1))
    rgba[..., :3] = np.clip(rgba[..., :3] * light[..., None], 0, 255)
    return Sprite(rgba, 2.0)


def paper_clip(rng: np.random.Generator) -> Sprite:
    """A bent wire."""
    rgba = canvas(36, 11)
    path = np.concatenate(
        [rounded(1.5, 1.5, 33, 9.5, 4)[4:26], rounded(6, 3, 30, 8, 2.5)[18:], rounded(6, 3, 30, 8, 2.5)[:8]]
    )
    colour = np.array(_one(((188, 190, 196), (40, 70, 150), (176, 40, 40), (214, 180, 70)), rng))
    points = [np.round(path * MM_PX * 16).astype(np.int32)]
    cv2.polylines(rgba, points, False, (*(colour * 0.7).tolist(), 255), 6, cv2.LINE_AA, 4)
    cv2.polylines(rgba, points, False, (*np.minimum(colour * 1.25, 255).tolist(), 255), 2, cv2.LINE_AA, 4)
    return Sprite(rgba, 1.2)


def cable(rng: np.random.Generator) -> Sprite:
    """A length of cable in a loose curve."""
    rgba = canvas(300, 180)
    turns = np.linspace(0, 1, 60)
    ys = 90 + 60 * np.sin(turns * float(rng.uniform(3, 8)) + float(rng.uniform(0, 6))) * (0.4 + 0.6 * turns)
    path = [np.round(np.stack([turns * 296 + 2, ys], -1) * MM_PX * 16).astype(np.int32)]
    shade = np.array((26, 26, 28)) if rng.random() < 0.6 else np.array((222, 222, 220))
    wide = round(float(rng.uniform(3, 5)) * MM_PX)
    for width, gain in ((wide, 0.75), (round(wide * 0.7), 1.0), (max(2, wide // 4), 1.25)):
        cv2.polylines(
            rgba, path, False, (*np.clip(shade * gain + 12 * (gain - 0.7), 0, 255).tolist(), 255), width, cv2.LINE_AA, 4
        )
    return Sprite(rgba, 4.0)


def ruler(rng: np.random.Generator) -> Sprite:
    """A ruler with its scale: wood, metal, or clear plastic."""
    length, width = float(rng.choice((160, 210, 310))), float(rng.uniform(24, 34))
    rgba = canvas(length, width)
    colour, opacity = (((206, 170, 112), 255), ((190, 192, 196), 255), ((226, 232, 236), 110))[int(rng.integers(3))]
    fill(rgba, rounded(0.3, 0.3, length - 0.3, width - 0.3, 1), colour)
    for mark in range(int(length) - 8):
        deep = 7 if mark % 10 == 0 else (5 if mark % 5 == 0 else 3)
        x = round((4 + mark) * MM_PX)
        cv2.line(rgba, (x, 2), (x, round(deep * MM_PX)), (30, 30, 32, 255), 1)
        if mark % 10 == 0:
            cv2.putText(rgba, str(mark // 10), (x - 6, round(11.5 * MM_PX)), 0, 0.6, (30, 30, 32, 255), 1, cv2.LINE_AA)
    rgba[..., 3] = np.where(rgba[..., :3].mean(-1) > 100, np.minimum(rgba[..., 3], opacity), rgba[..., 3])
    return Sprite(rgba, 2.0)


def mouse(rng: np.random.Generator) -> Sprite:
    """A computer's mouse."""
    rgba = canvas(64, 108)
    ys, xs = (np.indices(rgba.shape[:2]).transpose(1, 2, 0) / MM_PX - (54, 32)).transpose(2, 0, 1)
    radial = np.abs(xs / 31) ** 2.6 + np.abs(ys / 53) ** 2.6
    dome = np.sqrt(np.clip(1 - radial, 0, 1))
    colour = np.array(_one(_DARKS, rng), np.float32)
    shade = 0.45 + 0.6 * dome - 0.12 * (xs + ys) / 60
    shade[(np.abs(xs) < 0.5) & (ys < -6)] *= 0.5
    shade[(np.abs(xs) < 3.4) & (np.abs(ys + 26) < 8)] *= 0.55
    rgba[..., :3] = np.clip(colour * shade[..., None], 0, 255)
    rgba[..., 3] = np.clip((1 - radial) * 40, 0, 1) * 255
    return Sprite(rgba, 30.0)


THINGS: Mapping[str, ThingMaker] = {
    "pen": pen, "cup": cup, "keyboard": keyboard, "telephone": telephone, "glasses": glasses, "coin": coin,
    "paper_clip": paper_clip, "cable": cable, "ruler": ruler, "mouse": mouse,
}  # fmt: skip


def _one(colours: tuple[tuple[int, int, int], ...], rng: np.random.Generator) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]


def _disc(rgba: Pixels, middle: float, radius: float, colour: np.ndarray) -> None:
    """An opaque disc around (middle, middle) mm."""
    centre = (round(middle * MM_PX * 16), round(middle * MM_PX * 16))
    cv2.circle(rgba, centre, round(radius * MM_PX * 16), (*np.clip(colour, 0, 255).tolist(), 255), -1, cv2.LINE_AA, 4)
