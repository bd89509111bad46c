"""croissant.json of a data set of documents."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.croissant import croissant_json, file_set, record_set
from synth.folder.manifest import RunFacts
from synth.folder.responsible import Statements, shares_of
from synth.folder.totals import Totals


def document_croissant_text(totals: Totals, facts: RunFacts, digests: Mapping[str, str]) -> str:
    """The metadata of a folder of documents whose final files have the sha256 `digests` (file name -> hex)."""
    tables = [
        record_set("documents", "documents.jsonl", "One record for each document.", _DOCUMENTS),
        record_set("regions", "annotations.json", "One for each region.", _REGIONS, "$.annotations[*]"),
    ]
    return croissant_json(facts, digests, _DOCUMENT_FILES, tables, _responsible(totals))


def _responsible(totals: Totals) -> Statements:
    groups = {"template": "templates", "locale": "locales", "degradation": "profiles", "regions by class": "regions"}
    return {
        "dataAnnotationProtocol": [
            (
                "Every word was typeset with its label; one map bends pixels and outlines, and each page was "
                "compared with its own ink."
            )
        ],
        "dataBiases": shares_of({name: totals.group(group) for name, group in groups.items()}),
        "personalSensitiveInformation": [
            (
                "Persons, companies, addresses and numbers are made up; signatures and handwriting are drawn. Names "
                "are put together by chance and may be those of real people."
            )
        ],
        "dataLimitations": [f"Printed from {len(totals.group('templates'))} templates: layouts come back."],
    }


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
