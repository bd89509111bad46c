"""The checks of a document's labels against the ink of its clean pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.outcome import Verdict
from synth.document.labels import DocumentLabels, PageOutline, Polygon
from synth.document.records import DocumentDraft

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64

Ink = NDArray[np.uint8]
"""A page's ink, (h, w): 0 or 1."""

_FEW_CHARACTERS = 2

_THIN_PX = 3
"""A side shorter than this (a hyphen's) counts all pixels that it touches; a longer one those it mostly covers."""

_TURNED_PX = 0.01
"""A quad whose sides lean by more than this is not upright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkLimits:
    """The limits within which a clean page's ink confirms its labels; the defaults are for 150 dpi.

    slack_px: an outline is widened by this before ink counts as outside of it (antialiasing). drawing_slack_px: the
    same for what is drawn, whose strokes, joins and caps reach further. max_stray_share: largest share of the text ink
    outside of all words. max_stray_piece_px: largest connected piece of it, less than a dot. max_drawing_px: most
    drawn pixels outside of everything labelled. min_cover: least share of a word's width, and of its height, that its
    ink spans; one or two characters may be bare strokes, of which one of both is enough.
    """

    slack_px: int = 1
    drawing_slack_px: int = 2
    max_stray_share: float = 0.001
    max_stray_piece_px: int = 2
    max_drawing_px: int = 16
    min_cover: float = 0.35


def limits_at(dpi: float) -> InkLimits:
    """The limits for a resolution: lengths grow with it and areas with its square, from those of 150 dpi on.

    Below 150 dpi they stay: antialiasing is as wide at any resolution.
    """
    scale, base = max(1.0, dpi / 150), InkLimits()
    return InkLimits(
        slack_px=round(base.slack_px * scale),
        drawing_slack_px=round(base.drawing_slack_px * scale),
        max_stray_piece_px=round(base.max_stray_piece_px * scale**2),
        max_drawing_px=round(base.max_drawing_px * scale**2),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Ink outside of the labels: px in all, px of its largest connected piece and where that lies."""

    pixels: int = 0
    piece: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkReading:
    """What the clean pages show: for each word its ink in px and the shares of its width and height that this spans
    (n, 2), text ink in px in all, text and drawing outside of the labels, and letters outside of them. `source_of`
    leads from words (ids) to the template.
    """

    labels: DocumentLabels
    word_px: Int64[np.ndarray, " words"]
    cover: Float64[np.ndarray, "words 2"]
    text_px: int
    stray: Outside
    unlabelled: Outside
    letters: tuple[str, ...]
    source_of: Callable[[Iterable[int]], str]


InkCheck = Callable[[InkReading, InkLimits], Verdict]


def read_ink(draft: DocumentDraft, limits: InkLimits) -> InkReading:
    """Measure every clean page against its labels, once."""
    labels = draft.printed
    text = [proof.text_ink.view(np.uint8) for proof in draft.proofs]
    drawn = [proof.drawn_ink.view(np.uint8) for proof in draft.proofs]
    extents = _word_extents(labels, text)
    return InkReading(
        labels=labels,
        word_px=np.array([pixels for pixels, _ in extents], np.int64),
        cover=np.array([cover for _, cover in extents], np.float64).reshape(-1, 2),
        text_px=sum(map(cv2.countNonZero, text)),
        stray=_all_outside(text, [word.outline for word in labels.words], limits.slack_px),
        unlabelled=_all_outside(drawn, _drawn(labels), limits.drawing_slack_px),
        letters=tuple(letter for proof in draft.proofs for letter in proof.stray),
        source_of=draft.source_of,
    )


def word_ink(reading: InkReading, limits: InkLimits) -> Verdict:
    """Every word is printed: the share of words without any ink in their outline."""
    bare = np.flatnonzero(reading.word_px == 0)
    measured = len(bare) / max(len(reading.word_px), 1)
    return Verdict(
        check="word_ink",
        measured=measured,
        limit=0,
        passed=not len(bare),
        detail=_named(reading.labels, bare),
        source=reading.source_of(bare.tolist()),
    )


def stray_letters(reading: InkReading, limits: InkLimits) -> Verdict:
    """Every letter belongs to a word: how many the page draws outside of all words."""
    letters = reading.letters
    return Verdict(
        check="stray_letters", measured=len(letters), limit=0, passed=not letters, detail="".join(letters[:40])
    )


def stray_ink(reading: InkReading, limits: InkLimits) -> Verdict:
    """The words hold all text ink: the share of it outside of them."""
    measured = reading.stray.pixels / max(reading.text_px, 1)
    limit = limits.max_stray_share
    return Verdict(
        check="stray_ink", measured=measured, limit=limit, passed=measured <= limit, detail=reading.stray.where
    )


def stray_piece(reading: InkReading, limits: InkLimits) -> Verdict:
    """No letter sticks out of its word: px of the largest connected piece of text ink outside of all words."""
    measured, limit = reading.stray.piece, limits.max_stray_piece_px
    return Verdict(
        check="stray_piece", measured=measured, limit=limit, passed=measured <= limit, detail=reading.stray.where
    )


def unlabelled_drawing(reading: InkReading, limits: InkLimits) -> Verdict:
    """Everything drawn is a graphic, a check box or part of a table: drawn px outside of them."""
    measured, limit = reading.unlabelled.pixels, limits.max_drawing_px
    return Verdict(
        check="unlabelled_drawing",
        measured=measured,
        limit=limit,
        passed=measured <= limit,
        detail=reading.unlabelled.where,
    )


