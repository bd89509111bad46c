"""Small real and synthetic sets: texts of a little grammar, pictures of discs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.quality.sets import text_line

WORDS = [
    one + two for one in ("am", "ce", "del", "em", "fjo", "gro", "ha") for two in ("ber", "dar", "ta", "rd", "ven")
]


def letter(rng: np.random.Generator, number: int, mail: str | None = None) -> dict[str, Any]:
    """A text with a name, an e-mail address and a class, of words that chance joins."""
    first, last, *rest = rng.choice(WORDS, 14)
    name = f"{first.title()} {last.title()}"
    mail = mail or f"{first}.{last}{rng.integers(10**6)}@{rest[0]}.net"
    kind = "order" if number % 2 else "complaint"
    verb = "send me" if kind == "order" else "take back"
    parts = [(name, "PERSON"), f" asks us to {verb} the {' '.join(rest[1:7])}: ", (mail, "EMAIL"), f", {rest[8]}."]
    return text_line(number, parts, label=kind, channel="mail" if number % 3 else "chat")


def letters(seed: int, number: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    return [letter(rng, at) for at in range(number)]


def picture(rng: np.random.Generator) -> tuple[np.ndarray, list[Any]]:
    """64 px of noise with bright discs, and a box of each disc as x, y, w, h."""
    side = 64
    y, x = np.mgrid[:side, :side]
    grey = rng.normal(60, 6, (side, side))
    boxes = list[Any]()
    for _ in range(rng.integers(3, 9)):
        cx, cy, radius = *rng.uniform(6, 58, 2), rng.uniform(3, 9)
        grey[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = rng.uniform(120, 230)
        x0, y0, x1, y1 = max(cx - radius, 0), max(cy - radius, 0), min(cx + radius, side), min(cy + radius, side)
        boxes.append([float(x0), float(y0), float(x1 - x0), float(y1 - y0)])
    return np.clip(np.repeat(grey[..., None], 3, axis=2), 0, 255).astype(np.uint8), boxes


def write_pictures(folder: Path, pictures: Sequence[tuple[np.ndarray, list[Any]]]) -> Path:
    """A COCO folder."""
    (folder / "images").mkdir(parents=True)
    record: dict[str, Any] = {"categories": [{"id": 1, "name": "disc"}], "images": [], "annotations": []}
    for number, (pixels, boxes) in enumerate(pictures):
        Image.fromarray(pixels).save(folder / f"images/{folder.name}{number}.png")
        height, width = pixels.shape[:2]
        record["images"].append({
            "id": number, "file_name": f"{folder.name}{number}.png", "width": width, "height": height,
            "light": "day" if number % 2 else "night",
        })  # fmt: skip
        for box in boxes:
            record["annotations"].append({
                "id": len(record["annotations"]), "image_id": number, "category_id": 1, "iscrowd": 0, "bbox": box,
                "area": box[2] * box[3],
            })  # fmt: skip
    (folder / "annotations.json").write_text(json.dumps(record))
    return folder
