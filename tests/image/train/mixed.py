"""A tiny annotated set of several categories: heads that hold a spot or a bar, or free boxes; told apart by patient."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from synth.core.geometry import Mask, rle_of
from synth.core.seeds import rng_for

SIDE_WH = (96, 80)
IDS = {"head": 2, "spot": 5, "bar": 9}


def write_mixed(folder: Path, *, masks: bool, pictures: int = 24) -> Path:
    """A COCO folder: in each picture a head, and on it a spot or a bar in turn; two pictures of each patient."""
    (folder / "images").mkdir(parents=True)
    images, annotations = list[dict[str, object]](), list[dict[str, object]]()
    width, height = SIDE_WH
    for number in range(pictures):
        rng = rng_for(3, number, "mixed")
        kind = "spot" if number % 2 else "bar"
        head, inner = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
        x, y = 48 + int(rng.integers(-4, 5)), 40 + int(rng.integers(-3, 4))
        cv2.ellipse(head, (x, y), (int(rng.integers(30, 36)), int(rng.integers(26, 31))), 0, 0, 360, 1, -1)
        axes = (6, 6) if kind == "spot" else (11, 4)
        cv2.ellipse(inner, (x + int(rng.integers(-9, 10)), y - 8), axes, 0, 0, 360, 1, -1)
        grey = np.clip(rng.normal(20, 4, head.shape) + 90 * head + 80 * inner, 0, 255).astype(np.uint8)
        Image.fromarray(grey).save(folder / "images" / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png", "width": width, "height": height,
                       "patient": f"p{number // 2}"})  # fmt: skip
        for name, bits in ((kind, inner), ("head", head)):
            mask = Mask.from_array(bits > 0)
            shape = {"segmentation": rle_of(mask, width, height)} if masks else {}
            annotations.append({"id": len(annotations) + 1, "image_id": number, "category_id": IDS[name], "iscrowd": 0,
                                "bbox": mask.box.xywh, "area": mask.area, **shape})  # fmt: skip
    categories = [{"id": number, "name": name} for name, number in IDS.items()]
    record = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    return folder
