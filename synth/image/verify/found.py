"""What a pack's annotator finds in any picture: objects with their class, their outline, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from scipy import ndimage

from synth.core.geometry import Box, Mask
from synth.core.labels import NO_ATTRIBUTES, AttributeValue

if TYPE_CHECKING:
    from jaxtyping import UInt8

    from synth.image.packs.pack import Pack
    from synth.image.verify.annotator import PixelReading


class FoundObject(NamedTuple):
    """`box` in px, `mask` None where only the box is known, `score` 0 to 1; `attributes` are the object's own."""

    category: str
    box: Box
    mask: Mask | None
    score: float
    reason: str
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES


ObjectFinder: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3']], list[FoundObject]]"
"""Picture (RGB) -> its objects."""


def object_finder(pack: Pack) -> ObjectFinder:
    """The annotator of a pack, of masks or of boxes; its weights are loaded when it reads its first picture."""
    return _mask_finder(pack) if pack.card.labels == "masks" else _box_finder(pack)


def _mask_finder(pack: Pack) -> ObjectFinder:
    from synth.image.verify.annotator import load_annotator

    opened = cache(lambda: load_annotator(pack))
    default, several = pack.card.categories[0], len(pack.card.variable.values) > 1

    def find(pixels: UInt8[np.ndarray, "h w 3"]) -> list[FoundObject]:
        return list(_objects(opened()(pixels), default, several))

    return find


def _objects(seen: PixelReading, default: str, several: bool) -> Iterator[FoundObject]:
    """The instances of a label map, with what they were told by."""
    domain = max(seen.domains, key=seen.domains.__getitem__)
    kind = f"; the picture is {domain} ({seen.domains[domain]:.2f})" if several else ""
    for number, place in enumerate(ndimage.find_objects(seen.labels), start=1):
        if place is None:  # lost when the map was brought to the picture's size
            continue
        rows, columns = place
        mask = Mask.from_array(seen.labels[place] == number, columns.start, rows.start)
        sure = float(seen.foreground[place][seen.labels[place] == number].mean())
        category = seen.categories[number - 1] if seen.categories else default
        reason = f"foreground {sure:.2f} over {mask.area} px{kind}"
        yield FoundObject(category, mask.box, mask, float(np.clip(seen.scores[number - 1], 0, 1)), reason)


def _box_finder(pack: Pack) -> ObjectFinder:
    from synth.image.verify.annotator import load_box_finder

    opened = cache(lambda: load_box_finder(pack))

    def find(pixels: UInt8[np.ndarray, "h w 3"]) -> list[FoundObject]:
        reason = "the centre of such a box is here"
        return [FoundObject(one.category, one.box, None, one.score, reason) for one in opened()(pixels).boxes]

    return find
