"""The pictures of docs/hub.md and of the README about scenes: `python examples/hub_pictures.py docs`.

control_maps.jpg: one plan of the street as a sketch and as each control map.
scenes.jpg: plans of street, shelf and indoor as sketches, with the outlines of their labels on half of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from synth.core.paths import shipped_scenes
from synth.core.seeds import seed_for
from synth.image.condition.make import make_conditioner
from synth.image.condition.maps import CONTROL_MAPS
from synth.image.generate.sketch import make_sketch
from synth.image.plan.make import make_plan
from synth.image.records import Plan
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.scene.quotas import SampleSlot

Picture = NDArray[np.uint8]
GAP_PX, CAPTION_PX = 6, 22
SHOWN = (
    ("street", 3, False), ("street", 8, True), ("shelf", 2, False), ("shelf", 3, True), ("indoor", 1, False),
    ("indoor", 4, True),
)  # fmt: skip
"""Scene, which sample, whether with outlines."""


def planned(name: str, sample_id: int) -> tuple[Scene, Plan]:
    """One plan of a shipped scene."""
    scene = load_scene(shipped_scenes()[name])
    return scene, make_plan(scene, SampleSlot(sample_id=sample_id), 0)


def sketched(scene: Scene, plan: Plan) -> Picture:
    return make_sketch(scene)(plan, None, seed_for(0, plan.sample_id, "sketch", 64))


def outlined(picture: Picture, plan: Plan) -> Picture:
    """The visible masks' outlines in white over a picture."""
    drawn = picture.copy()
    for instance in plan.instances:
        bits = instance.mask.on_canvas(plan.width, plan.height).astype(np.uint8)
        found, _ = cv2.findContours(bits, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(drawn, found, -1, (255, 255, 255), 1, cv2.LINE_AA)
    return drawn


def sheet(cells: Sequence[tuple[str, Picture]], columns: int, width_px: int) -> Image.Image:
    """Pictures of one width row by row, each with its caption below; rows are as high as their highest picture."""
    scaled = [
        (
            text,
            Image.fromarray(p).resize((width_px, round(p.shape[0] * width_px / p.shape[1])), Image.Resampling.LANCZOS),
        )
        for text, p in cells
    ]
    rows = [scaled[start : start + columns] for start in range(0, len(scaled), columns)]
    heights = [max(picture.height for _, picture in row) + CAPTION_PX + GAP_PX for row in rows]
    page = Image.new("RGB", (columns * (width_px + GAP_PX) - GAP_PX, sum(heights) - GAP_PX), "white")
    draw, font, top = ImageDraw.Draw(page), ImageFont.load_default(15), 0
    for row, height in zip(rows, heights, strict=True):
        for column, (text, picture) in enumerate(row):
            left = column * (width_px + GAP_PX)
            page.paste(picture, (left, top))
            draw.text((left + 2, top + picture.height + 2), text, fill="black", font=font)
        top += height
    return page


def control_maps() -> Image.Image:
    scene, plan = planned("street", 2)
    maps = make_conditioner(scene, tuple(CONTROL_MAPS))(plan, 0).maps
    return sheet([("the plan as a sketch", sketched(scene, plan)), *maps.items()], 3, 420)


def scenes() -> Image.Image:
    cells = []
    for name, sample_id, with_outlines in SHOWN:
        scene, plan = planned(name, sample_id)
        picture = sketched(scene, plan)
        cells.append((name, outlined(picture, plan) if with_outlines else picture))
    return sheet(cells, 2, 630)


def main(folder: Path) -> None:
    control_maps().save(folder / "control_maps.jpg", quality=88, optimize=True)
    scenes().save(folder / "scenes.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
