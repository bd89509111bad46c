"""Begin a training with the networks of a pack that was trained in the same way, whatever its pictures show.

Edges, texture and what noise hides are much alike everywhere: a network that knows them learns other pictures in a
fraction of the steps (Yosinski et al. 2014, arXiv:1411.1792).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import torch
from diffusers.models.unets.unet_2d import UNet2DModel
from safetensors.torch import load_file

from synth.core.errors import PackError
from synth.image.packs.card import BOX, CATEGORY, PLANES, PackCard
from synth.image.packs.network import ANNOTATOR_UNSHUFFLE, NetworkFiles, annotator_files, generator_files
from synth.image.packs.pack import ANNOTATOR, GENERATOR, Pack

if TYPE_CHECKING:
    from jaxtyping import Float

FIRST, LAST = "conv_in.weight", ("conv_out.weight", "conv_out.bias")
"""The layers whose channels depend on the pack: planes, styles and values that come in, maps that go out."""

FRESH = 0.3
"""Size of the first layer's new weights, of what a fresh network has: they disturb what is known little."""

MASK_MAPS = 3
"""Maps of an annotator of masks that are the same for all categories: foreground, contour, depth."""


def start_generator(unet: UNet2DModel, card: PackCard, start: Pack) -> None:
    """Give a new generator the weights of another pack's: planes of the same name or role, styles of the same place.

    PackError where that is of another form.
    """
    theirs = _weights(unet, start, GENERATOR, generator_files(start))
    with torch.no_grad():
        mine = _taken_over(unet, theirs, (FIRST,))
        first, given, block = mine[FIRST], theirs[FIRST], card.unshuffle**2
        first *= FRESH
        pairs = [(0, 0), (1, 1), (2, 2)]
        pairs += [(3 + new, 3 + old) for new, old in _planes(card.planes, start.card.planes)]
        for new, old in pairs:
            first[:, new * block : (new + 1) * block] = given[:, old * block : (old + 1) * block]
        if len(card.styles) == len(start.card.styles):
            first[:, -len(card.styles) :] = given[:, -len(card.styles) :]


def start_annotator(unet: UNet2DModel, card: PackCard, start: Pack) -> None:
    """Give a new annotator the weights of another pack's; PackError where that is of another form."""
    theirs = _weights(unet, start, ANNOTATOR, annotator_files(start))
    with torch.no_grad():
        mine = _taken_over(unet, theirs, LAST)
        if card.labels == start.card.labels == "masks":
            same = MASK_MAPS * ANNOTATOR_UNSHUFFLE**2
            for name in LAST:
                mine[name][:same] = theirs[name][:same]


def _weights(unet: UNet2DModel, start: Pack, part: str, files: NetworkFiles) -> Mapping[str, Float[torch.Tensor, ...]]:
    widths = tuple(unet.config["block_out_channels"])
    if files.widths != widths:
        raise PackError("start", f"{start.card.name}, a {part} of widths {files.widths}", f"widths {widths}")
    return {name: weights.float() for name, weights in load_file(files.weights).items()}


def _taken_over(
    unet: UNet2DModel, theirs: Mapping[str, Float[torch.Tensor, ...]], but: Collection[str]
) -> dict[str, Any]:
    """The parameters of a network, which now has those of another of the same widths, but for some."""
    mine = unet.state_dict()
    for name in mine.keys() - set(but):
        mine[name].copy_(theirs[name])
    return mine


def _planes(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """(plane, plane of the other pack) for those of one name; categories take those of categories in turn."""
    of_objects = cycle([k for k, name in enumerate(theirs) if _of_objects(name)])
    return [
        (k, theirs.index(name) if name in theirs else next(of_objects))
        for k, name in enumerate(mine)
        if name in theirs or _of_objects(name)
    ]


def _of_objects(plane: str) -> bool:
    return plane == PLANES[0] or plane.startswith((CATEGORY, BOX))
