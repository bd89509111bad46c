"""A pack's annotator on pictures of any set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from synth.annotate.model import Model
from synth.annotate.pictures.found import FoundObject, PictureAnnotator, PictureReading
from synth.core.geometry import Mask
from synth.image.packs.pack import load_pack

if TYPE_CHECKING:
    from synth.image.formats.data_set import AnnotatedImage
    from synth.image.packs.pack import Pack
    from synth.image.verify.annotator import PixelReading


def pack_annotator(name_or_folder: str) -> PictureAnnotator:
    """The annotator of a shipped pack, or of one in a folder. PackError where there is none.

    Its weights are loaded when it reads its first picture.
    """
    pack = load_pack(name_or_folder)
    model, categories = Model(f"pack:{pack.card.name}", pack.sha256, calibrated=False), tuple(pack.card.categories)
    if pack.card.labels == "masks":
        return PictureAnnotator(model=model, categories=categories, read=_mask_reader(pack))
    return PictureAnnotator(model=model, categories=categories, threshold=pack.card.box_score, read=_box_reader(pack))


def _mask_reader(pack: Pack) -> Callable[[AnnotatedImage], PictureReading]:
    from synth.image.verify.annotator import load_annotator

    opened = cache(lambda: load_annotator(pack))
    default, several = pack.card.categories[0], len(pack.card.variable.values) > 1

    def read(picture: AnnotatedImage) -> PictureReading:
        return PictureReading(list(_objects(opened()(picture.load()), default, several)))

    return read


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


def _box_reader(pack: Pack) -> Callable[[AnnotatedImage], PictureReading]:
    from synth.image.verify.annotator import load_box_finder

    opened = cache(lambda: load_box_finder(pack))

    def read(picture: AnnotatedImage) -> PictureReading:
        found = opened()(picture.load())
        return PictureReading(
            [
                FoundObject(one.category, one.box, None, one.score, "the centre of such a box is here")
                for one in found.boxes
            ]
        )

    return read
