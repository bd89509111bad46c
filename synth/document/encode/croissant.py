"""croissant.json of a data set of documents."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.croissant import croissant_json, file_set, record_set
from synth.folder.manifest import RunFacts


def document_croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """As `croissant_text`, of a folder of documents."""
    tables = [
        record_set("documents", "documents.jsonl", "One record for each document.", _DOCUMENTS),
        record_set("regions", "annotations.json", "One for each region.", _REGIONS, "$.annotations[*]"),
    ]
    return croissant_json(facts, digests, _DOCUMENT_FILES, tables)


_DOCUMENT_FILES = (
    file_set("clean-pages", "Pictures of clean pages, RGB or grey.", "image/png", "documents/*.png"),
    file_set("degraded-pages", "Pictures of the other pages, RGB or grey.", "image/jpeg", "documents/*.jpg"),
    file_set("pdf", "The documents as they were printed.", "application/pdf", "documents/*.pdf"),
)


_DOCUMENTS = {
    "id": "sc:Integer",
    "seed": "sc:Integer",
    "template": "sc:Text",
    "locale": "sc:Text",
}


_REGIONS = {
    "id": "sc:Integer",
    "image_id": "sc:Integer",
    "category_id": "sc:Integer",
    "area": "sc:Float",
}
