"""Ink against labels: displaced, lost and surplus labels are refused by the ink of a clean page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.outcome import Rejection
from synth.document.labels import CheckBox, DocumentLabels, Graphic, Line, PageOutline, PageSize, Table, Word
from synth.document.records import Degradation, DocumentDraft, DocumentPlan, PageProof, VerifiedDocument
from synth.document.verify.ink import InkLimits, limits_at, read_ink
from synth.document.verify.verify import verify_document
from tests.small_document import box_quad

SIZE = PageSize(1000, 900)
TEXTS = ["the", "five", "boxing", "wizards", "jump", "quickly", "at", "once", "over", "lazy", "dogs"]
PLAN = DocumentPlan(
    sample_id=4, template="plain", locale="en_US", variables={}, record={}, style={}, dice=0,
    degradation=Degradation("clean", {}),
)  # fmt: skip


def written(turn_deg: float = 0.0) -> DocumentDraft:
    """A page of 200 words like 10 pt print at 150 dpi, tightly labelled, turned about its centre by `turn_deg`."""
    ink, words = np.zeros((SIZE.height, SIZE.width), np.uint8), []
    for row in range(25):
        x = 100
        for column in range(8):
            text = TEXTS[(row * 3 + column) % len(TEXTS)]
            alone = np.zeros_like(ink)
            cv2.putText(alone, text, (x, 120 + 27 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 1, 2)
            left, top, width, height = cv2.boundingRect(alone)
            words.append((text, box_quad(left, top, width, height)))
            ink |= alone
            x = left + width + 12
    if turn_deg:
        turn = cv2.getRotationMatrix2D((SIZE.width / 2, SIZE.height / 2), turn_deg, 1.0)
        ink = (cv2.warpAffine(ink * 255, turn, (SIZE.width, SIZE.height)) > 64).astype(np.uint8)
        words = [(text, cv2.transform(quad[None] - 0.5, turn)[0] + 0.5) for text, quad in words]
    placed = [Word(text, PageOutline(0, np.asarray(quad, np.float32))) for text, quad in words]
    return draft_of(placed, ink.astype(np.bool_))


def draft_of(
    words: Sequence[Word], text_ink: NDArray[np.bool_], drawn_ink: NDArray[np.bool_] | None = None
) -> DocumentDraft:
    """A draft of one page with these words, each a line of its own."""
    lines = tuple(Line((number,), word.outline) for number, word in enumerate(words))
    drawn = np.zeros_like(text_ink) if drawn_ink is None else drawn_ink
    proof = PageProof(text_ink=text_ink, drawn_ink=drawn)
    image = np.zeros((SIZE.height, SIZE.width, 3), np.uint8)
    labels = DocumentLabels(pages=(SIZE,), words=tuple(words), lines=lines)
    return DocumentDraft(pdf=b"", images=(image,), labels=labels, printed=labels, proofs=(proof,))


def with_words(draft: DocumentDraft, words: Sequence[Word]) -> DocumentDraft:
    (proof,) = draft.proofs
    return draft_of(words, proof.text_ink, proof.drawn_ink)


def by(word: Word, x: float, y: float) -> Word:
    """The word's label displaced, px."""
    return word._replace(outline=PageOutline(0, word.outline.polygon + np.array([x, y], np.float32)))


def refused(draft: DocumentDraft, limits: InkLimits | None = None) -> Rejection:
    outcome = verify_document(PLAN, draft, limits or InkLimits())
    assert isinstance(outcome, Rejection)
    return outcome


