"""croissant.json of a data set of pictures."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.croissant import croissant_json, file_set, record_set
from synth.folder.facts import RunFacts


def croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """The metadata of a folder of pictures whose final files have the sha256 `digests` (file name -> hex)."""
    tables = [
        record_set("pictures", "samples.jsonl", "One record for each picture.", _PICTURES),
        record_set("instances", "annotations.json", "One for each object.", _INSTANCES, "$.annotations[*]"),
    ]
    return croissant_json(facts, digests, [_IMAGES], tables)


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
