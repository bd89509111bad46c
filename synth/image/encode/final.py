"""What a data set of pictures consists of, and its final files: COCO, lines of samples and of refused drafts."""

from __future__ import annotations

from functools import partial

from synth.core.labels import Category
from synth.folder.batch import REJECTED
from synth.folder.coco import instances_frame, join
from synth.folder.data_folder import Finished, Layout
from synth.folder.finish import FinalFiles
from synth.image.encode.batch import PARTS
from synth.image.encode.card import card_text
from synth.image.encode.coco import captions_frame
from synth.image.encode.croissant import croissant_text
from synth.image.encode.images import IMAGES


def picture_layout(categories: tuple[Category, ...]) -> Layout:
    """The layout of data sets with these categories."""
    return Layout(parts=PARTS, place=IMAGES, final=partial(_final_files, categories))


def _final_files(categories: tuple[Category, ...], done: Finished) -> FinalFiles:
    facts, totals, parts = done.facts, done.totals, done.parts
    images = parts["images"]
    frame = instances_frame(facts.name, "instances with modal and amodal masks", categories)
    labels = {
        "annotations.json": join(frame, images.lines(), parts["annotations"].lines()),
        "captions.json": join(captions_frame(facts.name), images.lines(), parts["captions"].lines()),
        "samples.jsonl": parts["samples"].pieces(),
        "rejected.jsonl": parts[REJECTED].pieces(),
    }
    counts = {**totals.yield_record(), "instances": totals.group("instances")}
    return FinalFiles(labels, counts, card_text(facts, categories, totals, done.seed), croissant_text)
