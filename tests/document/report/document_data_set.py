"""Small data sets of documents, for the report: labels by hand, lines by the writer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from synth.document.records import VerifiedDocument
from synth.folder.sample_files import write_files
from tests.document.encode.fake_documents import batch_of_one
from tests.small_document import small_document

PROFILES = ("clean", "photo")

SPEC: dict[str, Any] = {
    "kind": "document",
    "templates": {"plain": {"file": "plain.typ"}, "spare": {"file": "spare.typ"}},
    "variables": {"tone": {"choice": {"formal": 3, "casual": 1}}},
    "degrade": {"profile": {"choice": list(PROFILES)}},
    "quotas": {"rare": {"share": 0.25, "when": {"total": 14.5}}},
}


def documents(count: int, pages: int = 2) -> list[VerifiedDocument]:
    """Small documents, every other one a photo."""
    return [small_document(number, pages, PROFILES[number % 2]) for number in range(count)]


def make_document_data_set(
    folder: Path, made: Iterable[VerifiedDocument] | None = None, *, spec: dict[str, Any] = SPEC, name: str = "invoice"
) -> Path:
    """Write the data set of the documents (default: eight of two pages) into `folder`."""
    (folder / "documents").mkdir(parents=True)
    lines = []
    for one in documents(8) if made is None else made:
        encoded = batch_of_one(one, seed=3)
        write_files(folder / "documents", encoded.files)
        lines += encoded.parts["documents"]
    (folder / "documents.jsonl").write_bytes(b"".join(lines))
    refused = [
        {"sample_id": 1, "check": "stray_ink", "measured": 0.25, "limit": 0.001, "attempt": 0, "detail": ""},
        {"sample_id": 1, "check": "stray_ink", "measured": 0.5, "limit": 0.001, "attempt": 1, "detail": ""},
    ]
    (folder / "rejected.jsonl").write_text("".join(json.dumps(one) + "\n" for one in refused), encoding="utf-8")
    manifest = {
        "name": name,
        "description": "Invoices for tests.",
        "spec": spec,
        "config": {"scene": name},
        "seed": 3,
        "count": len(lines),
        "quotas_planned": [{"name": "rare", "share": 0.25, "count": 8, "planned": 2, "members": [1, 5]}],
        "hashes": {"templates": "ab" * 32},
        "versions": {"synth": "0"},
        "run": {"finished_utc": "2026-01-01T00:00:00+00:00", "samples_made": len(lines), "wall_time_s": 0.5},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return folder
