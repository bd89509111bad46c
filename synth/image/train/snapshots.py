"""Pictures drawn while the generator trains, from layouts of held-out pictures: real above, generated below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from numpy.typing import NDArray
from PIL import Image

from synth.image.condition.planes import PlaneLayout, draw_planes, positions
from synth.image.generate.flow import LayoutFlowPipeline, condition_vector
from synth.image.packs.card import PackCard
from synth.image.packs.tone import FULL_RANGE, expose
from synth.image.train.corpus import StyleScale, TrainingPicture

MOST, SIDE_PX = 8, 128


class Snapshots:
    """Draws `folder`/progress/STEP.png from a fixed choice of held-out pictures of every domain."""

    def __init__(self, held_out: Sequence[TrainingPicture], scale: StyleScale, card: PackCard, folder: Path) -> None:
        self._card, self._scale, self._folder = card, scale, folder / "progress"
        self._shape = _shape(held_out, card)
        large = [p for p in held_out if _fits(p, self._shape, card)]
        domains = range(len(card.variable.values))
        most = MOST // len(domains)
        self._pictures = [p for d in domains for p in [q for q in large if q.domain == d][: max(most, 1)]]

    def draw(self, unet: Any, step: int) -> None:
        """Sample every chosen layout, unguided, and write the picture."""
        if not self._pictures:
            return
        card, (height, width) = self._card, self._shape
        pad = ((0, 0), (0, -height % card.multiple_px), (0, -width % card.multiple_px))
        planes = [
            np.pad(draw_planes(self._layout(p), card.planes, card.categories), pad, "symmetric") for p in self._pictures
        ]
        styles = [self._scale.standardise(p.style, p.domain) for p in self._pictures]
        number = len(card.variable.values)
        vectors = [condition_vector(s, p.domain, number) for s, p in zip(styles, self._pictures, strict=True)]
        seeds = [torch.Generator().manual_seed(number) for number in range(len(self._pictures))]
        pipeline = LayoutFlowPipeline(unet, FlowMatchEulerDiscreteScheduler(shift=1.0))
        pipeline.set_progress_bar_config(disable=True)
        given = torch.from_numpy(np.stack(planes).astype(np.float32))
        drawn = pipeline(given, torch.from_numpy(np.stack(vectors)), seeds, steps=card.sampler.steps)
        drawn = drawn.permute(0, 2, 3, 1).numpy()
        columns = [
            np.vstack([_shown(p, p.pixels[:height, :width]), _shown(p, d[:height, :width])])
            for p, d in zip(self._pictures, drawn, strict=True)
        ]
        self._folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.hstack(columns)).save(self._folder / f"{step:06d}.png")

    def _layout(self, picture: TrainingPicture) -> PlaneLayout:
        height, width = self._shape
        return PlaneLayout(
            labels=picture.labels[:height, :width],
            cover=picture.cover[:height, :width],
            levels=picture.levels.astype(np.float32),
            boxes=picture.boxes,
            categories=picture.categories,
            position_xy=positions(*picture.labels.shape)[:, :height, :width],
        )


def _shape(pictures: Sequence[TrainingPicture], card: PackCard) -> tuple[int, int]:
    """Rows and columns of every picture of a sheet: those of the usual whole picture, or a square of textures."""
    if card.regime == "textures" or not pictures:
        return SIDE_PX, SIDE_PX
    return Counter(p.labels.shape for p in pictures).most_common(1)[0][0]


def _fits(picture: TrainingPicture, shape: tuple[int, int], card: PackCard) -> bool:
    rows, columns = picture.labels.shape
    return (rows, columns) == shape if card.regime == "compositions" else rows >= shape[0] and columns >= shape[1]


def _shown(picture: TrainingPicture, pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    return expose(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), FULL_RANGE, picture.grey)
