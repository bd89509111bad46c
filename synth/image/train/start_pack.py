"""Which pack a training begins with."""

from __future__ import annotations

from synth.core.errors import PackError
from synth.image.packs.card import PackCard
from synth.image.packs.pack import Pack, load_pack, shipped_packs

AUTO, NONE = "auto", "none"


def start_of(wanted: str, card: PackCard) -> Pack | None:
    """The pack that `start` names; `auto`: the first shipped one of the card's regime, if any.

    PackError where there is no such pack, or its networks are of another form.
    """
    if wanted == NONE:
        return None
    if wanted == AUTO:
        packs = [load_pack(name) for name in shipped_packs()]
        return next((pack for pack in packs if pack.card.regime == card.regime and pack.has_annotator), None)
    pack = load_pack(wanted)
    if not pack.has_annotator:
        raise PackError("start", f"{pack.card.name}, a private pack", "one whose networks are of the usual size")
    if pack.card.regime != card.regime:
        raise PackError("start", f"{pack.card.name}, {pack.card.regime}", f"a pack of {card.regime}, or start=none")
    return pack


def start_line(start: Pack) -> str:
    """What a training starts from, for a person."""
    source = start.card.source
    return f"start     networks of pack {start.card.name} ({source.name}, {source.licence}); start=none: from nothing"


def start_record(start: Pack | None) -> dict[str, str] | None:
    """What a training starts from, for the card."""
    if start is None:
        return None
    return {
        "pack": start.card.name,
        "source": start.card.source.name,
        "licence": start.card.source.licence,
        "sha256": start.sha256,
    }
