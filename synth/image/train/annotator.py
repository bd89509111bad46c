"""Fit the annotator to real pictures alone, so that it judges the generator's pictures independently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from synth.core.seeds import rng_for, seed_for
from synth.image.train.crops import CropSampler, TrainingCrop
from synth.image.train.loop import Fitting, Watch, fit
from synth.image.train.schedule import Stage
from synth.image.verify.segment import map_logits, segment_unet

if TYPE_CHECKING:
    from jaxtyping import Float, Float32, Int, Int32

CONTOUR_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRecipe:
    """The channels of the network's levels."""

    widths: tuple[int, ...] = (32, 64, 96, 128)


def target_maps(labels: Int32[np.ndarray, "h w"]) -> Float32[np.ndarray, "3 h w"]:
    """Foreground, contour and depth of a label map, each in [0, 1] (see `synth.image.verify.segment`)."""
    depth = np.zeros(labels.shape, np.float32)
    contour = np.zeros(labels.shape, np.bool_)
    for axis in (0, 1):
        differs = np.diff(labels, axis=axis) != 0
        before, after = ([(0, 1), (0, 0)], [(1, 0), (0, 0)]) if axis == 0 else ([(0, 0), (0, 1)], [(0, 0), (1, 0)])
        contour |= np.pad(differs, before) | np.pad(differs, after)
    contour &= labels > 0
    inner = ((labels > 0) & ~contour).astype(np.uint8)
    distance = cv2.distanceTransform(inner, cv2.DIST_L2, 3) + (labels > 0)
    largest = np.zeros(int(labels.max(initial=0)) + 1, np.float32)
    np.maximum.at(largest, labels.ravel(), distance.ravel())
    depth = np.where(labels > 0, distance / np.maximum(largest[labels], 1), 0)
    return np.stack([labels > 0, contour, depth]).astype(np.float32)


def jitter_tone(pixels: Float32[np.ndarray, "3 s s"], rng: np.random.Generator) -> Float32[np.ndarray, "3 s s"]:
    """Random gain, gamma, blur and noise on a normalised crop, so that exposure and focus do not mislead it."""
    level = np.clip((pixels + 1) / 2, 0, 1.1) ** np.float32(np.exp(rng.normal(0, 0.2)))
    made: NDArray[Any] = level * np.float32(2 * np.exp(rng.normal(0, 0.1))) - 1
    if rng.random() < 0.25:
        made = cv2.GaussianBlur(made.transpose(1, 2, 0), (0, 0), rng.uniform(0.4, 1.2)).transpose(2, 0, 1)
    if rng.random() < 0.25:
        made = made + rng.normal(0, rng.uniform(0.01, 0.06), made.shape).astype(np.float32)
    return np.ascontiguousarray(made, np.float32)


def segment_loss(
    logits: Float[torch.Tensor, "b 3+domains h w"],
    targets: Float[torch.Tensor, "b 3 h w"],
    domains: Int[torch.Tensor, " b"],
) -> Float[torch.Tensor, ""]:
    """The sum of five losses, averaged over pixels: cross-entropy of foreground, contour and depth, the Dice loss of
    the foreground, and 0.2 times the cross-entropy of the domain.
    """
    foreground, contour, depth = logits[:, 0], logits[:, 1], logits[:, 2]
    weight = 1 + CONTOUR_WEIGHT * targets[:, 1]
    bce = (F.binary_cross_entropy_with_logits(foreground, targets[:, 0], reduction="none") * weight).mean()
    probability = torch.sigmoid(foreground)
    overlap = 2 * (probability * targets[:, 0]).sum() + 1
    dice = 1 - overlap / (probability.sum() + targets[:, 0].sum() + 1)
    edge = F.binary_cross_entropy_with_logits(contour, targets[:, 1])
    inner = (F.binary_cross_entropy_with_logits(depth, targets[:, 2], reduction="none") * weight).mean()
    domain = F.cross_entropy(logits[:, 3:].mean(dim=(2, 3)), domains)
    return bce + dice + edge + inner + 0.2 * domain


def train_annotator(
    sampler: CropSampler, domains: int, recipe: SegmentRecipe, fitting: Fitting, folder: Path, watch: Watch
) -> torch.nn.Module:
    """Train until the budget is spent, resuming from `folder`/annotator.pt; returns the averaged network."""

    def batch(crops: list[TrainingCrop], rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        pixels = np.stack([jitter_tone(c.pixels, rng) for c in crops])
        targets = np.stack([target_maps(c.labels) for c in crops])
        return torch.from_numpy(pixels), torch.from_numpy(targets), torch.tensor([c.domain for c in crops])

    def loss_of(unet: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
        rng = rng_for(fitting.seed, step, "annotator")
        crops = sampler.draw(stage.crop_px, stage.batch, rng)
        pixels, targets, domain = (t.to(device) for t in batch(crops, rng))
        return segment_loss(map_logits(unet, pixels).float(), targets, domain)

    torch.manual_seed(seed_for(fitting.seed, 1, "weights", bits=56))
    return fit(segment_unet(domains, recipe.widths), loss_of, fitting, folder / "annotator.pt", watch)
