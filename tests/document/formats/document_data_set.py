"""A small finished data set of documents as the writer leaves it, and boxes worked out anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from synth.document.labels import DocumentLabels
from synth.document.records import VerifiedDocument
from synth.folder.sample_files import write_files
from tests.document.encode.fake_documents import batch_of_one
from tests.small_document import small_document


def make_document_data_set(folder: Path, documents: Iterable[VerifiedDocument] | None = None) -> Path:
    """Write `documents` (default: one of two pages, one of one) into `folder`."""
    (folder / "documents").mkdir(parents=True)
    written = [small_document(0), small_document(7, pages=1)] if documents is None else documents
    lines = []
    for document in written:
        encoded = batch_of_one(document, seed=3)
        lines += encoded.parts["documents"]
        write_files(folder / "documents", encoded.files)
    (folder / "documents.jsonl").write_bytes(b"".join(lines))
    manifest = {"name": folder.name, "seed": 3, "count": len(lines), "spec": {"kind": "document"}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def relabelled(document: VerifiedDocument, **labels: Any) -> VerifiedDocument:
    """The document with other labels of some kinds."""
    draft = document.draft
    return replace(document, draft=replace(draft, labels=replace(draft.labels, **labels)))


def box_of(labels: DocumentLabels, words: Iterable[int]) -> list[int]:
    """The box of whole px around words (ids)."""
    points = np.concatenate([labels.words[word].outline.polygon for word in words])
    return [*np.floor(points.min(0)).astype(int).tolist(), *np.ceil(points.max(0)).astype(int).tolist()]
