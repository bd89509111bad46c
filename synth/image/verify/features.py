"""What a pack's annotator makes of a picture on its way to labels: a point in its space of features."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.hub.threads import pack_threads
from synth.image.packs.pack import Pack
from synth.image.verify.annotator import annotator_network, at_working_size

if TYPE_CHECKING:
    from jaxtyping import Float64, UInt8


def feature_reader(
    pack: Pack, device: str = "cpu"
) -> Callable[[UInt8[np.ndarray, "h w 3"]], Float64[np.ndarray, " f"]]:
    """Picture (RGB) -> mean and deviation over the picture of each channel of the network's deepest block.

    PackError where its weights do not load.
    """
    from synth.image.verify.segment import read_maps

    unet = annotator_network(pack, device)
    seen = list[Any]()
    unet.mid_block.register_forward_hook(lambda block, given, found: seen.append(found))

    def read(image: UInt8[np.ndarray, "h w 3"]) -> Float64[np.ndarray, " f"]:
        seen.clear()
        with pack_threads():
            read_maps(unet, at_working_size(pack.card, image), len(pack.card.categories))
        parts = [part.detach().float().cpu().numpy()[0].reshape(part.shape[1], -1) for part in seen]
        whole = np.concatenate(parts, axis=1)
        return np.concatenate([whole.mean(axis=1), whole.std(axis=1)]).astype(np.float64)

    return read
