"""The lines of documents.jsonl: a document with its plan, record, files and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.core.canonical import DECIMALS, json_value, readable
from synth.document.encode.labels import labels_record
from synth.document.encode.page_images import PAGES
from synth.document.encode.regions import RegionShape
from synth.document.records import Value, VerifiedDocument
from synth.folder.batch import SampleFile
from synth.folder.lines import checks_record


def document_line(
    document: VerifiedDocument,
    seed: int,
    pictures: Sequence[SampleFile],
    pdf: SampleFile,
    shapes: Sequence[RegionShape],
) -> str:
    """One document in JSON, in Unicode. ValueError on NaN or a foreign type."""
    plan, labels = document.plan, document.draft.labels
    facts = {
        "id": plan.sample_id,
        "seed": seed,
        "template": plan.template,
        "locale": plan.locale,
        "variables": plan.variables,
        "style": plan.style,
        "quotas": plan.quotas,
        "attempt": plan.attempt,
        "degradation": plan.degradation._asdict(),
        "record": _record(plan.record),
        "checks": checks_record(document.checks),
    }
    pages = [
        {**_file(picture), "width": size.width, "height": size.height}
        for picture, size in zip(pictures, labels.pages, strict=True)
    ]
    return readable({**_plain(facts), "pdf": _file(pdf), "pages": pages, **labels_record(labels, shapes)})


def _file(file: SampleFile) -> dict[str, str]:
    """Its path in the data set, and its sha256."""
    return {"file": f"{PAGES.folder}/{file.name}", "sha256": file.sha256}


def _record(recorded: object) -> object:
    """The record in JSON's own types: each Value as its text, value and type."""
    if isinstance(recorded, Value):
        return recorded._asdict()
    if isinstance(recorded, Mapping):
        return {key: _record(value) for key, value in recorded.items()}
    if isinstance(recorded, Sequence) and not isinstance(recorded, str):
        return [_record(value) for value in recorded]
    return recorded


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: json_value(value, DECIMALS) for key, value in values.items()}
