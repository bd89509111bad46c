"""Whether pictures that are trained small need a second stage, and how many times as large it draws them."""

from __future__ import annotations

from synth.image.packs.card import DetailCard, PackCard

LARGEST_FACTOR = 4


def detail_of(card: PackCard) -> DetailCard | None:
    """The stage of detail that pictures of the usual size need; None where they are drawn at that size already."""
    if card.regime != "compositions" or card.frame_px is None or card.canvas_wh_px is None:
        return None
    factor = min(round(max(card.canvas_wh_px) / card.frame_px), LARGEST_FACTOR)
    return DetailCard(factor=factor) if factor > 1 else None
