"""The annotator of a pack: reads instances back from pixels, knowing nothing of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import PackError
from synth.image.packs.pack import ANNOTATOR, Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelReading:
    """What was read: `labels` (h, w; 0 background, k instance k), a score per instance, the foreground
    probability (h, w), a probability per value of the pack's variable, and the share of instances that the annotator
    misses on real pictures of the likeliest value."""

    labels: NDArray[np.int32]
    scores: NDArray[np.float32]
    foreground: NDArray[np.float32]
    domains: dict[str, float]
    usual_missed_share: float = 0.0


Annotator = Callable[[NDArray[np.uint8]], PixelReading]


def load_annotator(pack: Pack, device: str = "cpu") -> Annotator:
    """The pack's annotator as a function of a picture (uint8, h, w, 3). PackError where its weights do not load."""
    import torch
    from diffusers.models.unets.unet_2d import UNet2DModel

    from synth.image.packs.tone import exposure_of, normalise
    from synth.image.verify.segment import Decoding, decode_instances, read_maps

    folder = pack.part(ANNOTATOR)
    try:
        unet = UNet2DModel.from_pretrained(folder, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise PackError(str(folder), str(error), "an annotator that `synth train` wrote") from error
    unet = unet.to(device, memory_format=torch.channels_last).eval()  # pyright: ignore[reportArgumentType]
    how = Decoding(**pack.card.decoding.model_dump())
    values = pack.card.variable.values
    missed = {value: pack.card.missed_on_real.get(value, 0.0) for value in values}

    def read(image: NDArray[np.uint8]) -> PixelReading:
        maps = read_maps(unet, normalise(image, exposure_of(image)))
        labels, scores = decode_instances(maps, how)
        domains = dict(zip(values, map(float, maps.domains), strict=True))
        usual = missed[max(domains, key=domains.__getitem__)]
        return PixelReading(
            labels=labels, scores=scores, foreground=maps.foreground, domains=domains, usual_missed_share=usual
        )

    return read