def box_of(word: Word) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of an upright word, px."""
    (x0, y0), (x1, y1) = word.outline.quad[0], word.outline.quad[2]
    return int(x0), int(y0), int(x1), int(y1)


@pytest.mark.parametrize("turn_deg", [0.0, 3.0, -8.0])
def test_tight_labels_pass_turned_or_not(turn_deg: float) -> None:
    draft = written(turn_deg)
    outcome = verify_document(PLAN, draft)
    assert isinstance(outcome, VerifiedDocument)
    reading = read_ink(draft, InkLimits())
    assert reading.stray.pixels == 0
    assert reading.cover.min() > 0.85


@pytest.mark.parametrize("turn_deg", [0.0, 3.0])
@pytest.mark.parametrize("step", [(20, 0), (-20, 0), (0, 20), (0, -20), (4, 0), (-4, 0), (0, 4), (0, -4)])
def test_displaced_labels_are_refused(step: tuple[int, int], turn_deg: float) -> None:
    draft = written(turn_deg)
    outcome = refused(with_words(draft, [by(word, *step) for word in draft.printed.words]))
    assert outcome.check in ("word_ink", "stray_ink")
    assert outcome.measured > 10 * outcome.limit


@pytest.mark.parametrize("step", [(4, 0), (-4, 0), (0, 4), (0, -4)])
def test_one_displaced_label_among_200_is_refused(step: tuple[int, int]) -> None:
    draft = written()
    words = list(draft.printed.words)
    for number in range(0, len(words), 9):
        outcome = refused(with_words(draft, [by(w, *step) if n == number else w for n, w in enumerate(words)]))
        assert outcome.check in ("stray_ink", "stray_piece")
        assert outcome.measured > outcome.limit


def test_a_lost_word_is_refused_and_found() -> None:
    draft = written()
    words = list(draft.printed.words)
    x, y = words.pop(57).outline.quad[0]
    outcome = refused(with_words(draft, words), InkLimits(max_stray_share=1.0))
    assert outcome.check == "stray_piece"
    where = [int(number) for number in outcome.detail.split("at (")[1].rstrip(")").split(", ")]
    assert where[0] >= x
    assert where[1] >= y


def test_a_word_without_ink_is_refused() -> None:
    draft = written()
    x0, y0, x1, y1 = box_of(draft.printed.words[57])
    draft.proofs[0].text_ink[y0:y1, x0:x1] = False
    outcome = refused(draft)
    assert (outcome.check, outcome.measured) == ("word_ink", 1 / 200)
    assert outcome.detail.startswith(f"word 57 {draft.printed.words[57].text!r}, page 1")


def test_a_word_that_a_neighbour_only_touches_is_refused() -> None:
    draft = written()
    x0, y0, x1, y1 = box_of(draft.printed.words[57])
    draft.proofs[0].text_ink[y0:y1, x0 + 2 : x1] = False
    assert refused(draft).check == "tight"


def test_an_unlabelled_word_is_refused() -> None:
    draft = written()
    draft.proofs[0].text_ink[870:872, 400:404] = True
    outcome = refused(draft)
    assert (outcome.check, outcome.measured, outcome.limit) == ("stray_piece", 8, 2)
    assert outcome.detail == "page 1, 4 x 2 px at (400, 870)"


def test_antialiasing_is_no_unlabelled_word() -> None:
    draft = written()
    draft.proofs[0].text_ink[870, 400:402] = True
    assert isinstance(verify_document(PLAN, draft), VerifiedDocument)


def test_stray_letters_are_refused() -> None:
    draft = written()
    (proof,) = draft.proofs
    outcome = refused(replace(draft, proofs=(replace(proof, stray=("a", "b")),)))
    assert (outcome.check, outcome.measured, outcome.detail) == ("stray_letters", 2, "ab")


def test_a_far_too_large_outline_is_refused() -> None:
    draft = written()
    words = list(draft.printed.words)
    x0, y0, x1, y1 = box_of(words[7])
    words[7] = words[7]._replace(outline=PageOutline(0, box_quad(x0, y0, 3.2 * (x1 - x0), y1 - y0)))
    outcome = refused(with_words(draft, words))
    assert outcome.check == "tight"
    assert outcome.measured == pytest.approx(1 / 3.2, abs=0.01)


@pytest.mark.parametrize(
    ("text", "verified"), [("\u4e00", True), ("\u4e00\u4e01", True), ("\u4e00\u4e01\u4e03", False)]
)
def test_a_bare_stroke_may_be_loose_in_one_direction(text: str, verified: bool) -> None:
    ink = np.zeros((SIZE.height, SIZE.width), np.bool_)
    ink[110:113, 100:120] = True
    outcome = verify_document(PLAN, draft_of([Word(text, PageOutline(0, box_quad(100, 100, 20, 20)))], ink))
    assert isinstance(outcome, VerifiedDocument) == verified


@pytest.mark.parametrize("row", [109, 110])
def test_a_hyphen_thinner_than_a_pixel_has_its_ink_in_either_row(row: int) -> None:
    ink = np.zeros((SIZE.height, SIZE.width), np.bool_)
    ink[row, 100:104] = True
    hyphen = Word("-", PageOutline(0, box_quad(100, 109.7, 4, 0.7)))
    assert isinstance(verify_document(PLAN, draft_of([hyphen], ink)), VerifiedDocument)


def line_at(box: tuple[int, int, int, int]) -> DocumentDraft:
    """The page with a drawn line, (x0, y0, x1, y1) px."""
    draft = written()
    x0, y0, x1, y1 = box
    draft.proofs[0].drawn_ink[y0:y1, x0:x1] = True
    return draft


def test_an_unlabelled_line_is_refused() -> None:
    outcome = refused(line_at((100, 870, 300, 871)))
    assert (outcome.check, outcome.measured) == ("unlabelled_drawing", 200)
    assert outcome.detail == "page 1, 200 x 1 px at (100, 870)"


WHERE = PageOutline(0, box_quad(100, 870.5, 200, 0))
LABELLED = {
    "rule": {"graphics": (Graphic("rule", WHERE),)},
    "check box": {"checkboxes": (CheckBox("paid", True, WHERE),)},
    "table": {"tables": (Table(0, 0, (), (WHERE,)),)},
}


@pytest.mark.parametrize("kind", LABELLED)
def test_a_labelled_line_passes_even_without_width(kind: str) -> None:
    draft = line_at((100, 870, 300, 871))
    labels = replace(draft.printed, **LABELLED[kind])
    assert isinstance(verify_document(PLAN, replace(draft, printed=labels, labels=labels)), VerifiedDocument)


def test_an_upright_line_without_width_too() -> None:
    draft = line_at((970, 100, 971, 300))
    labels = replace(draft.printed, graphics=(Graphic("rule", PageOutline(0, box_quad(970.5, 100, 0, 200))),))
    assert isinstance(verify_document(PLAN, replace(draft, printed=labels, labels=labels)), VerifiedDocument)


def test_a_page_of_nothing_passes() -> None:
    assert isinstance(
        verify_document(PLAN, draft_of([], np.zeros((SIZE.height, SIZE.width), np.bool_))), VerifiedDocument
    )


def test_limits_grow_with_the_resolution() -> None:
    assert limits_at(150) == limits_at(72) == InkLimits()
    assert limits_at(300) == InkLimits(slack_px=2, drawing_slack_px=4, max_stray_piece_px=8, max_drawing_px=64)
