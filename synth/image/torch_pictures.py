"""Pictures for training a detector: a torch `Dataset`, as torchvision's models and references take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from synth.image.sample import LabelledPicture


class TorchPictures(Dataset[tuple[Tensor, dict[str, Tensor]]]):
    """Each picture as (image, target): the image float32 (3, h, w), 0 to 1; the target by name.

    `boxes` float32 (n, 4), x0, y0, x1, y1 in px; `labels` int64 (n), category ids; `masks` uint8 (n, h, w); `area`
    float32 (n); `iscrowd` int64 (n), zeros; `image_id` int64 (1); `keypoints` float32 (n, k, 3) where the data set has
    any.
    """

    def __init__(self, pictures: Sequence[Any]) -> None:
        self._pictures = pictures

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, place: int) -> tuple[Tensor, dict[str, Tensor]]:
        picture: LabelledPicture = self._pictures[place]
        image = torch.from_numpy(picture.array).permute(2, 0, 1).contiguous().to(torch.float32) / 255
        return image, target_of(picture)


def target_of(picture: LabelledPicture) -> dict[str, Tensor]:
    """The labels of a picture, as `TorchPictures` says."""
    objects, shape = picture.instances, (picture.height, picture.width)
    masks = np.array([one.mask for one in objects], np.uint8).reshape(-1, *shape)
    target = {
        "boxes": torch.tensor([one.box for one in objects], dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor([one.category_id for one in objects], dtype=torch.int64),
        "masks": torch.from_numpy(masks),
        "image_id": torch.tensor([picture.id], dtype=torch.int64),
        "area": torch.tensor([one.area for one in objects], dtype=torch.float32),
        "iscrowd": torch.zeros(len(objects), dtype=torch.int64),
    }
    points = [one.keypoints for one in objects]
    if any(points):
        target["keypoints"] = torch.tensor(points, dtype=torch.float32)
    return target
