"""One document's outcome as bytes for the disk, wherever it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.core.outcome import Rejection
from synth.document.encode.coco import pages_json, regions_json
from synth.document.encode.line import document_line
from synth.document.encode.page_images import encode_page, page_name, pdf_name
from synth.document.encode.regions import region_shapes
from synth.document.encode.totals import counts_json
from synth.document.records import VerifiedDocument
from synth.folder.journal import Entry
from synth.folder.lines import rejection_lines
from synth.folder.sample_files import stored


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedDocument:
    """What became of one sample, ready to be written: the journal's entry, and the bytes of its files in that order."""

    entry: Entry
    contents: tuple[bytes, ...] = ()

    @property
    def sample_id(self) -> int:
        """Whose outcome it is."""
        return self.entry.sample_id


def encode_document(verified: VerifiedDocument | None, rejections: Sequence[Rejection], seed: int) -> EncodedDocument:
    """The outcome of one sample: a document, or None where it was given up, and its drafts that were refused.

    TypeError for a document that was not verified; ValueError for a sample that contradicts itself, that was given up
    without a rejection, or with a value that has no place in JSON.
    """
    if verified is None:
        return _given_up(rejections)
    if not isinstance(verified, VerifiedDocument):
        raise TypeError(f"only a VerifiedDocument can be written, got {type(verified).__name__}")
    _check(verified, rejections)
    plan, draft = verified.plan, verified.draft
    sample_id, profile = plan.sample_id, plan.degradation.profile
    contents = [encode_page(image, profile) for image in draft.images]
    pictures = [stored(page_name(sample_id, page, profile), data) for page, data in enumerate(contents)]
    pdf = stored(pdf_name(sample_id), draft.pdf)
    shapes = region_shapes(draft.labels)
    entry = Entry(
        sample_id=sample_id,
        files=(*pictures, pdf),
        images=pages_json(verified, pictures),
        annotations=regions_json(verified, shapes),
        sample=document_line(verified, seed, pictures, pdf, shapes),
        counts=counts_json(verified),
        rejections=rejection_lines(rejections, given_up=False),
    )
    return EncodedDocument(entry=entry, contents=(*contents, draft.pdf))


def _given_up(rejections: Sequence[Rejection]) -> EncodedDocument:
    ids = {rejection.sample_id for rejection in rejections}
    if len(ids) != 1:
        raise ValueError(f"given up with rejections of the samples {sorted(ids)}, not of one")
    return EncodedDocument(entry=Entry(sample_id=ids.pop(), rejections=rejection_lines(rejections, given_up=True)))


def _check(verified: VerifiedDocument, rejections: Sequence[Rejection]) -> None:
    sample_id, draft = verified.plan.sample_id, verified.draft
    foreign = [rejection.sample_id for rejection in rejections if rejection.sample_id != sample_id]
    if foreign:
        raise ValueError(f"sample {sample_id}: a rejection of sample {foreign[0]}")
    shapes = [image.shape for image in draft.images]
    if not shapes or shapes != [(size.height, size.width, 3) for size in draft.labels.pages]:
        raise ValueError(f"sample {sample_id}: pictures {shapes} for pages {[tuple(p) for p in draft.labels.pages]}")
