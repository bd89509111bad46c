"""A small U-Net that tells objects of one class apart: trained in minutes on a CPU, scored by its objects."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import nn

CROP_PX, BATCH, WIDTH = 96, 4, 12

Labels = NDArray[np.int32]
"""A map of instances (h, w); 0: none."""

Picture = tuple[NDArray[np.float32], Labels]
"""Grey pixels (h, w) around 0, and their instances."""


def trained(pictures: Iterable[Picture], steps: int, seed: int) -> nn.Module:
    """A U-Net of two levels: background, the inside of objects, and their rims."""
    torch.manual_seed(seed)
    net, draws = _Net(), np.random.default_rng(seed)
    optimiser = torch.optim.Adam(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=steps)
    corpus = [(pixels, _classes(labels)) for pixels, labels in pictures]
    for _ in range(steps):
        crops = [_crop(*corpus[int(draws.integers(len(corpus)))], draws) for _ in range(BATCH)]
        inputs = torch.from_numpy(np.stack([one for one, _ in crops])[:, None])
        wanted = torch.from_numpy(np.stack([one for _, one in crops]))
        loss = nn.functional.cross_entropy(net(inputs), wanted, torch.tensor([1.0, 1.0, 2.0]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval()


class _Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = [1, WIDTH, 2 * WIDTH, 4 * WIDTH]
        self.down = nn.ModuleList(_block(a, b) for a, b in pairwise(widths))
        self.up = nn.ModuleList(_block(a + b, b) for a, b in ((4 * WIDTH, 2 * WIDTH), (2 * WIDTH, WIDTH)))
        self.out = nn.Conv2d(WIDTH, 3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = self.down[0](x)
        second = self.down[1](nn.functional.max_pool2d(first, 2))
        found = self.down[2](nn.functional.max_pool2d(second, 2))
        for block, skipped in zip(self.up, (second, first), strict=True):
            found = block(torch.cat([nn.functional.interpolate(found, scale_factor=2.0), skipped], 1))
        return self.out(found)


def _block(inputs: int, outputs: int) -> nn.Module:
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.GroupNorm(4, outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Conv2d(outputs, outputs, 3, padding=1), nn.GroupNorm(4, outputs), nn.ReLU())


def score(net: nn.Module, pictures: Iterable[Picture]) -> float:
    """F1 at an IoU of 0.5 over all objects of some pictures."""
    right = found = true = 0
    for pixels, labels in pictures:
        height, width = labels.shape
        padded = np.pad(pixels, ((0, -height % 4), (0, -width % 4)), mode="reflect")
        with torch.no_grad():
            classes = net(torch.from_numpy(padded)[None, None])[0].argmax(0).numpy()[:height, :width]
        mine = np.zeros(classes.shape, np.int32)
        number = int(ndimage.label(classes == 1, output=mine))  # pyright: ignore[reportArgumentType]: with `output` a count
        grown = ndimage.grey_dilation(mine, (3, 3))
        mine = np.where((mine == 0) & (classes == 2), grown, mine)
        areas = np.bincount(mine.ravel(), minlength=number + 1)
        truths = np.unique(labels[labels > 0])
        found, true = found + int((areas[1:] > 8).sum()), true + len(truths)
        for one in truths:
            inside = labels == one
            best = np.bincount(mine[inside], minlength=number + 1)
            best[0] = 0
            other = int(best.argmax())
            right += bool(best[other] > 0.5 * (inside.sum() + areas[other] - best[other]))
    return 2 * right / (found + true) if right else 0.0


def _classes(labels: Labels) -> NDArray[np.int64]:
    """1 inside of objects, 2 on the pixels of objects that touch another class of pixels, 0 elsewhere."""
    flat = (ndimage.grey_dilation(labels, (3, 3)) == labels) & (ndimage.grey_erosion(labels, (3, 3)) == labels)
    return np.where(labels > 0, np.where(flat, 1, 2), 0).astype(np.int64)


def _crop(
    pixels: NDArray[np.float32], classes: NDArray[np.int64], draws: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    top, left = (int(draws.integers(side - CROP_PX + 1)) for side in classes.shape)
    place = slice(top, top + CROP_PX), slice(left, left + CROP_PX)
    turns, flip = int(draws.integers(4)), int(draws.integers(2))
    there, known = (np.rot90(part, turns)[:: 1 - 2 * flip] for part in (pixels[place], classes[place]))
    return np.ascontiguousarray(there, np.float32), np.ascontiguousarray(known, np.int64)
