"""The final files of a folder of pictures: COCO, lines of samples and of refused drafts."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core.labels import Category
from synth.folder.card import card_text
from synth.folder.coco import instances_frame, join
from synth.folder.croissant import croissant_text
from synth.folder.facts import RunFacts, Totals
from synth.folder.finish import FinalFiles, rejected_column, written_column
from synth.folder.journal import Journal
from synth.image.encode.coco import captions_frame


def picture_files(
    facts: RunFacts, totals: Totals, journal: Journal, *, categories: Sequence[Category], seed: int
) -> FinalFiles:
    """What the journal and its totals say, in pieces, read one sample at a time."""
    images = [written_column(journal, lambda entry: entry.images) for _ in range(2)]
    annotations = written_column(journal, lambda entry: entry.annotations)
    captions = written_column(journal, lambda entry: entry.captions)
    frame = instances_frame(facts.name, "instances with modal and amodal masks", categories)
    labels = {
        "annotations.json": join(frame, images[0], annotations),
        "captions.json": join(captions_frame(facts.name), images[1], captions),
        "samples.jsonl": written_column(journal, lambda entry: entry.sample + "\n"),
        "rejected.jsonl": rejected_column(journal),
    }
    return FinalFiles(labels, totals.record(), card_text(facts, categories, totals, seed), croissant_text)
