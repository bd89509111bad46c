"""Fit the annotator to real pictures alone, so that it judges the generator's pictures independently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d import UNet2DModel
from numpy.typing import NDArray

from synth.core.seeds import rng_for, seed_for
from synth.image.packs.card import PackCard
from synth.image.packs.network import ANNOTATOR_UNSHUFFLE, annotator_maps
from synth.image.packs.pack import Pack
from synth.image.train.crops import CropSampler, TrainingCrop
from synth.image.train.loop import Fitted, Fitting, Watch, fit
from synth.image.train.schedule import Stage
from synth.image.train.start import start_annotator
from synth.image.train.targets import NO_KIND, target_centres, target_kinds, target_maps
from synth.image.verify.maps import annotator_unet, map_logits

if TYPE_CHECKING:
    from jaxtyping import Float, Float32, Int

CONTOUR_WEIGHT, DOMAIN_WEIGHT, SIZE_WEIGHT = 3.0, 0.2, 1.0
FEW = -4.6
"""Logit of the share of pixels that are centres."""

CERTAIN = 0.99
"""Value of a map of centres from which a pixel is a centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRecipe:
    """The channels of the network's levels."""

    widths: tuple[int, ...] = (32, 64, 96, 128)


def jitter_tone(pixels: Float32[np.ndarray, "3 h w"], rng: np.random.Generator) -> Float32[np.ndarray, "3 h w"]:
    """Random gain, gamma, blur and noise on a normalised crop, so that exposure and focus do not mislead it."""
    level = np.clip((pixels + 1) / 2, 0, 1.1) ** np.float32(np.exp(rng.normal(0, 0.2)))
    made: NDArray[Any] = level * np.float32(2 * np.exp(rng.normal(0, 0.1))) - 1
    if rng.random() < 0.25:
        made = cv2.GaussianBlur(made.transpose(1, 2, 0), (0, 0), rng.uniform(0.4, 1.2)).transpose(2, 0, 1)
    if rng.random() < 0.25:
        made = made + rng.normal(0, rng.uniform(0.01, 0.06), made.shape).astype(np.float32)
    return np.ascontiguousarray(made, np.float32)


def segment_loss(
    maps: Float[torch.Tensor, "b maps h w"],
    targets: Float[torch.Tensor, "b 3 h w"],
    kinds: Int[torch.Tensor, "b h w"],
) -> Float[torch.Tensor, ""]:
    """The losses of logits of masks, averaged over pixels: cross-entropy of foreground, contour and depth, the Dice
    loss of the foreground, and, where there are several categories (`kinds`), the cross-entropy of the category on the
    foreground and the mean Dice loss of those that are there, so that small ones count.
    """
    foreground, contour, depth = maps[:, 0], maps[:, 1], maps[:, 2]
    weight = 1 + CONTOUR_WEIGHT * targets[:, 1]
    bce = (F.binary_cross_entropy_with_logits(foreground, targets[:, 0], reduction="none") * weight).mean()
    edge = F.binary_cross_entropy_with_logits(contour, targets[:, 1])
    inner = (F.binary_cross_entropy_with_logits(depth, targets[:, 2], reduction="none") * weight).mean()
    loss = bce + _dice(torch.sigmoid(foreground), targets[:, 0]) + edge + inner
    if maps.shape[1] == targets.shape[1]:
        return loss
    logits, there = maps[:, 3:], kinds != NO_KIND
    if there.any():
        loss = loss + F.cross_entropy(logits, kinds, ignore_index=NO_KIND)
    shown = torch.softmax(logits, dim=1) * torch.sigmoid(foreground)[:, None]
    dice = [_dice(shown[:, kind], (kinds == kind).float()) for kind in kinds[there].unique().tolist()]
    return loss + (torch.stack(dice).mean() if dice else 0.0)


def centre_loss(
    maps: Float[torch.Tensor, "b maps h w"], targets: Float[torch.Tensor, "b maps+1 h w"]
) -> Float[torch.Tensor, ""]:
    """The focal loss of the maps of centres (Zhou et al. 2019, arXiv:1904.07850, eq. 1), over the number of centres,
    and the absolute error of the logarithms of the sizes about them.
    """
    number = maps.shape[1] - 2
    logits, wanted = maps[:, :number], targets[:, :number]
    probability = torch.sigmoid(logits)
    hit = wanted >= CERTAIN
    gain = torch.where(
        hit,
        F.logsigmoid(logits) * (1 - probability) ** 2,
        F.logsigmoid(-logits) * probability**2 * (1 - wanted) ** 4,
    )
    weight = targets[:, number + 2 :]
    size = ((maps[:, number:] - targets[:, number : number + 2]).abs() * weight).sum() / weight.sum().clamp(min=1)
    return -gain.sum() / hit.sum().clamp(min=1) + SIZE_WEIGHT * size


def _dice(probability: Float[torch.Tensor, ...], wanted: Float[torch.Tensor, ...]) -> Float[torch.Tensor, ""]:
    return 1 - (2 * (probability * wanted).sum() + 1) / (probability.sum() + wanted.sum() + 1)


def expect_few(unet: UNet2DModel, categories: int) -> None:
    """Let a new network find a centre nowhere at first (Lin et al. 2017, arXiv:1708.02002, section 4.1): the loss of so
    many wrong ones would drown all else.
    """
    with torch.no_grad():
        assert unet.conv_out.bias is not None
        unet.conv_out.weight[: categories * ANNOTATOR_UNSHUFFLE**2] *= 0.1
        unet.conv_out.bias[: categories * ANNOTATOR_UNSHUFFLE**2] = FEW


def train_annotator(
    sampler: CropSampler,
    card: PackCard,
    recipe: SegmentRecipe,
    fitting: Fitting,
    folder: Path,
    watch: Watch,
    start: Pack | None = None,
) -> Fitted:
    """Train until the budget is spent, resuming from `folder`/annotator.pt; a new one begins with the weights of the
    pack `start`.
    """
    number = annotator_maps(card)

    def targets_of(crop: TrainingCrop) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if card.labels == "boxes":
            return target_centres(crop.layout, len(card.categories)), np.zeros((1, 1), np.int64)
        return target_maps(crop.layout.labels), target_kinds(crop.layout)

    def loss_of(unet: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
        rng = rng_for(fitting.seed, step, "annotator")
        crops = sampler.draw(stage.crop_px, stage.batch, rng)
        pixels = torch.from_numpy(np.stack([jitter_tone(c.pixels, rng) for c in crops])).to(device)
        targets, kinds = (
            torch.from_numpy(np.stack(part)).to(device) for part in zip(*map(targets_of, crops), strict=True)
        )
        logits = map_logits(unet, pixels).float()
        maps = logits[:, :number]
        loss = centre_loss(maps, targets) if card.labels == "boxes" else segment_loss(maps, targets, kinds)
        domains = torch.tensor([c.domain for c in crops], device=device)
        return loss + DOMAIN_WEIGHT * F.cross_entropy(logits[:, number:].mean(dim=(2, 3)), domains)

    torch.manual_seed(seed_for(fitting.seed, 1, "weights", bits=56))
    unet = annotator_unet(number, len(card.variable.values), recipe.widths)
    if card.labels == "boxes":
        expect_few(unet, len(card.categories))
    if start is not None:
        start_annotator(unet, card, start)
    return fit(unet, loss_of, fitting, folder / "annotator.pt", watch)
