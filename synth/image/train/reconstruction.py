"""How well a pack's generator takes noise out of a real picture: better where it learnt that picture by heart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

from synth.core.seeds import seed_for
from synth.hub.threads import pack_threads
from synth.image.condition.planes import PlaneLayout
from synth.image.formats.objects import objects_of
from synth.image.generate.flow import predict_clean
from synth.image.generate.pack import pack_pipeline
from synth.image.packs.card import PackCard
from synth.image.packs.network import vector_size
from synth.image.packs.pack import Pack
from synth.image.train.corpus import TrainingPicture, picture_of
from synth.image.train.crops import TrainingCrop
from synth.image.train.generator import batch_tensors

if TYPE_CHECKING:
    from synth.image.formats.data_set import AnnotatedImage

LEVELS = (0.2, 0.4, 0.6, 0.8)
"""Noise levels."""

SIDE_PX = 128
"""Of the middle of a texture; compositions are taken whole."""

_BLUR_PX = 1.5


def reconstruction_reader(pack: Pack) -> Callable[[AnnotatedImage], float | None]:
    """Picture -> how hard the generator finds it: mean over LEVELS of log(its squared error / that of a plain blur),
    with the picture's layout and without its style, which a training leaves out of some pictures too. The blur stands
    for how hard the picture is for anybody (Watson et al. 2022, arXiv:2111.08440).

    None for a picture whose value of the pack's variable is not known. PackError where the weights do not load.
    """
    card, unet = pack.card, pack_pipeline(pack).unet

    @torch.no_grad()
    def read(picture: AnnotatedImage) -> float | None:
        domain = _domain(card, picture)
        if domain is None:
            return None
        objects, _ = objects_of(picture, card.categories, card.labels == "boxes")
        size = card.working_wh(picture.width, picture.height)
        crop = _middle(picture_of(picture.name, picture.load(), objects, domain, size), card)
        clean, planes, vector = batch_tensors([crop], card)
        vector[:, len(card.variable.values) :] = 0
        found = list[float]()
        for level in LEVELS:
            draws = torch.Generator().manual_seed(seed_for(0, round(100 * level), "reconstruction", bits=56))
            noisy = (1 - level) * clean + level * torch.randn(clean.shape, generator=draws)
            with pack_threads():
                mine = predict_clean(unet, noisy, planes, vector, torch.tensor([level]))
            found.append(float(torch.log(_error(mine, clean) / _error(_blurred(noisy / (1 - level)), clean))))
        return float(np.mean(found))

    return read


def _error(found: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    return ((found.float() - clean) ** 2).mean().clamp(min=1e-8)


def _blurred(noisy: torch.Tensor) -> torch.Tensor:
    planes = [cv2.GaussianBlur(one, (0, 0), _BLUR_PX) for one in noisy[0].numpy()]
    return torch.from_numpy(np.stack(planes))[None]


def _domain(card: PackCard, picture: AnnotatedImage) -> int | None:
    values = card.variable.values
    if len(values) == 1:
        return 0
    value = str(picture.extra.get(card.variable.name))
    return values.index(value) if value in values else None


def _middle(picture: TrainingPicture, card: PackCard) -> TrainingCrop:
    """The middle of a texture, or all of a composition, in sides that the network takes."""
    height, width = picture.labels.shape
    most = SIDE_PX if card.regime == "textures" else max(height, width)
    high, wide = (max(min(side, most) // card.multiple_px, 1) * card.multiple_px for side in (height, width))
    y, x = max(height - high, 0) // 2, max(width - wide, 0) // 2
    position = np.stack(np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))).astype(np.float32)

    def cut(whole: np.ndarray) -> np.ndarray:
        part = whole[y : y + high, x : x + wide]
        more = ((0, high - part.shape[0]), (0, wide - part.shape[1]), *[(0, 0)] * (whole.ndim - 2))
        return np.ascontiguousarray(np.pad(part, more, mode="edge"))

    return TrainingCrop(
        pixels=np.ascontiguousarray(np.broadcast_to(cut(picture.pixels), (high, wide, 3)).transpose(2, 0, 1)),
        layout=PlaneLayout(
            labels=cut(picture.labels),
            cover=cut(picture.cover),
            levels=picture.levels.astype(np.float32),
            boxes=picture.boxes - np.array([x, y, x, y], np.float32),
            categories=picture.categories,
            position_xy=np.stack([cut(one) for one in position]),
        ),
        style=np.zeros(vector_size(card) - len(card.variable.values), np.float32),
        domain=picture.domain,
    )
