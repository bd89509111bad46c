"""The annotator of a pack: it reads instances back from pixels without knowledge of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.image.packs.network import annotator_files, put_weights
from synth.image.packs.pack import ANNOTATOR, Pack
from synth.image.threads import pack_threads

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelReading:
    """The annotator's reading of one picture.

    `labels`: 0 is background, k is instance k. `scores` (0-1) are per instance, `foreground` is a probability per
    pixel, `domains` a probability per value of the pack's variable. `usual_missed_share` is the share of instances that
    the annotator misses on real pictures of the most likely value.
    """

    labels: Int32[np.ndarray, "h w"]
    scores: Float32[np.ndarray, " n"]
    foreground: Float32[np.ndarray, "h w"]
    domains: dict[str, float]
    usual_missed_share: float = 0.0


Annotator: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3']], PixelReading]"
"""Picture (RGB) -> what the annotator reads in it."""


def load_annotator(pack: Pack, device: str = "cpu") -> Annotator:
    """The pack's annotator as a function of a picture. Raises PackError where its weights do not load."""
    import torch

    from synth.image.packs.tone import exposure_of, normalise
    from synth.image.verify.segment import Decoding, decode_instances, read_maps, segment_unet

    pack.part(ANNOTATOR)
    files = annotator_files(pack)
    unet = segment_unet(len(pack.card.variable.values), files.widths)
    put_weights(unet, files)
    unet = unet.to(device, memory_format=torch.channels_last).eval()  # pyright: ignore[reportArgumentType]
    how = Decoding(**pack.card.decoding.model_dump())
    values = pack.card.variable.values
    missed = {value: pack.card.missed_on_real.get(value, 0.0) for value in values}

    def read(image: UInt8[np.ndarray, "h w 3"]) -> PixelReading:
        with pack_threads():
            maps = read_maps(unet, normalise(image, exposure_of(image)))
        labels, scores = decode_instances(maps, how)
        domains = dict(zip(values, map(float, maps.domains), strict=True))
        usual = missed[max(domains, key=domains.__getitem__)]
        return PixelReading(
            labels=labels, scores=scores, foreground=maps.foreground, domains=domains, usual_missed_share=usual
        )

    return read
