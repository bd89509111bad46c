"""A pack for plumbing tests, made in a second: networks with random weights, a prior fitted to drawn ellipses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from synth.core.geometry import Mask, rle_of
from synth.core.progress import Counter
from synth.core.seeds import rng_for
from synth.image.train.options import TrainConfig

DOMAINS = ("colour", "grey")
WIDTHS = (16, 16)
CALIBRATION_PLANS = 4

TINY_SCENE: Mapping[str, Any] = {
    "kind": "image",
    "canvas": {"width": 64, "height": 48},
    "variables": {"modality": {"choice": list(DOMAINS)}},
    "prompt": "{modality} ellipses",
    "objects": {
        "cell": {
            "count": {"fitted": True},
            "size": {"fitted": True},
            "shape": {"fitted": True},
            "place": {"kind": "fitted"},
        }
    },
}
"""A scene that the tiny pack can plan and paint; a run names the pack."""

SKETCH_SCENE: Mapping[str, Any] = {
    "kind": "image",
    "canvas": {"width": 64, "height": 48},
    "background": {"fill": "#9db4c0"},
    "variables": {"time": {"choice": {"day": 0.5, "night": 0.5}}},
    "prompt": "balls by {time}",
    "objects": {
        "ball": {"count": {"integer": [2, 4]}, "size": {"uniform": [8, 14]}, "shape": "ellipse", "color": "#aa3333"},
        "plate": {"count": 1, "size": 16, "color": "#f4f4f4"},
    },
}
"""A scene that needs no pack."""


def ellipse_labels(width: int, height: int, count: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """A label map (h, w) of ellipses that do not overlap, numbered from 1; the border cuts some."""
    labels = np.zeros((height, width), np.int32)
    for _ in range(20 * count):
        if labels.max() == count:
            break
        canvas = np.zeros((height, width), np.uint8)
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        axes = (int(rng.integers(5, 11)), int(rng.integers(4, 8)))
        cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
        grown = cv2.dilate(canvas, np.ones((3, 3), np.uint8))
        if not labels[grown > 0].any():
            labels[canvas > 0] = labels.max() + 1
    return labels


def painted(labels: NDArray[np.int32], domain: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture (h, w, 3) of a label map: bright bodies on dark noise where grey, violet ones on pink where colour."""
    if domain == "grey":
        levels = rng.normal(40, 6, labels.shape)
        levels[labels > 0] += 90 + 40 * rng.random(int(labels.max()) + 1)[labels[labels > 0]]
        return np.repeat(np.clip(cv2.GaussianBlur(levels, (0, 0), 0.8), 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    picture = rng.normal((225, 190, 215), 6, (*labels.shape, 3))
    picture[labels > 0] = rng.normal((110, 70, 150), 12, (int((labels > 0).sum()), 3))
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 0.8), 0, 255).astype(np.uint8)


def write_corpus(folder: Path, pictures: int = 20, side_px: int = 128) -> Path:
    """A COCO folder of `pictures` pictures in two domains, told apart by the key `modality`."""
    (folder / "images").mkdir(parents=True)
    images: list[dict[str, object]] = []
    annotations: list[dict[str, object]] = []
    for number in range(pictures):
        rng, domain = rng_for(7, number, "corpus"), DOMAINS[number % 2]
        labels = ellipse_labels(side_px, side_px, int(rng.integers(8, 20)), rng)
        name = f"{number:03d}.png"
        Image.fromarray(painted(labels, domain, rng)).save(folder / "images" / name)
        images.append({"id": number, "file_name": name, "width": side_px, "height": side_px, "modality": domain})
        masks = [Mask.from_array(labels == label) for label in range(1, int(labels.max()) + 1)]
        annotations += annotations_of(masks, number, len(annotations), side_px)
    record = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "cell"}]}
    (folder / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def annotations_of(masks: Sequence[Mask], image_id: int, first: int, side_px: int) -> list[dict[str, object]]:
    return [
        {
            "id": first + index, "image_id": image_id, "category_id": 1, "iscrowd": 0, "area": mask.area,
            "bbox": mask.box.xywh, "segmentation": rle_of(mask, side_px, side_px),
        }
        for index, mask in enumerate(masks, start=1)
    ]  # fmt: skip


def make_tiny_pack(corpus: Path, folder: Path) -> Path:
    """A pack whose prior is fitted to `corpus` and whose networks are random; its annotator finds every domain as
    likely as the other, so that the check `domain` just passes.
    """
    import torch

    from synth.image.generate.flow import flow_unet
    from synth.image.packs.card import PLANES
    from synth.image.train import prior as prior_fit
    from synth.image.train.export import export_annotator, export_generator
    from synth.image.train.fit import fit_pack
    from synth.image.train.style import STYLES
    from synth.image.verify.maps import annotator_unet
    from synth.image.verify.segment import MAP_NAMES

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prior_fit, "CALIBRATION_PLANS", CALIBRATION_PLANS)
        config = TrainConfig(data=corpus, out=folder, variable="modality", parts=("prior",), steps=1)
        fit_pack(config, Counter(), print)
    torch.manual_seed(0)
    export_generator(flow_unet(len(PLANES), len(DOMAINS) + len(STYLES), WIDTHS), folder)
    annotator = annotator_unet(len(MAP_NAMES), len(DOMAINS), WIDTHS)
    head = annotator.conv_out
    with torch.no_grad():
        first = head.out_channels * len(MAP_NAMES) // (len(MAP_NAMES) + len(DOMAINS))
        head.weight[first:], head.bias[first:] = 0, 0  # pyright: ignore[reportOptionalSubscript]
    export_annotator(annotator, folder)
    return folder
