"""guidelines.md of a pack: what its labels mean, as far as its training data say."""

from __future__ import annotations

from pathlib import Path

from synth.folder.guidelines import FILE, UNDECIDED, Convention, LabelGuide, guidelines_text, plain, read_guidelines
from synth.image.packs.card import PackCard

_INTRODUCTION = """\
Written by `synth train` from the pack's card; definitions and decisions are for people, and stay where the pack is
fitted again. Labels are planned by the pack's prior, drawn by its generator and read back by its annotator, whose idea
of a category is that of the training data."""


def write_pack_guidelines(card: PackCard, folder: Path) -> None:
    """Write them into the folder of a pack. DataError for earlier ones there that are malformed."""
    stated = read_guidelines(folder)
    form = "masks of what is visible" if card.labels == "masks" else "boxes alone"
    whole = [
        Convention("least size", UNDECIDED, f"the annotator leaves out less than {card.decoding.least_area_px} px"),
        Convention("crowds", "no"),
        Convention("beyond the border", "no"),
    ]
    about = f"Labelled by {form}, as in the training data: {plain(card.source.name)}, {card.source.licence}."
    guides = [stated.kept(LabelGuide(label=name, about=about)) for name in card.categories]
    text = guidelines_text(f"Guidelines of the pack {card.name}", _INTRODUCTION, whole, guides)
    (folder / FILE).write_text(text, encoding="utf-8")
