"""Pictures drawn while the generator trains, from layouts of held-out pictures: real above, generated below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from numpy.typing import NDArray
from PIL import Image

from synth.image.condition.make import layout_planes
from synth.image.generate.flow import LayoutFlowPipeline, condition_vector
from synth.image.packs.card import PLANES
from synth.image.packs.tone import FULL_RANGE, expose
from synth.image.train.corpus import StyleScale, TrainingPicture

PER_DOMAIN, SIDE_PX = 4, 192


class Snapshots:
    """Draws `folder`/progress/STEP.png from a fixed choice of held-out pictures of every domain."""

    def __init__(self, held_out: Sequence[TrainingPicture], scale: StyleScale, domains: int, folder: Path) -> None:
        large = [p for p in held_out if min(p.labels.shape) >= SIDE_PX]
        self._pictures = [p for d in range(domains) for p in [q for q in large if q.domain == d][:PER_DOMAIN]]
        self._scale, self._domains, self._folder = scale, domains, folder / "progress"

    def draw(self, unet: Any, step: int) -> None:
        """Sample every chosen layout with 10 evaluations of the network, and write the picture."""
        if not self._pictures:
            return
        planes = torch.stack([torch.from_numpy(_planes(p)) for p in self._pictures])
        styles = [self._scale.standardise(p.style, p.domain) for p in self._pictures]
        vectors = [condition_vector(s, p.domain, self._domains) for s, p in zip(styles, self._pictures, strict=True)]
        seeds = [torch.Generator().manual_seed(number) for number in range(len(self._pictures))]
        pipeline = LayoutFlowPipeline(unet, FlowMatchEulerDiscreteScheduler(shift=1.0))
        pipeline.set_progress_bar_config(disable=True)
        drawn = pipeline(planes, torch.from_numpy(np.stack(vectors)), seeds).permute(0, 2, 3, 1).numpy()
        columns = [
            np.vstack([_shown(p, p.pixels[:SIDE_PX, :SIDE_PX]), _shown(p, d)])
            for p, d in zip(self._pictures, drawn, strict=True)
        ]
        self._folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.hstack(columns)).save(self._folder / f"{step:06d}.png")


def _planes(picture: TrainingPicture) -> NDArray[np.float32]:
    planes = layout_planes(picture.labels[:SIDE_PX, :SIDE_PX], dict(enumerate(picture.levels, start=1)))
    return np.stack([planes[name] for name in PLANES])


def _shown(picture: TrainingPicture, pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    return expose(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), FULL_RANGE, picture.grey)
