"""What a data set of pictures consists of, and its final files: COCO, lines of samples and of refused drafts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from synth.core.labels import Category
from synth.folder.batch import REJECTED
from synth.folder.coco import instances_frame, join
from synth.folder.croissant import croissant_json, file_set, record_set
from synth.folder.data_folder import Finished, Layout
from synth.folder.manifest import RunFacts
from synth.folder.responsible import Statements
from synth.folder.staging import FinalFiles
from synth.folder.totals import CONFIRMED, JUDGED
from synth.image.encode.batch import PARTS
from synth.image.encode.card import card_text
from synth.image.encode.coco import IMAGES, captions_frame
from synth.image.encode.guidelines import picture_guidelines
from synth.image.encode.metadata import METADATA, metadata_lines
from synth.image.encode.responsible import responsible

_IMAGES = file_set("images", "The pictures, PNG, RGB.", "image/png", "images/*.png")

_PICTURES = {
    "id": "sc:Integer",
    "file": "sc:Text",
    "sha256": "sc:Text",
    "generator": "sc:Text",
    "seed": "sc:Integer",
}

_INSTANCES = {
    "id": "sc:Integer",
    "image_id": "sc:Integer",
    "category_id": "sc:Integer",
    "area": "sc:Integer",
    "visibility": "sc:Float",
    "truncation": "sc:Float",
}


FIDELITY = "fidelity.json"
"""What a detector read, over the whole data set; written where one was asked."""


def picture_layout(categories: tuple[Category, ...]) -> Layout:
    """The layout of data sets with these categories."""
    return Layout(
        parts=PARTS, place=IMAGES, final=partial(_final_files, categories), companions=("report.html", FIDELITY)
    )


def _final_files(categories: tuple[Category, ...], done: Finished) -> FinalFiles:
    facts, totals, parts = done.facts, done.totals, done.parts
    images = parts["images"]
    frame = instances_frame(facts.name, "instances with modal and amodal masks", categories)
    labels = {
        "annotations.json": join(frame, images.lines(), parts["annotations"].lines()),
        "captions.json": join(captions_frame(facts.name), images.lines(), parts["captions"].lines()),
        "samples.jsonl": parts["samples"].pieces(),
        METADATA: metadata_lines(parts["samples"].lines(), parts["annotations"].lines(), categories),
        "rejected.jsonl": parts[REJECTED].pieces(),
    }
    counts = {**totals.yield_record(), **{name: totals.group(name) for name in ("instances", "quotas")}}
    counts |= {name: totals.group(name) for name in (JUDGED, CONFIRMED) if totals.group(JUDGED)}
    guidelines = picture_guidelines(facts, categories, totals)
    croissant = partial(_croissant_text, responsible(facts, totals))
    return FinalFiles(labels, counts, card_text(facts, categories, totals, done.seed), croissant, guidelines)


def _croissant_text(more: Statements, facts: RunFacts, digests: Mapping[str, str]) -> str:
    """The metadata of a folder of pictures whose final files have the sha256 `digests` (file name -> hex)."""
    tables = [
        record_set("pictures", "samples.jsonl", "One record for each picture.", _PICTURES),
        record_set("instances", "annotations.json", "One for each object.", _INSTANCES, "$.annotations[*]"),
    ]
    return croissant_json(facts, digests, [_IMAGES], tables, more)
