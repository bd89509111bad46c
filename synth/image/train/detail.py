"""Fit the stage of detail: whole pictures that were drawn small, drawn again several times as large.

A cascade (Ho et al. 2022, arXiv:2106.15282) whose second stage is a flow as the generator is, without attention: it is
given the small picture, the layout at the large size and the style, and trains on crops. Small pictures are real ones
made small, blurred and noised a little, so that it forgives the first stage what that lacks (their "conditioning
augmentation").
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from PIL import Image

from synth.core.seeds import rng_for, seed_for
from synth.image.condition.planes import nearest, positions
from synth.image.generate.flow import LayoutFlowPipeline, enlarged, flow_unet
from synth.image.packs.card import DetailCard, PackCard
from synth.image.packs.network import detail_planes, vector_size
from synth.image.packs.tone import FULL_RANGE, expose, normalise
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.crops import Cropper, CropSampler, RawCrop, TrainingCrop, finished_crop
from synth.image.train.generator import FlowRecipe, batch_tensors, flow_loss, noise_of
from synth.image.train.loop import Fitted, Fitting, Watch, fit
from synth.image.train.schedule import Stage

if TYPE_CHECKING:
    from jaxtyping import Float

WIDTHS = (32, 64, 96)
MOST_BLUR_PX, MOST_NOISE = 0.8, 0.08
"""Standard deviations, the blur's in px of the small picture, the noise's of normalised levels."""

SHEET_PICTURES, SHEET_PX = 4, 192


def detail_cropper(scale: StyleScale, factor: int, mirror: bool) -> Cropper:
    """Crops of the large pictures; their layouts are those of the whole pictures, seen through a window."""

    def crop(picture: TrainingPicture, size_px: int, rng: np.random.Generator) -> TrainingCrop:
        assert picture.fine is not None
        height, width = picture.fine.shape[:2]
        pad = ((0, max(size_px - height, 0)), (0, max(size_px - width, 0)))
        y, x = (int(rng.integers(0, max(side, size_px) - size_px + 1)) for side in (height, width))
        there = (slice(y, y + size_px), slice(x, x + size_px))
        raw = RawCrop(
            pixels=normalise(np.pad(picture.fine, (*pad, (0, 0)), "symmetric")[there], picture.exposure),
            labels=np.pad(nearest(picture.objects.labels, height, width), pad, "symmetric")[there],
            cover=np.pad(nearest(picture.objects.cover, height, width), pad, "symmetric")[there],
            boxes=picture.boxes * np.float32(factor) - np.array([x, y, x, y], np.float32),
        )
        place = np.pad(positions(height, width), ((0, 0), *pad), "symmetric")[(slice(None), *there)]
        if mirror and rng.integers(2):
            raw, place = raw.mirrored(), place * np.array([-1, 1], np.float32)[:, None, None]
            place = place[:, :, ::-1]
        return finished_crop(picture, raw, place, scale, rng)

    return crop


def small_as_drawn(
    clean: Float[torch.Tensor, "b 3 h w"], factor: int, rng: np.random.Generator
) -> Float[torch.Tensor, "b 3 h w"]:
    """The pictures made small, blurred and noised by random amounts, and enlarged again."""
    found = []
    for picture in clean.permute(0, 2, 3, 1).numpy():
        sides = (picture.shape[1] // factor, picture.shape[0] // factor)
        small = cv2.resize(picture, sides, interpolation=cv2.INTER_AREA)
        blur, noise = rng.uniform(0, MOST_BLUR_PX), rng.uniform(0, MOST_NOISE)
        small = cv2.GaussianBlur(small, (0, 0), blur) if blur > 0.2 else small
        found.append(small + rng.normal(0, noise, small.shape))
    stacked = np.stack(found).astype(np.float32)
    return enlarged(torch.from_numpy(stacked).permute(0, 3, 1, 2), factor)


def train_detail(
    pictures: Sequence[TrainingPicture],
    cropper: Cropper,
    card: PackCard,
    detail: DetailCard,
    fitting: Fitting,
    folder: Path,
    watch: Watch,
) -> Fitted:
    """Train until the budget is spent, resuming from `folder`/detail.pt."""
    recipe, sampler = FlowRecipe(), CropSampler(pictures, cropper, [(0, 0)] * len(pictures))

    def loss_of(unet: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
        rng = rng_for(fitting.seed, step, "detail")
        clean, planes, vector = batch_tensors(sampler.draw(stage.crop_px, stage.batch, rng), card)
        given = torch.cat([small_as_drawn(clean, detail.factor, rng), planes], dim=1)
        draws = torch.Generator().manual_seed(seed_for(fitting.seed, step, "noise", bits=56))
        noise = torch.randn(clean.shape, generator=draws)
        sigma = noise_of(recipe.noise, len(clean), draws)
        return flow_loss(unet, *(t.to(device) for t in (clean, given, vector, noise, sigma)))

    torch.manual_seed(seed_for(fitting.seed, 1, "weights", bits=56))
    return fit(flow_unet(detail_planes(card), vector_size(card), WIDTHS), loss_of, fitting, folder / "detail.pt", watch)


class DetailSheets:
    """Draws `folder`/progress/detail-STEP.png: small pictures of held-out ones, the same with detail, the real ones."""

    def __init__(
        self, held_out: Sequence[TrainingPicture], cropper: Cropper, card: PackCard, detail: DetailCard, folder: Path
    ) -> None:
        self._card, self._detail, self._folder = card, detail, folder / "progress"
        side = SHEET_PX - SHEET_PX % (card.multiple_px * detail.factor)
        large = [p for p in held_out if p.fine is not None and min(p.fine.shape[:2]) >= side]
        rng = rng_for(0, 0, "sheet of details")
        self._crops = [cropper(picture, side, rng) for picture in large[:SHEET_PICTURES]]

    def draw(self, unet: Any, step: int) -> None:
        """Write the picture of one step."""
        if not self._crops:
            return
        real, planes, vector = batch_tensors(self._crops, self._card)
        small = small_as_drawn(real, self._detail.factor, rng_for(0, 1, "sheet of details"))
        pipeline = LayoutFlowPipeline(unet, FlowMatchEulerDiscreteScheduler(shift=1.0))
        pipeline.set_progress_bar_config(disable=True)
        seeds = [torch.Generator().manual_seed(number) for number in range(len(real))]
        drawn = pipeline(torch.cat([small, planes], dim=1), vector, seeds, steps=self._detail.steps)
        rows = [np.hstack([p.permute(1, 2, 0).numpy() for p in part]) for part in (small, drawn, real)]
        self._folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(expose(np.vstack(rows), FULL_RANGE, False)).save(self._folder / f"detail-{step:06d}.png")
