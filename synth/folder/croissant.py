"""croissant.json: Croissant 1.0 metadata (JSON-LD, http://mlcommons.org/croissant/1.0), written by hand.

`datePublished` and `url` are left out: they belong to whoever publishes the folder, and a clock has no place here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from synth.folder.facts import RunFacts

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_FORMATS = {".json": "application/json", ".jsonl": "application/jsonlines", ".md": "text/markdown"}


def croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """The metadata of a folder of pictures whose final files have the sha256 `digests` (file name -> hex)."""
    tables = [
        _record_set("pictures", "samples.jsonl", "One record for each picture.", _PICTURES),
        _record_set("instances", "annotations.json", "One for each object.", _INSTANCES, "$.annotations[*]"),
    ]
    return _metadata(facts, digests, [_IMAGES], tables)


def text_croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """As `croissant_text`, of a folder of texts."""
    return _metadata(facts, digests, [], [_record_set("texts", "text.jsonl", "One record for each text.", _TEXTS)])


def document_croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """As `croissant_text`, of a folder of documents."""
    tables = [
        _record_set("documents", "documents.jsonl", "One record for each document.", _DOCUMENTS),
        _record_set("regions", "annotations.json", "One for each region.", _REGIONS, "$.annotations[*]"),
    ]
    return _metadata(facts, digests, _DOCUMENT_FILES, tables)


def _metadata(
    facts: RunFacts,
    digests: Mapping[str, str],
    file_sets: Sequence[Mapping[str, object]],
    tables: Sequence[Mapping[str, object]],
) -> str:
    record = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": facts.name,
        "description": facts.description,
        "license": f"https://spdx.org/licenses/{facts.licence}.html",
        "citeAs": f"{facts.name}: a synthetic data set made with synth",
        "creator": {"@type": "sc:Organization", "name": "synth"},
        "version": "1.0.0",
        "isLiveDataset": False,
        "distribution": [*(_file(name, digests[name]) for name in sorted(digests)), *file_sets],
        "recordSet": tables,
    }
    return json.dumps(record, sort_keys=True, indent=2) + "\n"


def _file_set(name: str, description: str, encoding: str, includes: str) -> dict[str, str]:
    return {
        "@type": "cr:FileSet",
        "@id": name,
        "name": name,
        "description": description,
        "encodingFormat": encoding,
        "includes": includes,
    }


_IMAGES = _file_set("images", "The pictures, PNG, RGB.", "image/png", "images/*.png")

_DOCUMENT_FILES = (
    _file_set("clean-pages", "Pictures of clean pages, RGB or grey.", "image/png", "documents/*.png"),
    _file_set("degraded-pages", "Pictures of the other pages, RGB or grey.", "image/jpeg", "documents/*.jpg"),
    _file_set("pdf", "The documents as they were printed.", "application/pdf", "documents/*.pdf"),
)

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

_TEXTS = {
    "id": "sc:Integer",
    "text": "sc:Text",
    "locale": "sc:Text",
    "template": "sc:Text",
    "seed": "sc:Integer",
}

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


def _file(name: str, digest: str) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": _FORMATS[name[name.rindex(".") :]],
        "sha256": digest,
    }


def _record_set(
    name: str, source: str, description: str, fields: Mapping[str, str], list_path: str = ""
) -> dict[str, object]:
    """A table: a record for each line of the JSON Lines file `source`, or for each element at `list_path`."""

    def extract(field: str) -> dict[str, str]:
        return {"jsonPath": f"{list_path}.{field}"} if list_path else {"column": field}

    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field}",
                "name": field,
                "dataType": kind,
                "source": {"fileObject": {"@id": source}, "extract": extract(field)},
            }
            for field, kind in fields.items()
        ],
    }
