"""The checks of a document's labels against the ink of its clean pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.page_labels import DocumentLabels, Place, Polygon
from synth.records import DocumentDraft
from synth.verify.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class InkLimits:
    """When the labels of a clean page count as shown by its ink.

    slack_px: an outline is widened by this before ink counts as outside of it (antialiasing); drawing_slack_px: the same
    for what is drawn, whose joins and caps reach further; max_stray_share: largest share of the text ink outside of all
    words; max_stray_piece_px: largest connected piece of it, less than the dot of an i at 150 dpi; max_drawing_px: most
    drawn pixels outside of everything labelled; min_cover: least share of a word's width, and of its height, that its
    ink spans (half of the narrowest letter set in its full advance).
    """

    slack_px: int = 1
    drawing_slack_px: int = 2
    max_stray_share: float = 0.001
    max_stray_piece_px: int = 4
    max_drawing_px: int = 16
    min_cover: float = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Ink outside of the labels: px in all, px of its largest connected piece and where that lies."""

    pixels: int = 0
    piece: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkReading:
    """What the clean pages show: for each word its ink in px and the share of its width and height that this spans (the
    smaller one), text ink in px in all, text and drawing outside of the labels, and letters outside of them.
    """

    labels: DocumentLabels
    word_px: NDArray[np.int64]
    cover: NDArray[np.float64]
    text_px: int
    stray: Outside
    unlabelled: Outside
    letters: tuple[str, ...]


InkCheck = Callable[[InkReading, InkLimits], Finding]


def read_ink(draft: DocumentDraft, limits: InkLimits) -> InkReading:
    """Measure every clean page against its labels, once."""
    labels, proofs = draft.printed, draft.proofs
    extents = [_word_extent(proofs[word.place.page].text_ink.view(np.uint8), word.place.quad) for word in labels.words]
    words = [[word.place.quad for word in labels.words if word.place.page == page] for page in range(len(proofs))]
    drawn = [[place.quad for place in _drawn(labels) if place.page == page] for page in range(len(proofs))]
    return InkReading(
        labels=labels,
        word_px=np.array([pixels for pixels, _ in extents], np.int64),
        cover=np.array([cover for _, cover in extents], np.float64),
        text_px=sum(cv2.countNonZero(proof.text_ink.view(np.uint8)) for proof in proofs),
        stray=_all_outside([proof.text_ink for proof in proofs], words, limits.slack_px),
        unlabelled=_all_outside([proof.drawn_ink for proof in proofs], drawn, limits.drawing_slack_px),
        letters=tuple(letter for proof in proofs for letter in proof.stray),
    )


def word_ink(reading: InkReading, limits: InkLimits) -> Finding:
    """Every word is printed: the share of words without any ink in their outline."""
    bare = np.flatnonzero(reading.word_px == 0)
    measured = len(bare) / max(len(reading.word_px), 1)
    return Finding(
        check="word_ink", measured=measured, limit=0, passed=not len(bare), detail=_named(reading.labels, bare)
    )


def stray_letters(reading: InkReading, limits: InkLimits) -> Finding:
    """Every letter belongs to a word: how many the page draws outside of all words."""
    letters = reading.letters
    return Finding(
        check="stray_letters", measured=len(letters), limit=0, passed=not letters, detail="".join(letters[:40])
    )


def stray_ink(reading: InkReading, limits: InkLimits) -> Finding:
    """The words hold all text ink: the share of it outside of them."""
    measured = reading.stray.pixels / max(reading.text_px, 1)
    limit = limits.max_stray_share
    return Finding(
        check="stray_ink", measured=measured, limit=limit, passed=measured <= limit, detail=reading.stray.where
    )


def stray_piece(reading: InkReading, limits: InkLimits) -> Finding:
    """No letter sticks out of its word: px of the largest connected piece of text ink outside of all words."""
    measured, limit = reading.stray.piece, limits.max_stray_piece_px
    return Finding(
        check="stray_piece", measured=measured, limit=limit, passed=measured <= limit, detail=reading.stray.where
    )


def unlabelled_drawing(reading: InkReading, limits: InkLimits) -> Finding:
    """Everything drawn is a graphic, a check box or part of a table: drawn px outside of them."""
    measured, limit = reading.unlabelled.pixels, limits.max_drawing_px
    return Finding(
        check="unlabelled_drawing",
        measured=measured,
        limit=limit,
        passed=measured <= limit,
        detail=reading.unlabelled.where,
    )


