"""Which real pictures a generator learnt from: by the synthetic pictures alone, and by the pack that made them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from synth.evidence.figures import Figure
from synth.evidence.intervals import area_under_curve
from synth.evidence.membership import NO_HOLDOUT, Membership, membership
from synth.evidence.options import CompareConfig
from synth.evidence.pictures.copies import NearestReal, query_of
from synth.evidence.pictures.sets import PictureSet, PictureSets, annotated_pictures

MOST_PICTURES, MOST_RECONSTRUCTED = 300, 200
"""Of the real and of the held-out pictures: compared with synthetic ones, and reconstructed by the pack."""


def picture_membership(sets: PictureSets, config: CompareConfig, side_px: float) -> Membership:
    """Nothing but the reason where no holdout is given. PackError for a pack that cannot be read."""
    if not sets.given:
        return Membership(left_out=[NO_HOLDOUT])
    index = NearestReal(sets.synthetic.pictures, side_px)
    near = [
        np.array([-index.of(query_of(one, side_px)).first for one in part.pictures[:MOST_PICTURES]], np.float64)
        for part in (sets.real, sets.held)
    ]
    attacks = {"the distance to the nearest synthetic picture": area_under_curve(*near)}
    found = membership("pictures", attacks | dict(_reconstructed(sets, config)), len(near[0]), len(near[1]))
    without = ["membership inference from reconstruction: it needs pack=, the one that made the set"]
    return found._replace(left_out=without) if config.pack is None else found


def _reconstructed(sets: PictureSets, config: CompareConfig) -> Iterator[tuple[str, Figure]]:
    """By the loss with which the pack's generator takes noise out of a picture; nothing without a pack."""
    if config.pack is None or config.holdout is None:
        return
    from synth.image.packs.pack import load_pack
    from synth.image.train.reconstruction import reconstruction_reader

    read = reconstruction_reader(load_pack(config.pack))

    def scores(part: PictureSet, path: Path) -> np.ndarray:
        chosen = {one.name for one in part.pictures[:MOST_RECONSTRUCTED]}
        found = [read(one) for one in annotated_pictures(path, chosen)]
        return -np.array([one for one in found if one is not None], np.float64)

    members, others = scores(sets.real, config.real), scores(sets.held, config.holdout)
    if min(len(members), len(others)) > 1:
        yield "the pack's loss when it reconstructs a picture", area_under_curve(members, others)
