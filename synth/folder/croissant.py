"""croissant.json: Croissant 1.0 metadata (JSON-LD, http://mlcommons.org/croissant/1.0) with the responsible-AI
vocabulary, written by hand.

`datePublished` and `url` are left out: they belong to whoever publishes the folder, and a clock has no place here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from synth.folder.manifest import RunFacts
from synth.folder.responsible import NO_MORE, RAI, Statements, rai_properties

CROISSANT = "http://mlcommons.org/croissant/1.0"

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


def croissant_json(
    facts: RunFacts,
    digests: Mapping[str, str],
    file_sets: Sequence[Mapping[str, object]],
    tables: Sequence[Mapping[str, object]],
    more: Statements = NO_MORE,
) -> str:
    """The metadata of a folder whose final files have the sha256 `digests` (file name -> hex).

    `file_sets` are its folders of files (`file_set`), `tables` its records (`record_set`). `more`: what the
    kind states in the responsible-AI vocabulary beside what holds for all.
    """
    record = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [CROISSANT, RAI],
        "name": facts.name,
        "description": facts.description,
        "license": f"https://spdx.org/licenses/{facts.licence}.html",
        "citeAs": f"{facts.name}: a synthetic data set made with synth",
        "creator": {"@type": "sc:Organization", "name": "synth"},
        "version": "1.0.0",
        "isLiveDataset": False,
        "distribution": [*(_file(name, digests[name]) for name in sorted(digests)), *file_sets],
        "recordSet": tables,
        **rai_properties(facts, more),
    }
    return json.dumps(record, sort_keys=True, indent=2) + "\n"


def file_set(name: str, description: str, encoding: str, includes: str) -> dict[str, str]:
    """A folder of files: `encoding` is a MIME type, `includes` a pattern of paths."""
    return {
        "@type": "cr:FileSet",
        "@id": name,
        "name": name,
        "description": description,
        "encodingFormat": encoding,
        "includes": includes,
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


def record_set(
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