def tight(reading: InkReading, limits: InkLimits) -> Verdict:
    """No word's outline is far larger than its ink: the least share of a width or height that the ink spans."""
    few = np.array([len(word.text) <= _FEW_CHARACTERS for word in reading.labels.words], np.bool_)
    cover = np.where(few, reading.cover.max(axis=1, initial=0.0), reading.cover.min(axis=1, initial=1.0))
    measured, limit = float(cover.min(initial=1.0)), limits.min_cover
    loose = np.flatnonzero(cover < limit)
    return Verdict(
        check="tight",
        measured=measured,
        limit=limit,
        passed=not len(loose),
        detail=_named(reading.labels, loose),
        source=reading.source_of(loose.tolist()),
    )


INK_CHECKS: tuple[InkCheck, ...] = (word_ink, stray_letters, stray_ink, stray_piece, unlabelled_drawing, tight)


def _drawn(labels: DocumentLabels) -> list[PageOutline]:
    """The outlines in which drawing is expected."""
    outlines = [item.outline for items in (labels.graphics, labels.checkboxes) for item in items]
    return outlines + [outline for table in labels.tables for outline in table.outlines]


def _word_extents(labels: DocumentLabels, inks: Sequence[Ink]) -> list[tuple[int, tuple[float, float]]]:
    """For each word its ink in px, and the shares of its width and height that this spans."""
    quads = _stacked([word.outline for word in labels.words])
    low, high = quads.min(1), quads.max(1)
    thin = high - low < _THIN_PX
    starts = np.where(thin, np.floor(low), np.rint(low)).astype(int).clip(0)
    ends = np.maximum(np.where(thin, np.ceil(high), np.rint(high)).astype(int), starts + 1)
    turned = (np.abs(quads[:, 1, 1] - quads[:, 0, 1]) > _TURNED_PX) | (
        np.abs(quads[:, 3, 0] - quads[:, 0, 0]) > _TURNED_PX
    )
    return [
        _extent(inks[word.outline.page][y0:y1, x0:x1], quad - (x0, y0) if is_turned else None)
        for word, quad, (x0, y0), (x1, y1), is_turned in zip(
            labels.words, quads, starts.tolist(), ends.tolist(), turned.tolist(), strict=True
        )
    ]


def _extent(patch: Ink, turned: Polygon | None) -> tuple[int, tuple[float, float]]:
    """The same of the ink around one word; `turned`: the word's own quad in the patch where it is not upright."""
    if not patch.size:
        return 0, (0.0, 0.0)
    if turned is None:
        _, _, width, height = cv2.boundingRect(patch)
        return cv2.countNonZero(patch), (width / patch.shape[1], height / patch.shape[0])
    points = cv2.findNonZero(patch & _filled(patch.shape, turned[None]))
    if points is None:
        return 0, (0.0, 0.0)
    covers = []
    for side in (turned[1] - turned[0], turned[3] - turned[0]):
        length = max(float(np.hypot(*side)), 1e-6)
        along = points.reshape(-1, 2) @ (side / length)
        pixel = float(np.abs(side).sum()) / length
        covers.append(min(1.0, (float(along.max() - along.min()) + pixel) / length))
    return len(points), (covers[0], covers[1])


def _all_outside(inks: Sequence[Ink], outlines: Sequence[PageOutline], slack_px: int) -> Outside:
    """Ink of all pages outside of the widened outlines: the sum, and its largest connected piece."""
    found = [
        _outside(ink, page, _widened(_stacked([outline for outline in outlines if outline.page == page]), slack_px))
        for page, ink in enumerate(inks)
    ]
    worst = max(found, key=lambda one: one.piece, default=Outside())
    return Outside(pixels=sum(one.pixels for one in found), piece=worst.piece, where=worst.where)


def _outside(ink: Ink, page: int, quads: Float32[np.ndarray, "n 4 2"]) -> Outside:
    stray = ink > _filled(ink.shape, quads)
    pixels = int(np.count_nonzero(stray))
    if not pixels:
        return Outside()
    _, _, stats, _ = cv2.connectedComponentsWithStats(stray.view(np.uint8), connectivity=8)
    x, y, width, height, area = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())]
    return Outside(pixels=pixels, piece=int(area), where=f"page {page + 1}, {width} x {height} px at ({x}, {y})")


def _stacked(outlines: Sequence[PageOutline]) -> Float32[np.ndarray, "n 4 2"]:
    """The quads of some outlines."""
    return np.array([outline.quad for outline in outlines], np.float32).reshape(-1, 4, 2)


def _widened(quads: Float32[np.ndarray, "n 4 2"], by_px: int) -> Float32[np.ndarray, "n 4 2"]:
    """Rectangles (n, 4, 2), turned or not, grown on all sides; a line without width grows as well."""
    top, left = quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]
    flat = np.hypot(*top.T) >= np.hypot(*left.T)
    along = np.where(flat[:, None], top, np.stack([left[:, 1], -left[:, 0]], axis=1))
    along = along / np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    corners = np.stack([-along - across, along - across, along + across, across - along], axis=1)
    return quads + by_px * corners


def _filled(shape_hw: tuple[int, ...], quads: Float32[np.ndarray, "n 4 2"]) -> Ink:
    """Mask of the pixels that quads (n, 4, 2) touch; OpenCV counts from pixel centres, in sixteenths here."""
    mask = np.zeros(shape_hw, np.uint8)
    for points in np.rint((quads - 0.5) * 16).astype(np.int32):
        cv2.fillConvexPoly(mask, points, 1, cv2.LINE_8, 4)
    return mask


def _named(labels: DocumentLabels, words: Int64[np.ndarray, " n"]) -> str:
    """The first of some words (ids), for a message."""
    if not len(words):
        return ""
    number = int(words[0])
    word = labels.words[number]
    x, y = word.outline.quad[0]
    return f"word {number} {word.text!r}, page {word.outline.page + 1} at ({x:.0f}, {y:.0f})"
