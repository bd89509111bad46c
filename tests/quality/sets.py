"""Small annotated sets for checks: clean ones, and what is done to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

Change = Callable[[dict[str, Any]], object]

SIDE_PX = 40


def disc(x: float, y: float, radius: float) -> list[float]:
    """A polygon of 24 corners."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    corners = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
    return [round(float(value), 3) for value in corners.ravel()]


def clean_pictures(folder: Path, pictures: int = 4) -> Path:
    """Pictures with three discs of two classes each, in COCO."""
    (folder / "images").mkdir(parents=True)
    record: dict[str, Any] = {
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "seed"}], "images": [], "annotations": [],
    }  # fmt: skip
    for number in range(pictures):
        Image.new("RGB", (SIDE_PX, SIDE_PX), (number, 90, 30)).save(folder / f"images/{number}.png")
        record["images"].append({"id": number, "file_name": f"{number}.png", "width": SIDE_PX, "height": SIDE_PX})
        for place, (x, y) in enumerate(((10, 10), (28, 11), (15, 29))):
            outline = disc(x + number % 3, y, 6)
            xs, ys = outline[::2], outline[1::2]
            record["annotations"].append({
                "id": 3 * number + place, "image_id": number, "category_id": 1 + place % 2, "iscrowd": 0,
                "bbox": [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)], "area": 112,
                "segmentation": [outline],
            })  # fmt: skip
    write(folder, record)
    return folder


def write(folder: Path, record: dict[str, Any]) -> None:
    """The label file, with an indent of one."""
    (folder / "annotations.json").write_text(json.dumps(record, indent=1) + "\n")


def changed(folder: Path, change: Change) -> Path:
    """The set after a change of its label file."""
    record = json.loads((folder / "annotations.json").read_text())
    change(record)
    write(folder, record)
    return folder


def text_line(number: int, parts: list[str | tuple[str, str]], **more: Any) -> dict[str, Any]:
    """A line of texts: plain parts, and (value, label)."""
    text, spans = "", list[dict[str, Any]]()
    for part in parts:
        value, label = (part, "") if isinstance(part, str) else part
        if label:
            spans.append({"start": len(text), "end": len(text) + len(value), "label": label, "value": value})
        text += value
    return {"id": number, "text": text, "spans": spans, **more}


def write_lines(path: Path, lines: list[dict[str, Any]]) -> Path:
    """A file of texts."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
