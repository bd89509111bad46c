"""The checks of a document's labels in the coordinates of its images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.outcome import Verdict
from synth.document.labels import DocumentLabels, PageOutline, PageSize, all_outlines
from synth.document.records import DocumentDraft, DocumentPlan

if TYPE_CHECKING:
    from jaxtyping import Float64

MOST_CUT_SHARE = 0.25
"""Largest share of a document's words that its images may cut off or hide."""

LEAST_WORD_PX2 = 0.1
"""Least area of a word's outline, px²: less than a full stop at 50 dpi."""

_ROUNDING_PX2 = 1.0
"""Tolerance for the signed area of thin outlines, px²: float32 rounds it."""

_ROUNDING_SHARE = 0.01


def sizes(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """Every page has an image and a proof of the size that its labels state: the number of pages that do not."""
    pictures = [PageSize(image.shape[1], image.shape[0]) for image in draft.images]
    proofs = [PageSize(proof.text_ink.shape[1], proof.text_ink.shape[0]) for proof in draft.proofs]
    wrong = abs(len(draft.labels.pages) - len(draft.printed.pages))
    told = f"{len(draft.labels.pages)} pages in the labels, {len(pictures)} pictures, {len(proofs)} clean pages"
    for found, wanted in ((pictures, draft.labels.pages), (proofs, draft.printed.pages)):
        wrong += sum(one != other for one, other in zip(found, wanted, strict=False)) + abs(len(found) - len(wanted))
    return Verdict(check="sizes", measured=wrong, limit=0, passed=not wrong, detail=told if wrong else "")


def same_labels(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The labels in the images equal those of the clean pages, except for outlines: how many kinds of labels differ."""
    wrong = [
        name
        for name, ours, printed in zip(
            _PARTS, _without_outlines(draft.labels), _without_outlines(draft.printed), strict=True
        )
        if ours != printed
    ]
    return Verdict(
        check="same_labels",
        measured=len(wrong),
        limit=0,
        passed=not wrong,
        detail=f"{', '.join(wrong)} differ between page and picture" if wrong else "",
    )


def outlines(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """Outlines are finite, convex and clockwise, and those of words have an area: how many are not."""
    labels = draft.labels
    every = list(all_outlines(labels))
    quads = np.array([outline.quad for outline in every], np.float64).reshape(-1, 4, 2)
    sides = np.roll(quads, -1, axis=1) - quads
    following = np.roll(sides, -1, axis=1)
    turns = sides[..., 0] * following[..., 1] - sides[..., 1] * following[..., 0]
    words = np.arange(len(every)) < len(labels.words)
    areas = (turns[:, 0] + turns[:, 2]) / 2  # the two triangles that a diagonal makes
    good = (turns >= -_ROUNDING_PX2).all(axis=1) & (areas >= np.where(words, LEAST_WORD_PX2, -_ROUNDING_PX2))
    good &= np.array([bool(np.isfinite(outline.polygon).all()) for outline in every], np.bool_)
    wrong = np.flatnonzero(~good)
    detail = f"{every[wrong[0]].quad.round(1).tolist()} on page {every[wrong[0]].page + 1}" if len(wrong) else ""
    source = draft.source_of(wrong[:1].tolist()) if len(wrong) and words[wrong[0]] else ""
    return Verdict(check="outlines", measured=len(wrong), limit=0, passed=not len(wrong), detail=detail, source=source)


def truncation(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """`Word.truncation` is the share of the word outside of the image: the largest difference from its outline."""
    differences = np.abs(_shares_outside(draft.labels) - [word.truncation for word in draft.labels.words])
    measured = float(differences.max(initial=0.0))
    detail = f"word {int(differences.argmax())}" if measured > _ROUNDING_SHARE else ""
    passed = measured <= _ROUNDING_SHARE
    return Verdict(check="truncation", measured=measured, limit=_ROUNDING_SHARE, passed=passed, detail=detail)


def in_picture(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The images show the document: the share of words of which more than half is cut off or hidden."""
    words = draft.labels.words
    measured = sum(word.truncation > 0.5 or word.visibility < 0.5 for word in words) / max(len(words), 1)
    return Verdict(check="in_picture", measured=measured, limit=MOST_CUT_SHARE, passed=measured <= MOST_CUT_SHARE)


_PARTS = ("words", "lines", "fields", "links", "tables", "regions", "checkboxes", "graphics")


def _without_outlines(labels: DocumentLabels) -> Iterator[Any]:
    """Each of the parts in a form that can be compared: page numbers instead of outlines."""
    yield [(word.text, word.outline.page, *word[2:5]) for word in labels.words]
    yield [(words, outline.page) for words, outline in labels.lines]
    yield [field._replace(outlines=_pages(field.outlines)) for field in labels.fields]
    yield labels.links
    yield [
        (rows, columns, [cell._replace(outlines=_pages(cell.outlines)) for cell in cells], _pages(outlines))
        for rows, columns, cells, outlines in labels.tables
    ]
    yield [(category, words, outline.page, block) for category, words, outline, block in labels.regions]
    yield [(key, checked, outline.page) for key, checked, outline in labels.checkboxes]
    yield [(kind, outline.page, words) for kind, outline, words in labels.graphics]


def _pages(outlines: Sequence[PageOutline]) -> tuple[Any, ...]:
    return tuple(outline.page for outline in outlines)


def _shares_outside(labels: DocumentLabels) -> Float64[np.ndarray, " words"]:
    """For each word the share of its bounding box outside of the image, 0 to 1."""
    quads = np.array([word.outline.quad for word in labels.words], np.float64).reshape(-1, 4, 2)
    sizes_wh = np.array([labels.pages[word.outline.page] for word in labels.words], np.float64).reshape(-1, 2)
    low, high = quads.min(axis=1), quads.max(axis=1)
    inside = np.maximum(np.minimum(high, sizes_wh) - np.maximum(low, 0), 0).prod(axis=1)
    return 1 - inside / np.maximum((high - low).prod(axis=1), 1e-6)
