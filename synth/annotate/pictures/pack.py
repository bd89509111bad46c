"""A pack's annotator on pictures of any set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.annotate.model import Model
from synth.annotate.pictures.found import PictureAnnotator, PictureReading
from synth.image.packs.pack import load_pack
from synth.image.verify.found import object_finder

if TYPE_CHECKING:
    from synth.image.formats.data_set import AnnotatedImage


def pack_annotator(name_or_folder: str) -> PictureAnnotator:
    """The annotator of a shipped pack, or of one in a folder. PackError where there is none.

    Its weights are loaded when it reads its first picture.
    """
    pack = load_pack(name_or_folder)
    model, find = Model(f"pack:{pack.card.name}", pack.sha256, calibrated=False), object_finder(pack)
    threshold = 0.5 if pack.card.labels == "masks" else pack.card.box_score

    def read(picture: AnnotatedImage) -> PictureReading:
        return PictureReading(find(picture.load()))

    return PictureAnnotator(model=model, categories=tuple(pack.card.categories), threshold=threshold, read=read)
