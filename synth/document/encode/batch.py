"""Outcomes of documents as bytes for the disk: page pictures and PDF, and the lines of COCO and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core.outcome import Outcome
from synth.document.encode.coco import pages_json, regions_json
from synth.document.encode.line import document_line
from synth.document.encode.page_images import encode_page, page_name, pdf_name
from synth.document.encode.regions import region_shapes
from synth.document.encode.totals import add_counts, add_drawn
from synth.document.records import VerifiedDocument
from synth.folder.batch import Batch, BatchContent, SampleFile, batch_of

PARTS = ("images", "annotations", "documents")
"""The lines that a document adds to the files of its data set."""


def encode_documents(outcomes: Sequence[Outcome[VerifiedDocument]], seed: int, xmp: str = "") -> Batch:
    """The batch of some outcomes; `xmp` is the packet in every picture of a page.

    TypeError and ValueError as `batch_of`; ValueError also where images and labels differ in size, and for NaN."""
    content = BatchContent(parts={name: [] for name in PARTS}, groups={})
    groups: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        sample = outcome.verified
        add_drawn(groups, outcome)
        texts = dict.fromkeys(PARTS, "")
        if isinstance(sample, VerifiedDocument):
            pictures, pdf = _files(sample, xmp)
            shapes = region_shapes(sample.draft.labels)
            texts = {
                "images": pages_json(sample, pictures),
                "annotations": regions_json(sample, shapes),
                "documents": document_line(sample, seed, pictures, pdf, shapes),
            }
            content.files += [*pictures, pdf]
            add_counts(groups, sample)
        for name, text in texts.items():
            content.parts[name].append(text.encode() + b"\n" if text else b"")
    content.groups = groups
    return batch_of(outcomes, VerifiedDocument, content)


def _files(sample: VerifiedDocument, xmp: str) -> tuple[list[SampleFile], SampleFile]:
    """The pictures of the pages, and the PDF."""
    plan, draft = sample.plan, sample.draft
    shapes = [image.shape for image in draft.images]
    if not shapes or shapes != [(size.height, size.width, 3) for size in draft.labels.pages]:
        got = f"pictures {shapes} for pages {[tuple(p) for p in draft.labels.pages]}"
        raise ValueError(f"sample {plan.sample_id}: {got}")
    profile = plan.degradation.profile
    pictures = [
        SampleFile(plan.sample_id, page_name(plan.sample_id, page, profile), encode_page(image, profile, xmp))
        for page, image in enumerate(draft.images)
    ]
    return pictures, SampleFile(plan.sample_id, pdf_name(plan.sample_id), draft.pdf)