def tight(reading: InkReading, limits: InkLimits) -> Finding:
    """No word's outline is far larger than its ink: the least share of a width or height that the ink spans."""
    worst = reading.cover.argmin(keepdims=True) if len(reading.cover) else np.zeros(0, np.int64)
    measured = float(reading.cover.min(initial=1.0))
    passed = measured >= limits.min_cover
    return Finding(
        check="tight",
        measured=measured,
        limit=limits.min_cover,
        passed=passed,
        detail="" if passed else _named(reading.labels, worst),
    )


INK_CHECKS: tuple[InkCheck, ...] = (word_ink, stray_letters, stray_ink, stray_piece, unlabelled_drawing, tight)


def _drawn(labels: DocumentLabels) -> list[Place]:
    """Where drawing is expected."""
    places = [item.place for items in (labels.graphics, labels.checkboxes) for item in items]
    return places + [place for table in labels.tables for place in table.places]


def _word_extent(ink: NDArray[np.uint8], quad: Polygon) -> tuple[int, float]:
    """Ink of a word in px, and the smaller of the shares of its width and height that this spans."""
    (left, top), (right, bottom) = quad.min(0), quad.max(0)
    x0, y0 = max(round(float(left)), 0), max(round(float(top)), 0)
    x1, y1 = max(round(float(right)), x0 + 1), max(round(float(bottom)), y0 + 1)
    patch = ink[y0:y1, x0:x1]
    if not patch.size:
        return 0, 0.0
    if abs(quad[1, 1] - quad[0, 1]) > 0.01 or abs(quad[3, 0] - quad[0, 0]) > 0.01:
        return _turned_extent(patch, quad - np.array([x0, y0], np.float32))
    pixels = cv2.countNonZero(patch)
    _, _, width, height = cv2.boundingRect(patch)
    return pixels, min(width / (x1 - x0), height / (y1 - y0))


def _turned_extent(patch: NDArray[np.uint8], quad: Polygon) -> tuple[int, float]:
    """The same of a turned word: its ink measured along its own sides."""
    inside = np.zeros(patch.shape, np.uint8)
    _fill(inside, quad)
    points = cv2.findNonZero(patch & inside)
    if points is None:
        return 0, 0.0
    centres = points[:, 0].astype(np.float32) + 0.5
    covers = []
    for side in (quad[1] - quad[0], quad[3] - quad[0]):
        length = max(float(np.hypot(*side)), 1e-6)
        along = centres @ (side / length)
        pixel = float(np.abs(side).sum()) / length
        covers.append(min(1.0, (float(along.max() - along.min()) + pixel) / length))
    return len(points), min(covers)


def _fill(mask: NDArray[np.uint8], quad: Polygon) -> None:
    """Set the pixels of a quad; OpenCV counts from pixel centres, in sixteenths here."""
    cv2.fillConvexPoly(mask, np.rint((quad - 0.5) * 16).astype(np.int32), 1, cv2.LINE_8, 4)


def _all_outside(inks: Sequence[NDArray[np.bool_]], quads: Sequence[Sequence[Polygon]], slack_px: int) -> Outside:
    """Ink of all pages outside of their widened quads, in all and its largest piece."""
    found = [_outside(ink.view(np.uint8), *pair, slack_px) for ink, *pair in zip(inks, quads, range(len(inks)))]
    worst = max(found, key=lambda one: one.piece, default=Outside())
    return Outside(pixels=sum(one.pixels for one in found), piece=worst.piece, where=worst.where)


def _outside(ink: NDArray[np.uint8], quads: Sequence[Polygon], page: int, slack_px: int) -> Outside:
    covered = np.zeros(ink.shape, np.uint8)
    for quad in quads:
        _fill(covered, quad)
    stray = ink > cv2.dilate(covered, np.ones((2 * slack_px + 1,) * 2, np.uint8))
    pixels = int(np.count_nonzero(stray))
    if not pixels:
        return Outside()
    _, _, stats, _ = cv2.connectedComponentsWithStats(stray.view(np.uint8), connectivity=8)
    x, y, width, height, area = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())]
    return Outside(pixels=pixels, piece=int(area), where=f"page {page + 1}, {width} x {height} px at ({x}, {y})")


def _named(labels: DocumentLabels, words: NDArray[np.int64]) -> str:
    """The first of some words (ids), for a message."""
    if not len(words):
        return ""
    number = int(words[0])
    word = labels.words[number]
    x, y = word.place.quad[0]
    return f"word {number} {word.text!r}, page {word.place.page + 1} at ({x:.0f}, {y:.0f})"
