"""What a data set of documents consists of, and its final files: COCO of regions, lines of documents."""

from __future__ import annotations

from functools import partial

from synth.document.encode.batch import PARTS
from synth.document.encode.card import document_card_text
from synth.document.encode.coco import REGION_CATEGORIES
from synth.document.encode.croissant import document_croissant_text
from synth.document.encode.guidelines import document_guidelines
from synth.document.encode.page_images import PAGES
from synth.document.encode.totals import totals_record
from synth.folder.batch import REJECTED
from synth.folder.coco import instances_frame, join
from synth.folder.data_folder import Finished, Layout
from synth.folder.staging import FinalFiles


def _final_files(done: Finished) -> FinalFiles:
    parts = done.parts
    frame = instances_frame(done.facts.name, "regions of the layout, one image for each page", REGION_CATEGORIES)
    labels = {
        "annotations.json": join(frame, parts["images"].lines(), parts["annotations"].lines()),
        "documents.jsonl": parts["documents"].pieces(),
        "rejected.jsonl": parts[REJECTED].pieces(),
    }
    card = document_card_text(done.facts, done.totals, done.seed)
    croissant = partial(document_croissant_text, done.totals)
    guidelines = document_guidelines(done.facts, done.totals)
    return FinalFiles(labels, totals_record(done.totals), card, croissant, guidelines)


DOCUMENT_LAYOUT = Layout(parts=PARTS, place=PAGES, final=_final_files)
"""The layout of every data set of documents."""
