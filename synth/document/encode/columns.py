"""The columns of documents.jsonl, for the head of the card: the same whichever document comes first."""

from __future__ import annotations

from synth.folder.columns import JSON, Columns, Kind

_OUTLINE: Columns = {"page": "int64", "quad": ["float64"], "polygon": ["float64"]}
_WORDS: Kind = ["int64"]

_WORD: Columns = {
    "id": "int64",
    "text": "string",
    "line": "int64",
    **_OUTLINE,
    "handwritten": "bool",
    "hyphen": "bool",
    "glued": "bool",
    "truncation": "float64",
    "visibility": "float64",
    "legibility": "float64",
}

_CELL: Columns = {
    "row": "int64",
    "column": "int64",
    "row_span": "int64",
    "column_span": "int64",
    "header": "bool",
    "text": "string",
    "words": _WORDS,
    "quads": [_OUTLINE],
    "repeated": _WORDS,
}

DOCUMENT_COLUMNS: Columns = {
    "id": "int64",
    "pages": [{"file": "string", "width": "int64", "height": "int64", "sha256": "string"}],
    "pdf": {"file": "string", "sha256": "string"},
    "words": [_WORD],
    "lines": [{"words": _WORDS, **_OUTLINE}],
    "fields": [
        {"key": "string", "text": "string", "value": "string", "type": "string", "words": _WORDS, "quads": [_OUTLINE]}
    ],
    "links": [{"question": {"text": "string", "words": _WORDS}, "field": "int64", "key": "string"}],
    "tables": [{"rows": "int64", "columns": "int64", "cells": [_CELL], "html": "string", "quads": [_OUTLINE]}],
    "regions": [{"category": "string", "block": "int64", "words": _WORDS, "bbox": ["float64"], **_OUTLINE}],
    "checkboxes": [{"key": "string", "checked": "bool", **_OUTLINE}],
    "graphics": [{"kind": "string", "words": _WORDS, **_OUTLINE}],
    "record": JSON,
    "locale": "string",
    "template": "string",
    "variables": JSON,
    "style": JSON,
    "quotas": ["string"],
    "degradation": {"profile": "string", "overall": "float64", "severity": JSON},
    "checks": [{"check": "string", "measured": "float64", "limit": "float64"}],
    "attempt": "int64",
    "seed": "int64",
}
